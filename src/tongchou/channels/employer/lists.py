"""The lists of an employer's own pages: whom it insures, what is due and what came."""

from tongchou.channels.employer.queries import MonthDue
from tongchou.channels.front.lists import Column, Kind, Listing
from tongchou.channels.front.spans import span_of
from tongchou.registry.models import Enrolment
from tongchou.standards.identity import mask_ssn
from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text

PEOPLE: Listing[Enrolment] = Listing(
    "own-people",
    Text("参保职工", "People insured"),
    (
        Column("name", Text("姓名", "Name"), lambda one: str(getattr(one, "name", "") or "")),
        Column(
            "number", Text("社会保障号码", "Social security number"),
            lambda one: mask_ssn(one.ssn), Kind.CODE,
        ),
        Column("span", Text("参保时间", "Insured"), span_of),
    ),
)  # fmt: skip


def _received(one: MonthDue) -> Text | None:
    if one.received_on is not None:
        return None
    amount = yuan_grouped(one.missing_fen)
    return Text(f"未到账 {amount} 元", f"{amount} yuan missing")


MONTHS: Listing[MonthDue] = Listing(
    "own-months",
    Text("应缴与到账", "Due and received"),
    (
        Column("month", Text("费款所属期", "Month"), lambda one: one.month, Kind.MONTH),
        Column("people", Text("人数", "People"), lambda one: one.people, Kind.COUNT),
        Column(
            "employer", Text("单位应缴（元）", "Employer's part (yuan)"),
            lambda one: one.employer_fen, Kind.YUAN,
        ),
        Column(
            "employees", Text("个人应缴（元）", "Employees' part (yuan)"),
            lambda one: one.employee_fen, Kind.YUAN,
        ),
        Column(
            "amount", Text("已到账（元）", "Received (yuan)"), lambda one: one.received_fen,
            Kind.YUAN,
        ),
        Column(
            "received", Text("到账", "Received"),
            lambda one: one.received_on or _received(one), Kind.DAY,
            mark=lambda one: "done" if one.received_on else "waiting",
        ),
    ),
)  # fmt: skip
