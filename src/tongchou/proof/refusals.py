"""Why a proof cannot be had."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def runs_already() -> Refusal:
    """Refuse a second deep proof while one goes on."""
    return Refusal(
        code="proof.runs_already",
        text=Text("本节点正在进行一次深度核对", "A deep proof is going on at this node already"),
        remedy=Text(
            "等它结束,或先取消:tongchou verify --cancel",
            "Wait for its end, or cancel it: tongchou verify --cancel",
        ),
    )


def no_run() -> Refusal:
    """Refuse to show or to stop a deep proof where there is none."""
    return Refusal(
        code="proof.no_run",
        text=Text("没有这样的深度核对", "There is no such deep proof"),
        remedy=Text("开始一次:tongchou verify --deep", "Begin one: tongchou verify --deep"),
    )


def no_such_log(node: str) -> Refusal:
    """Refuse to prove a log that is not held here."""
    return Refusal(
        code="proof.no_such_log",
        text=Text(f"本节点不持有{node}的日志", f"This node holds no log of {node}"),
        remedy=Text("不指定省份即核对全部", "Name none to prove all that are held"),
    )


def nothing_beyond(last: int) -> Refusal:
    """Refuse to prove what stands behind a position that no log here has reached."""
    return Refusal(
        code="proof.nothing_beyond",
        text=Text(
            f"本节点的日志只到第{last}号，没有核对任何内容",
            f"The logs held here end at position {last}: nothing was proven",
        ),
        field="since",
    )
