"""Entries and their postings, in two books of each scheme, and the balances that they come to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tongchou.ledger.books import AMOUNT_MAX_FEN, Book
from tongchou.storage.proven import Proven

BOOKS = ((Book.FUND.value, "基金账"), (Book.ACCOUNTS.value, "个人账户账"))


class Entry(models.Model):
    """A ledger entry 记账凭证: postings that sum to zero, in one book of one scheme, for one month.

    The key is the same in the province and at the ministry. Nothing here is ever changed or
    deleted; the database refuses it, as it refuses an entry without legs when the transaction
    ends.
    """

    append_only: ClassVar[bool] = True
    partition_by: ClassVar[str] = "number"
    proven: ClassVar[Proven] = Proven(key=("number",), month="month")

    pk = models.CompositePrimaryKey("province", "number")
    province = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    scheme = models.CharField(max_length=3)
    book = models.CharField(max_length=8, choices=BOOKS)
    posted_on = models.DateField()
    month = models.IntegerField(help_text="months since year 0")
    item_number = models.CharField(max_length=32)
    memo = models.CharField(max_length=200)
    memo_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.number


class Posting(models.Model):
    """A posting 分录: one amount on one ledger account; debit is positive, credit negative.

    `leg` counts an entry's postings from 1. `holder` names the person on accounts that are kept
    person by person. Scheme, book and month are the entry's, repeated so that no question needs
    a join. The link to the entry is checked by the database once for a whole statement (see the
    migration): a foreign key would look up the same entry for each of a million postings.
    """

    append_only: ClassVar[bool] = True
    partition_by: ClassVar[str] = "number"
    proven: ClassVar[Proven] = Proven(key=("number", "leg"), month="month", leg="leg")

    pk = models.CompositePrimaryKey("province", "number", "leg")
    province = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    leg = models.IntegerField()
    scheme = models.CharField(max_length=3)
    book = models.CharField(max_length=8, choices=BOOKS)
    month = models.IntegerField(help_text="months since year 0")
    account = models.CharField(max_length=16)
    holder = models.CharField(max_length=18, blank=True, default="")
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__range=(-AMOUNT_MAX_FEN, AMOUNT_MAX_FEN)),
                name="posting_amount_bounded",
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], condition=~models.Q(holder=""), name="posting_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_fen}"


class Slice(models.Model):
    """A part of a large entry that arrived and waits for the rest of it."""

    pk = models.CompositePrimaryKey("province", "number", "part")
    province = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    part = models.IntegerField()
    accounts = ArrayField(models.TextField())
    holders = ArrayField(models.TextField())
    amounts_fen = ArrayField(models.BigIntegerField())
    arrived_at = models.DateTimeField(db_default=Now(), help_text="by the database's clock")

    def __str__(self) -> str:
        return f"{self.number} {self.part}"


class Turnover(models.Model):
    """A turnover 发生额: what a month debited and credited on a ledger account, in fen.

    Written by the database alone, from the postings (see `storage.deltas`), and numeric, because
    sums have no bound that 64 bits would hold.
    """

    derived: ClassVar[bool] = True

    province = models.CharField(max_length=2)
    scheme = models.CharField(max_length=3)
    book = models.CharField(max_length=8, choices=BOOKS)
    month = models.IntegerField()
    account = models.CharField(max_length=16)
    debit_fen = models.DecimalField(max_digits=40, decimal_places=0)
    credit_fen = models.DecimalField(max_digits=40, decimal_places=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.province} {self.scheme} {self.account} {self.debit_fen} {self.credit_fen}"


class Balance(Turnover):
    """A turnover as far as it is folded; a balance is the sum of all months up to one."""

    pk = models.CompositePrimaryKey("province", "scheme", "book", "month", "account")

    class Meta:
        db_table = "ledger_balance"
        indexes = [models.Index(fields=["scheme", "book", "month"], name="balance_of_a_book")]


class BalanceDelta(Turnover):
    """What one statement of postings added to a turnover, until it is folded into it."""

    class Meta:
        db_table = "ledger_balance_delta"
