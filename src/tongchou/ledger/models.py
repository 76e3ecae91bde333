"""Entries and their postings in two books: the fund's, and the individual accounts'."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongchou.ledger.books import Book

BOOKS = ((Book.FUND.value, "基金账"), (Book.ACCOUNTS.value, "个人账户账"))


class Entry(models.Model):
    """A ledger entry 记账凭证: postings that sum to zero, in one book, for one month.

    The database checks the sum when the transaction ends, and takes an entry's postings
    all at once, in its own transaction; nothing here is ever changed or deleted.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    province = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    book = models.CharField(max_length=8, choices=BOOKS)
    posted_on = models.DateField()
    month = models.IntegerField(help_text="months since year 0")
    item_number = models.CharField(max_length=32, db_index=True)
    memo = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "number"], name="entry_number_once"),
        ]
        indexes = [models.Index(fields=["book", "month"])]

    def __str__(self) -> str:
        return self.number


class Posting(models.Model):
    """A posting 分录: one amount on one ledger account; debit is positive, credit negative.

    `holder` names the person on accounts that are kept person by person. The link to the
    entry is held by the database's own check (see the migration), which is set-based: a
    foreign key would look up the same entry once for each of a million postings.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="postings", db_constraint=False, db_index=False
    )
    account = models.CharField(max_length=16)
    holder = models.CharField(max_length=18, blank=True, default="")
    amount_fen = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["entry", "account"]),
            models.Index(fields=["holder"], condition=~models.Q(holder=""), name="posting_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_fen}"


class Slice(models.Model):
    """A part of a large entry that arrived and waits for the rest of it."""

    province = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    part = models.IntegerField()
    accounts = ArrayField(models.TextField())
    holders = ArrayField(models.TextField())
    amounts_fen = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "number", "part"], name="slice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.part}"
