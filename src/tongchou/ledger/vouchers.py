"""Vouchers 凭证模板: named postings as dated data; an item gives amounts and holders only.

`vouchers.yaml` says for each event which accounts are debited and credited. It is read and
checked once: every account is in its book's chart, and every version balances whatever the
amounts are, because each amount is debited as often as it is credited.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from tongchou.ledger.books import Book
from tongchou.ledger.changes import EntryDraft, Unbalanced, in_chart
from tongchou.standards.text import Text
from tongchou.standards.time import Month

_FACT = re.compile(r"\{(\w+)\}")


class FaultyVoucher(ValueError):
    """A voucher that cannot be booked by: a fault of `vouchers.yaml`."""


class Misposted(ValueError):
    """A voucher that does not exist or was given the wrong facts: a fault of the program."""


@dataclass(frozen=True)
class Leg:
    """One side of a voucher: its account, and the names of the amounts that it sums."""

    account: str
    is_debit: bool
    amounts: tuple[str, ...]
    by_holder: bool = False

    @property
    def sign(self) -> int:
        """The sign of the leg's postings: debit is positive."""
        return 1 if self.is_debit else -1


@dataclass(frozen=True)
class Voucher:
    """One version of a voucher 凭证模板, in force from `begins_on` until before `ends_on`."""

    name: str
    begins_on: date
    ends_on: date | None
    source: str
    schemes: tuple[str, ...]
    book: Book
    memo: Text
    legs: tuple[Leg, ...]

    @property
    def amounts(self) -> frozenset[str]:
        """The names of the amounts that must be given."""
        return frozenset(name for leg in self.legs for name in leg.amounts)

    @property
    def facts(self) -> frozenset[str]:
        """The names of the facts that the memo tells."""
        return frozenset(_FACT.findall(self.memo.zh))

    @property
    def is_by_holder(self) -> bool:
        """Whether a leg of it is kept person by person."""
        return any(leg.by_holder for leg in self.legs)

    def is_in_force(self, day: date) -> bool:
        """Whether what is posted on a day is booked by this version."""
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)


def voucher(
    name: str,
    *,
    scheme: str,
    posted_on: date,
    month: Month,
    amounts: Mapping[str, int],
    holders: Sequence[str] = (),
    shares_fen: Sequence[int] | NDArray[np.int64] | None = None,
    facts: Mapping[str, str] | None = None,
) -> EntryDraft:
    """Return the entry of an event; `amounts` are in fen by the names of the voucher.

    A leg by holder is posted holder by holder: `shares_fen` says what each of them has of the
    leg's amount, and a single holder has all of it. `facts` fill in the memo. Raises
    `Misposted` for what the voucher does not know or lacks, and `Unbalanced` when the shares
    do not sum to the amount.
    """
    form = _in_force(name, scheme, posted_on)
    told = facts or {}
    _given(form, "amounts", form.amounts, amounts)
    _given(form, "facts", form.facts, told)
    if form.is_by_holder != bool(holders):
        raise Misposted(f"{name}: holders are {'missing' if form.is_by_holder else 'not asked'}")
    accounts: list[str] = []
    kept_by: list[str] = []
    columns: list[NDArray[np.int64]] = []
    for leg in form.legs:
        amount_fen = sum(amounts[amount] for amount in leg.amounts)
        whole = [amount_fen] if not leg.by_holder or shares_fen is None else shares_fen
        fens = np.asarray(whole, dtype=np.int64)
        if int(fens.sum()) != amount_fen:
            raise Unbalanced(f"{name}: shares of {int(fens.sum())} fen, in all {amount_fen}")
        of_leg = list(holders) if leg.by_holder else [""]
        if len(of_leg) != len(fens):
            raise Misposted(f"{name}: {len(of_leg)} holders of {len(fens)} shares")
        accounts += [leg.account] * len(of_leg)
        kept_by += of_leg
        columns.append(leg.sign * fens)
    return EntryDraft(
        book=form.book,
        posted_on=posted_on,
        month=month,
        memo=Text(form.memo.zh.format_map(told), form.memo.en.format_map(told)),
        accounts=accounts,
        holders=kept_by,
        amounts_fen=np.concatenate(columns),
        scheme=scheme,
    )


