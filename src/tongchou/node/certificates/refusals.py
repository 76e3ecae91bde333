"""What is refused because of a certificate; short wordings, for who is turned away reads them."""

from datetime import datetime

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

_RENEW = Text(
    "请为该节点换发证书：tongchou node certificates issue",
    "Issue that node another one: tongchou node certificates issue",
)


def not_shown() -> Refusal:
    """Refuse who comes past the port that asks for certificates."""
    return Refusal(
        "tls.not_shown",
        Text("未出示节点证书", "No certificate of a node was shown"),
        remedy=Text("请经日志端口并出示证书访问", "Come by the port of the log, and show one"),
    )


def names_no_node() -> Refusal:
    """Refuse a certificate that says of no node that it is its own."""
    return Refusal(
        "tls.names_no_node",
        Text("证书未载明节点代码", "The certificate names no node"),
        remedy=Text(
            "请用 tongchou node certificates issue 签发，或用 use --name 登记该证书的名称",
            "Have it issued by tongchou node certificates issue, or tell its name: use --name",
        ),
    )


def ended(node: str, ends_at: datetime) -> Refusal:
    """Refuse a certificate after its end."""
    day = f"{ends_at:%Y-%m-%d %H:%M}"
    return Refusal(
        "tls.ended",
        Text(
            f"节点{node}的证书已于{day}（UTC）过期",
            f"The certificate of node {node} ended on {day} UTC",
        ),
        remedy=_RENEW,
    )


def not_yet(node: str, begins_at: datetime) -> Refusal:
    """Refuse a certificate before its beginning."""
    day = f"{begins_at:%Y-%m-%d %H:%M}"
    return Refusal(
        "tls.not_yet",
        Text(
            f"节点{node}的证书自{day}（UTC）起才有效",
            f"The certificate of node {node} is valid from {day} UTC on",
        ),
        remedy=Text("请校准两端时钟", "Set both clocks right"),
    )


def revoked(node: str) -> Refusal:
    """Refuse a certificate that its authority took back."""
    return Refusal(
        "tls.revoked",
        Text(f"节点{node}的证书已吊销", f"The certificate of node {node} was revoked"),
        remedy=_RENEW,
    )
