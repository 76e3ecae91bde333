"""The lists of the clerks' pages: items, people, employers, what they owe, whom they insure."""

from typing import Any

from django.urls import reverse

from tongchou.channels.front.lists import Column, Kind, Listing, named
from tongchou.channels.front.spans import span_of
from tongchou.registry.models import Assessment, Employer, Enrolment, Person
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text


def _formerly(employer: Employer) -> Text | None:
    names = "、".join(employer.former_names)
    return Text(f"曾用名 {names}", f"formerly {names}") if names else None


EMPLOYERS: Listing[Employer] = Listing(
    "employers",
    Text("用人单位", "Employers"),
    (
        Column(
            "name", Text("单位名称", "Employer"), lambda one: one.name,
            leads=lambda one: reverse("clerk:employer", args=[one.credit_code]), beside=_formerly,
        ),
        Column(
            "code", Text("统一社会信用代码", "Credit code"), lambda one: one.credit_code, Kind.CODE
        ),
        Column(
            "place", Text("所在地", "Place"), lambda one: named("places", one.division_code),
            sorts=("division_code", "credit_code"),
        ),
        Column(
            "people", Text("在保人数", "People insured"), lambda one: getattr(one, "people", None),
            Kind.COUNT,
        ),
    ),
    order="place",
)  # fmt: skip

PEOPLE: Listing[Person] = Listing(
    "people",
    Text("参保人员", "People"),
    (
        Column(
            "name", Text("姓名", "Name"), lambda one: one.name, sorts=("name_key", "ssn"),
            leads=lambda one: reverse("clerk:person", args=[one.handle]),
        ),
        Column(
            "number", Text("社会保障号码", "Social security number"),
            lambda one: mask_ssn(one.ssn), Kind.CODE,
        ),
        Column("born", Text("出生年份", "Born"), lambda one: str(one.birth_on.year)),
    ),
    order="name",
)  # fmt: skip

DUES: Listing[Assessment] = Listing(
    "dues",
    Text("应缴与到账", "Due and received"),
    (
        Column("month", Text("费款所属期", "Month"), lambda one: one.month, Kind.MONTH),
        Column("people", Text("人数", "People"), lambda one: one.people, Kind.COUNT),
        Column(
            "base", Text("缴费基数合计（元）", "Base (yuan)"), lambda one: one.base_fen, Kind.YUAN
        ),
        Column(
            "employer", Text("单位应缴（元）", "Employer's part (yuan)"),
            lambda one: one.employer_fen, Kind.YUAN,
        ),
        Column(
            "employees", Text("个人应缴（元）", "Employees' part (yuan)"),
            lambda one: one.employee_fen, Kind.YUAN,
        ),
        Column(
            "received", Text("到账", "Received"),
            lambda one: one.received_on or Text("未到账", "Not yet"), Kind.DAY,
            mark=lambda one: "done" if one.received_on else "waiting",
        ),
        Column(
            "item", Text("来源", "From"), lambda one: one.item_number, Kind.CODE,
            leads=lambda one: reverse("clerk:item", args=[one.item_number]),
        ),
    ),
)  # fmt: skip

INSURED: Listing[Enrolment] = Listing(
    "insured",
    Text("参保职工", "People insured"),
    (
        Column(
            "name", Text("姓名", "Name"), lambda one: str(getattr(one, "name", "") or ""),
            leads=lambda one: reverse("clerk:person", args=[getattr(one, "handle", "")]),
        ),
        Column(
            "number", Text("社会保障号码", "Social security number"),
            lambda one: mask_ssn(one.ssn), Kind.CODE,
        ),
        Column("span", Text("参保时间", "Insured"), span_of),
    ),
)  # fmt: skip

ITEMS: Listing[Any] = Listing(
    "items",
    Text("办件", "Items"),
    (
        Column("matter", Text("事项", "Matter"), lambda row: row.named,
               leads=lambda row: reverse("clerk:item", args=[row.item.number])),
        Column("about", Text("对象", "About"), lambda row: row.about),
        Column("subject", Text("对象号码", "Its number"), lambda row: row.number, Kind.CODE),
        Column("number", Text("编号", "Item"), lambda row: row.item.number, Kind.CODE),
        Column("accepted", Text("受理时间", "Accepted"), lambda row: row.item.accepted_at,
               Kind.MOMENT),
        Column("status", Text("状态", "Status"),
               lambda row: named("statuses", row.item.status)),
        Column("next", Text("下一环节", "Next step"), lambda row: row.next_step),
        Column("due", Text("到期日", "Due on"), lambda row: row.item.due_on, Kind.DAY),
    ),
)  # fmt: skip
"""What is exported of the inbox, whose rows are `listed.ListedItem`; the page draws them itself."""
