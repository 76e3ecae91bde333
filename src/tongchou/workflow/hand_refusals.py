"""What clerks are refused of an item because of the hand that it is in, and what to do then."""

from datetime import datetime

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import BEIJING

WORKED_ON, IN_OTHER_HAND = "workflow.worked_on", "workflow.in_other_hand"
CONFLICTS = frozenset({WORKED_ON, IN_OTHER_HAND})
"""The refusals that say that another clerk was there first; an interface answers them with 409."""

TAKE_OVER = Text(
    "请与其联系；确需办理的，先接手本事项（会留下记录）",
    "Speak with them; to go on yourself take the item over first, which is recorded",
)


def worked_on(name: str, until: datetime) -> Refusal:
    """Refuse a step while another clerk works on the item 锁定."""
    at = f"{until.astimezone(BEIJING):%H:%M}"
    return Refusal(
        code=WORKED_ON,
        text=Text(f"{name}正在办理本事项（至{at}）", f"{name} works on this item (until {at})"),
        remedy=TAKE_OVER,
    )


def in_other_hand(name: str) -> Refusal:
    """Refuse a step on an item that lies in another clerk's hand."""
    return Refusal(
        code=IN_OTHER_HAND,
        text=Text(f"本事项由{name}经办", f"This item is in the hand of {name}"),
        remedy=TAKE_OVER,
    )


def no_part_in_it() -> Refusal:
    """Refuse to pass on an item in whose steps one has no duty."""
    return Refusal(
        code="workflow.no_part_in_it",
        text=Text("您没有本事项任何环节的岗位", "You have no duty in any step of this item"),
        remedy=Text("请由具备该岗位的人员分派", "Leave it to a clerk who has one"),
    )


def already_ended() -> Refusal:
    """Refuse to put an item into a hand that has ended."""
    return Refusal(
        code="workflow.has_ended",
        text=Text("本事项已结束，不再分派", "This item has ended; there is nothing left to do"),
    )


def unchanged(name: str) -> Refusal:
    """Refuse a hand-over that leaves the item where it is."""
    return Refusal(
        code="workflow.hand_unchanged",
        text=Text(
            f"本事项已由{name}经办" if name else "本事项未由任何人经办",
            f"It is in the hand of {name} already" if name else "It is in nobody's hand",
        ),
        field="to",
    )


def cannot_receive(name: str, why: Text | None = None) -> Refusal:
    """Refuse to put an item into the hand of somebody who cannot take its next step."""
    zh, en = (f"：{why.zh}", f": {why.en}") if why else ("", "")
    return Refusal(
        code="workflow.cannot_receive",
        text=Text(f"{name}不能办理下一环节{zh}", f"{name} cannot take the next step{en}"),
        field="to",
        remedy=Text("请选择另一位人员", "Choose another clerk"),
    )


def comment_empty() -> Refusal:
    """Refuse a comment without words."""
    text = Text("请填写留言", "Write what you want to say")
    return Refusal(code="workflow.comment_empty", text=text, field="text")


def comment_too_long(most: int) -> Refusal:
    """Refuse a comment that is too long."""
    return Refusal(
        code="workflow.comment_too_long",
        text=Text(f"留言不超过{most}字", f"A comment has at most {most} signs"),
        field="text",
    )
