"""What a node refuses in a proof; short fixed wordings."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def unreadable() -> Refusal:
    """Refuse what is no signed message of a proof from a node known here."""
    return Refusal(
        "proof.unreadable",
        Text("无法识别的对账消息", "This is no message of a proof from a known node"),
        remedy=Text("请核对双方密钥", "See that each node knows the other's key"),
    )


def not_asked() -> Refusal:
    """Refuse an answer to a question that is not waiting for one."""
    return Refusal(
        "proof.not_asked",
        Text("没有等待该应答的对账", "No proof waits for this answer"),
        remedy=Text("请重新领取提问", "Fetch the question anew"),
    )


def moved() -> Refusal:
    """Refuse to compare what two nodes hold at different positions."""
    return Refusal(
        "proof.moved",
        Text("双方位置不一致，对账将重新开始", "The two stand at different positions; begun again"),
        remedy=Text("无需处理，稍后自动重试", "Nothing to do: it is tried again by itself"),
    )
