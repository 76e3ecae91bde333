"""What the registry's holdings may lead an item to refuse."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def name_mismatch() -> Refusal:
    """Refuse a name that is not the one under which the number is registered."""
    return Refusal(
        code="identity.name_mismatch",
        text=Text("该号码已用其他姓名登记", "The number is registered under another name"),
        field="name",
        remedy=Text("请核对证件", "Compare with the identity card"),
        own=Text(
            "您的号码已用其他姓名登记", "Your number is registered under another name than yours"
        ),
    )


def employer_unknown() -> Refusal:
    """Refuse an employer that is not registered in the province."""
    return Refusal(
        code="employer.not_registered",
        text=Text("该单位尚未参保登记", "This employer is not registered"),
        field="credit_code",
        remedy=Text("请先办理用人单位参保登记", "Register the employer first"),
    )


def person_unknown() -> Refusal:
    """Refuse a person whom the province does not know."""
    return Refusal(
        code="person.not_registered",
        text=Text("本省没有该人员的参保登记", "This province does not know the person"),
        field="ssn",
        remedy=Text("请核对号码或先办理参保登记", "Compare the number, or enrol the person first"),
        own=Text("本省没有您的参保登记", "This province has no record of you"),
    )


def draws_pension() -> Refusal:
    """Refuse a person who draws a pension already."""
    return Refusal(
        code="person.retired",
        text=Text("该人员已领取基本养老金", "This person draws a pension already"),
        field="ssn",
        own=Text("您已在领取基本养老金", "You draw a pension already"),
    )


def transfer_under_way() -> Refusal:
    """Refuse a person whose record is about to move, here or away."""
    return Refusal(
        code="transfer.under_way",
        text=Text("该人员已有正在办理的转移", "A transfer of this person is under way"),
        field="ssn",
        remedy=Text("请先办结转移", "Let the transfer come to its end first"),
        own=Text("您已有正在办理的转移", "A transfer of your record is under way"),
    )


def moved_away() -> Refusal:
    """Refuse a person whose record was transferred to another province."""
    return Refusal(
        code="person.moved_away",
        text=Text("该人员的关系已转移到外省", "The record was transferred to another province"),
        field="ssn",
        remedy=Text("请到现参保省办理", "Turn to the province where the record is now"),
        own=Text("您的养老保险关系已转移到外省", "Your record was transferred to another province"),
    )
