"""The lists of the ministry's pages: signals, trial balances."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from tongchou.channels.front.lists import Column, Kind, Listing, named
from tongchou.ledger.balances import BalanceRow
from tongchou.registry.models import Person
from tongchou.risk.queries import RaisedSignal
from tongchou.standards import codes
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text

STATES: Mapping[str, tuple[str, Text]] = {
    "open": ("hand", Text("待核实", "To be judged")),
    "judged": ("done", Text("已核实", "Judged")),
}
"""Where a signal stands: its mark, and how that is called."""


@dataclass(frozen=True)
class ListedSignal:
    """A signal with the name of its person, where a province has registered one."""

    signal: RaisedSignal
    person: Person | None


def _places(row: ListedSignal) -> Text:
    """Return where a signal was found: each province, with the row of its file if there is one."""
    divisions = codes.table("divisions")
    found = [(divisions[one["province"]].text, one.get("row")) for one in row.signal.places]
    return Text(
        "、".join(place.zh + (f"第{at}行" if at else "") for place, at in found),
        ", ".join(place.en + (f" row {at}" if at else "") for place, at in found),
    )


SIGNALS: Listing[ListedSignal] = Listing(
    "signals",
    Text("疑点", "Signals"),
    (
        Column(
            "signal", Text("疑点", "Signal"), lambda row: row.signal.name,
            leads=lambda row: reverse("supervisor:signal", args=[row.signal.id]),
        ),
        Column(
            "person", Text("人员", "Person"), lambda row: row.person.name if row.person else "",
        ),
        Column(
            "number", Text("号码", "Number"), lambda row: mask_ssn(row.signal.ssn), Kind.CODE
        ),
        Column("month", Text("月份", "Month"), lambda row: row.signal.month, Kind.MONTH),
        Column("places", Text("发现于", "Found in"), _places),
        Column(
            "raised", Text("日期", "Raised"), lambda row: row.signal.raised_on, Kind.DAY,
            sorts=("raised_on", "id"),
        ),
        Column(
            "state", Text("处理", "State"), lambda row: STATES[row.signal.status][1],
            mark=lambda row: STATES[row.signal.status][0],
        ),
    ),
    order="-raised",
)  # fmt: skip

BALANCE: Listing[BalanceRow] = Listing(
    "balance",
    Text("科目余额表", "Trial balance"),
    (
        Column(
            "province", Text("省份", "Province"),
            lambda row: named("divisions", row.province) if row.province else "",
        ),
        Column("account", Text("科目", "Account"), lambda row: row.account, Kind.CODE),
        Column(
            "name", Text("科目名称", "Its name"),
            lambda row: named("fund_accounts", row.account),
        ),
        Column(
            "opening", Text("期初余额（元，借正贷负）", "Opening (yuan, debit positive)"),
            lambda row: row.opening_fen, Kind.YUAN,
        ),
        Column(
            "debit", Text("本期借方（元）", "Debit (yuan)"), lambda row: row.debit_fen, Kind.YUAN
        ),
        Column(
            "credit", Text("本期贷方（元）", "Credit (yuan)"), lambda row: row.credit_fen, Kind.YUAN
        ),
        Column(
            "closing", Text("期末余额（元，借正贷负）", "Closing (yuan, debit positive)"),
            lambda row: row.closing_fen, Kind.YUAN,
        ),
    ),
)  # fmt: skip
"""What is exported of a trial balance; the page draws it with sides and totals."""