def _in_force(name: str, scheme: str, day: date) -> Voucher:
    for version in vouchers().get(name, ()):
        if scheme in version.schemes and version.is_in_force(day):
            return version
    raise Misposted(f"no voucher {name!r} of scheme {scheme} is in force on {day}")


def _given(form: Voucher, what: str, wanted: Iterable[str], given: Iterable[str]) -> None:
    if set(wanted) != set(given):
        raise Misposted(f"{form.name}: {what} are {sorted(wanted)}, given {sorted(given)}")


@cache
def vouchers() -> Mapping[str, tuple[Voucher, ...]]:
    """Return every voucher's versions by name, checked; raises `FaultyVoucher`."""
    source = files(__package__).joinpath("vouchers.yaml").read_text(encoding="utf-8")
    return read_vouchers(source)


def read_vouchers(source: str) -> Mapping[str, tuple[Voucher, ...]]:
    """Return the vouchers that a YAML text tells; raises `FaultyVoucher` for one that is none."""
    given: dict[str, list[dict[str, Any]]] = yaml.load(source, Loader=yaml.CSafeLoader)
    found = {name: tuple(_read(name, row) for row in rows) for name, rows in given.items()}
    for versions in found.values():
        for version in versions:
            _check(version)
        _check_order(versions)
    return MappingProxyType(found)


def _read(name: str, row: Mapping[str, Any]) -> Voucher:
    try:
        return Voucher(
            name=name,
            begins_on=row["from"],
            ends_on=row.get("until"),
            source=row["source"],
            schemes=tuple(row["schemes"]),
            book=Book(row["book"]),
            memo=Text(**row["memo"]),
            legs=tuple(_read_leg(leg) for leg in row["legs"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise FaultyVoucher(f"{name}: {fault!r}") from fault


def _read_leg(row: Mapping[str, Any]) -> Leg:
    if ("debit" in row) == ("credit" in row) or row.keys() - _LEG:
        raise ValueError(f"a leg has one side, amounts and perhaps by_holder: {dict(row)}")
    side = "debit" if "debit" in row else "credit"
    return Leg(row[side], side == "debit", tuple(row["amounts"]), row.get("by_holder", False))


_LEG = {"debit", "credit", "amounts", "by_holder"}


def _check(form: Voucher) -> None:
    """Refuse a version whose accounts are not in the chart, or that need not balance."""
    for leg in form.legs:
        if not in_chart(form.book, leg.account):
            raise FaultyVoucher(f"{form.name}: the book {form.book} has no {leg.account}")
        if not leg.amounts:
            raise FaultyVoucher(f"{form.name}: the leg {leg.account} has no amount")
    net: Counter[str] = Counter()
    for leg in form.legs:
        for amount in leg.amounts:
            net[amount] += leg.sign
    if unequal := sorted(amount for amount, balance in net.items() if balance):
        raise FaultyVoucher(f"{form.name}: {', '.join(unequal)} not debited as often as credited")
    if sum(leg.by_holder for leg in form.legs) > 1:
        raise FaultyVoucher(f"{form.name}: more than one leg by holder")
    if set(_FACT.findall(form.memo.en)) != form.facts:
        raise FaultyVoucher(f"{form.name}: the memos tell different facts")


def _check_order(versions: Sequence[Voucher]) -> None:
    """Refuse versions of one scheme that are in force on the same day."""
    for scheme in {scheme for version in versions for scheme in version.schemes}:
        of_one = [version for version in versions if scheme in version.schemes]
        for earlier, later in pairwise(of_one):
            if earlier.ends_on is None or earlier.ends_on > later.begins_on:
                raise FaultyVoucher(f"{earlier.name}: two versions on {later.begins_on}")
