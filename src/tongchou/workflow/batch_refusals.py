"""What a batch may refuse."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def too_many(most: int) -> Refusal:
    """Refuse more items than one batch takes."""
    return Refusal(
        code="batch.too_many",
        text=Text(f"一批至多{most}件", f"A batch takes {most} items at most"),
        remedy=Text("请分批办理", "Take them in several batches"),
    )


def nothing_to_take() -> Refusal:
    """Refuse a batch in which no item can be carried on by whoever asks."""
    return Refusal(
        code="batch.nothing_to_take",
        text=Text("所选办件均不能批量办理", "None of these items can be taken in a batch"),
        remedy=Text("请逐件打开办理，或另选办件", "Open them one by one, or choose others"),
    )


def no_step_by_hand() -> Refusal:
    """Refuse an item that no clerk carries on: ended, returned, or waiting for somebody else."""
    return Refusal(
        code="batch.no_step_by_hand",
        text=Text(
            "该办件现在没有可由经办人员办理的下一环节",
            "No clerk carries this item on now: it is ended, returned, or waits for somebody else",
        ),
    )


def look_alone(why: Text) -> Refusal:
    """Leave out an item that wants a look of its own."""
    return Refusal(
        code="batch.look_alone",
        text=Text(f"需单独查看：{why.zh}", f"Wants a look of its own: {why.en}"),
        remedy=Text("请打开该办件逐件办理", "Open it and take it by itself"),
    )


def no_longer_works_here() -> Refusal:
    """Refuse to go on for somebody whose sign-in was suspended meanwhile."""
    return Refusal(
        code="batch.no_longer_works_here",
        text=Text(
            "提交人的账号已停用，其余办件不再办理",
            "Whoever asked no longer signs in here; the rest is left",
        ),
        remedy=Text("请由在岗人员重新提交", "Let a colleague ask anew"),
    )


def broke() -> Refusal:
    """Say that the system failed at an item, of which nothing was written."""
    return Refusal(
        code="batch.broke",
        text=Text(
            "系统故障，该办件未作任何更改", "Something broke; nothing of this item was changed"
        ),
        remedy=Text(
            "请单独打开该办件办理；仍不成功的请联系系统管理员",
            "Open it by itself; if it fails again, tell the system administrator",
        ),
    )
