"""What a node refuses from its peers, in order of precedence."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def unreadable(fault: str) -> Refusal:
    """Refuse what is no envelope."""
    return Refusal(
        "sync.unreadable",
        Text(f"无法识别的信封:{fault}", f"This is no envelope: {fault}"),
    )


def unknown_peer(code: str) -> Refusal:
    """Refuse a node whose public key is not known here."""
    return Refusal(
        "sync.unknown_peer",
        Text(f"未登记的节点:{code}", f"Node {code} is not known here"),
        remedy=Text("请先登记该节点的公钥", "Enter the node's public key first"),
    )


def bad_signature(algorithm: str) -> Refusal:
    """Refuse what the named sender did not sign."""
    return Refusal(
        "sync.signature",
        Text(f"签名不符({algorithm})", f"The signature does not hold ({algorithm})"),
    )


def stale_request() -> Refusal:
    """Refuse a signed request that was made too long ago, or in the future."""
    return Refusal(
        "sync.stale",
        Text("请求时间超出允许范围", "The request was made outside the accepted window"),
        remedy=Text("请校准两端时钟", "Set both clocks right"),
    )


def other_receiver(code: str) -> Refusal:
    """Refuse an envelope that is meant for another node."""
    return Refusal(
        "sync.other_receiver",
        Text(f"该信封应送节点{code}", f"This envelope is for node {code}"),
    )


def broken_chain() -> Refusal:
    """Refuse events that do not add up to the hash their sender signed."""
    return Refusal(
        "sync.chain",
        Text("事件内容与签名的哈希不符", "The events are not what the signed hash stands for"),
    )


def withheld_event(position: int) -> Refusal:
    """Refuse an envelope that withholds an event from a receiver who must hold them all."""
    return Refusal(
        "sync.withheld",
        Text(f"第{position}号事件缺少内容", f"The content of event {position} is withheld"),
    )


def gap(wanted: int) -> Refusal:
    """Refuse events that would leave a gap; name the position that comes next."""
    return Refusal(
        "sync.gap",
        Text(f"请从第{wanted}号事件发送", f"Send from position {wanted}"),
    )


def forked(position: int) -> Refusal:
    """Refuse a log that tells another story than the one held."""
    return Refusal(
        "sync.forked",
        Text(
            f"第{position}号事件与已留存的日志不一致",
            f"At position {position} the log is not the one held here",
        ),
        remedy=Text(
            "请核对该节点是否恢复过旧备份", "See whether the node was restored from an old backup"
        ),
    )
