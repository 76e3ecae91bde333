"""The lists of the ministry's pages: signals, trial balances."""

from tongchou.channels.front.lists import Column, Kind, Listing, named
from tongchou.channels.front.signals import signals_list
from tongchou.ledger.balances import BalanceRow
from tongchou.standards.text import Text

SIGNALS = signals_list("supervisor:signal")

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
