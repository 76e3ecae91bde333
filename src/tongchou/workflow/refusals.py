"""What the workflow may refuse, in order of precedence."""

from pydantic import ValidationError

from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text


def unknown_item(code: str) -> Refusal:
    """Refuse an item that this node does not handle."""
    return Refusal(
        code="workflow.unknown_item",
        text=Text(f"本节点不办理事项“{code}”", f"This node does not handle the item '{code}'"),
    )


def other_entrance(item: Text) -> Refusal:
    """Refuse an item from whoever does not start it, such as a system's feed from a clerk."""
    return Refusal(
        code="workflow.other_entrance",
        text=Text(f"“{item.zh}”不由此处发起", f"'{item.en}' is not started from here"),
        remedy=Text("请由其规定的来源提交", "Let it come from where it is started"),
    )


def no_duty(verb: Text) -> Refusal:
    """Refuse an act that the clerk's duties do not cover."""
    return Refusal(
        code="workflow.no_duty",
        text=Text(f"您的岗位没有“{verb.zh}”权限", f"Your duties do not include: {verb.en}"),
        remedy=Text("请由具备该岗位的人员办理", "Ask a clerk who has this duty"),
        basis="state-council-2023-765-37",
    )


def out_of_scope() -> Refusal:
    """Refuse an act on something outside the clerk's scope."""
    return Refusal(
        code="workflow.out_of_scope",
        text=Text("该事项不在您的权限范围内", "This matter lies outside your scope"),
        remedy=Text("请联系所属经办机构", "Turn to the agency it belongs to"),
    )


def wrong_status(status: Text, verb: Text) -> Refusal:
    """Refuse a step that does not follow from where the item stands."""
    return Refusal(
        code="workflow.wrong_status",
        text=Text(
            f"事项当前状态为“{status.zh}”,不能{verb.zh}",
            f"The item is {status.en.lower()}; it cannot be changed by: {verb.en.lower()}",
        ),
        remedy=Text("请刷新页面查看最新进度", "Reload the page to see where it stands"),
    )


def same_person(earlier: Text) -> Refusal:
    """Refuse two steps of one item by the same hand 经办与复核、审批不得为同一人."""
    return Refusal(
        code="workflow.same_person",
        text=Text(
            f"您已办理过本事项的“{earlier.zh}”环节,不能再办理其他环节",
            f"You already took the step '{earlier.en}' of this item; another must take this one",
        ),
        remedy=Text("请由另一位人员办理", "Leave it to a colleague"),
        basis="state-council-2023-765-37",
    )


def field_faults(fault: ValidationError) -> Refusals:
    """Turn what is wrong with a form's fields into refusals, one a field."""
    return tuple(
        Refusal(
            code="form." + str(error["type"]),
            text=_sentence(error["type"], error["msg"]),
            field=".".join(str(part) for part in error["loc"]),
        )
        for error in fault.errors(include_url=False, include_context=False)
    )


def _sentence(kind: str, english: str) -> Text:
    said = english.removeprefix("Value error, ")
    if " | " in said:
        zh, en = said.split(" | ", 1)
        return Text(zh, en)
    known = {
        "missing": Text("此项必填", "This field is required"),
        "string_too_short": Text("此项必填", "This field is required"),
        "string_pattern_mismatch": Text("格式不正确", "The format is not right"),
        "date_from_datetime_parsing": Text("日期格式应为 2024-09-30", "Write a date as 2024-09-30"),
        "int_parsing": Text("应为整数", "A whole number is wanted"),
        "extra_forbidden": Text("没有这个栏目", "There is no such field"),
    }
    return known.get(kind, Text(f"填写有误:{said}", said))
