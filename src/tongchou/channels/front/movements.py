"""The list of movements on an individual account 个人账户记账, as every face shows it."""

from typing import Any

from tongchou.channels.front.lists import Column, Kind, Listing, named
from tongchou.standards.text import Text

MOVEMENTS: Listing[Any] = Listing(
    "movements",
    Text("个人账户记账", "Individual account"),
    (
        Column("posted", Text("记账日期", "Booked on"), lambda one: one.posted_on, Kind.DAY),
        Column("province", Text("省份", "Province"),
               lambda one: named("divisions", one.province)),
        Column("memo", Text("事由", "What for"), lambda one: one.memo),
        Column("month", Text("所属年月", "Month"), lambda one: one.month, Kind.MONTH),
        Column("amount", Text("金额（元）", "Amount (yuan)"), lambda one: one.amount_fen,
               Kind.CHANGE),
    ),
)  # fmt: skip
