"""Why a row cannot be put right, and what to do instead."""

from collections.abc import Iterable

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def no_such_proof(run: int) -> Refusal:
    """Refuse to go by a deep proof that is not there, or not over."""
    return Refusal(
        code="repair.no_such_proof",
        text=Text(f"没有已结束的第{run}号深度核对", f"No deep proof {run} has ended here"),
        field="run",
        remedy=Text("先运行 tongchou verify --deep", "Run tongchou verify --deep first"),
    )


def nothing_to_repair(run: int) -> Refusal:
    """Refuse to repair where nothing was found, or all of it was put right."""
    return Refusal(
        code="repair.nothing",
        text=Text(
            f"第{run}号深度核对没有尚未修复且可由日志修复的差异",
            f"Deep proof {run} has no finding left that the log can put right",
        ),
        field="run",
    )


def beyond_repair(tables: Iterable[str]) -> Text:
    """Say of which findings the log cannot put right what they are about, and what can."""
    named = ", ".join(tables)
    return Text(
        f"以下差异不能由日志修复:{named}。本节点的日志和办件内容只能由备份恢复",
        f"The log cannot put right: {named}. A node's own log and what its items say come back"
        " from a backup only",
    )


def under_way(numbers: Iterable[str]) -> Text:
    """Say which repairs are under way beside this one, and what becomes of the later one."""
    named = ", ".join(numbers)
    return Text(
        f"另有数据修复在办:{named}。修复同一记录的,后执行的一件不会写入",
        f"Repairs are under way already: {named}. Of two that are about the same row, the later"
        " one will write nothing",
    )


def more_are_left(count: int) -> Text:
    """Say that more was found than one item repairs."""
    return Text(f"另有{count}处,请另办一件", f"{count} more are left for another item")


def log_first(count: int) -> Refusal:
    """Refuse to judge rows by a log that is not whole."""
    return Refusal(
        code="repair.log_first",
        text=Text(
            f"{count}处差异所依据的日志不完整,须先修复日志",
            f"{count} findings rest on a log that is not whole, which must be mended first",
        ),
        field="run",
        remedy=Text(
            "副本缺失的先修复 sync_heldevent;本节点自己的日志由备份恢复。然后重新深度核对",
            "Repair sync_heldevent first, for a copy; a node's own log comes back from a backup."
            " Then prove again",
        ),
    )


def not_to_be_carried_out(number: str) -> Refusal:
    """Refuse to carry out what is no repair that was approved and waits."""
    return Refusal(
        code="repair.not_waiting",
        text=Text(
            f"{number}不是已审批、等待执行的数据修复",
            f"{number} is no repair that was approved and waits to be carried out",
        ),
        remedy=Text("先受理、复核并审批", "Accept, review and approve it first"),
    )


def not_as_decided(number: str) -> Refusal:
    """Refuse to carry out an item that was changed since the log vouched for it."""
    return Refusal(
        code="repair.not_as_decided",
        text=Text(
            f"{number}的内容与日志中的决定不符",
            f"{number} does not say what the log says was decided",
        ),
        remedy=Text("撤回该件,重新办理", "Withdraw it and begin anew"),
    )


def rows_have_changed(number: str) -> Refusal:
    """Refuse to write rows that are not, or are not told, as they were when it was decided."""
    return Refusal(
        code="repair.changed_since",
        text=Text(
            f"{number}所列记录或日志此后已有变化,未作任何修改",
            f"Since {number} was decided its rows or the log have changed; nothing was written",
        ),
        remedy=Text(
            "撤回该件,再运行 tongchou verify --deep 后重新办理",
            "Withdraw it, run tongchou verify --deep and begin anew",
        ),
    )


def not_what_is_held(position: int) -> Refusal:
    """Refuse what is sent again and does not stand in the chain that is held."""
    return Refusal(
        code="repair.not_what_is_held",
        text=Text(
            f"重新报送的第{position}号事件起与所持日志的链不相接",
            f"What was sent again from position {position} on does not fit the chain held",
        ),
        remedy=Text(
            "由留存的签名查明哪一方有误:tongchou verify", "tongchou verify says who is wrong"
        ),
    )
