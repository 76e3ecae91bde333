"""What may be refused of a matter 异地受理 that another province is competent for."""

from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def not_forwarded(item: Text) -> Refusal:
    """Refuse an item that is taken in only where it is decided."""
    return Refusal(
        code="forwarded.not_this_item",
        text=Text(
            f"“{item.zh}”不办理异地受理", f"'{item.en}' is not taken in for another province"
        ),
        remedy=Text("请到有管辖权的省办理", "Let it be handed in where it is decided"),
    )


def no_such_province(code: str) -> Refusal:
    """Refuse a province that is none, or that is this one."""
    return Refusal(
        code="forwarded.no_such_province",
        text=Text(f"“{code}”不是另一个省份的代码", f"'{code}' is not the code of another province"),
        field="for_province",
    )


def under_way(letter: str) -> Refusal:
    """Refuse the same matter once more while it is open there, with another content."""
    return Refusal(
        code="forwarded.under_way",
        text=Text(f"同一事项已转递对方，编号{letter}", f"This matter is there already: {letter}"),
        remedy=Text("请查看其进度", "See how it stands"),
    )


def not_returned(status: Text) -> Refusal:
    """Refuse another form for a matter that was not given back."""
    return Refusal(
        code="forwarded.not_returned",
        text=Text(
            f"该件{status.zh}，不能更改", f"The form is not changed now: {status.en.lower()}"
        ),
    )


def has_ended(status: Text) -> Refusal:
    """Refuse a paper for a matter that has ended."""
    return Refusal(
        code="forwarded.ended",
        text=Text(
            f"该件{status.zh}，不再收取材料", f"No paper is taken any more: {status.en.lower()}"
        ),
        field="paper",
    )


def not_ones_own() -> Refusal:
    """Refuse a clerk of another agency than the one that took the matter in."""
    return Refusal(
        code="forwarded.not_here",
        text=Text("该件由其他机构受理", "Another agency took this matter in"),
    )


def carried_on_meanwhile(status: str) -> Refusal:
    """Say that a form came too late: the matter is being decided, or was."""
    said = codes.table("statuses")[status].text
    return Refusal(
        code="forwarded.carried_on",
        text=Text(
            f"对方{said.zh}，未采用新的表单",
            f"It is {said.en.lower()} there; the form was not taken",
        ),
    )
