"""Differences planted behind the system's back, in both tiers and as both roles: all are named.

As the application whoever took over a serving process comes, as the owner an operator with psql.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from machines import Country
from schedule import MINISTRY

from tongchou.standards.time import value_said

PROVINCE = "34"
PEOPLE = """
SELECT DISTINCT ON (paid.ssn) paid.ssn, paid.month, paid.credit_code
FROM registry_contribution AS paid JOIN registry_enrolment AS enrolled USING (ssn, province)
WHERE province = '34' ORDER BY paid.ssn, paid.month LIMIT 8
"""
LEGS = """
SELECT number, leg FROM ledger_posting
WHERE province = '34' AND holder <> '' ORDER BY number, leg LIMIT 4
"""
ENTRIES = "SELECT number FROM ledger_entry WHERE province = '34' ORDER BY number LIMIT 2"
AT_THE_MINISTRY = {
    PROVINCE: {"changed": "different", "missing": "surplus", "surplus": "missing"},
    MINISTRY: {"changed": "different", "missing": "missing", "surplus": "surplus"},
}
"""How the proof between the tiers calls what the proof within a node calls changed and so on."""


@dataclass(frozen=True)
class Planted:
    """One difference: where it is, who made it by which statement, and how it must be named."""

    node: str
    is_owner: bool
    statement: str
    table: str
    key: dict[str, Any]
    kind: str

    def __str__(self) -> str:
        who = "owner" if self.is_owner else "application"
        return f"{self.table} {self.key} {self.kind} in {self.node} by the {who}"

    def is_named(self, found: dict[str, Any], kind: str) -> bool:
        """Whether a finding names it."""
        wanted = {name: value_said(name, value) for name, value in self.key.items()}
        keys = {name: value_said(name, value) for name, value in found["key"].items()}
        named = wanted.items() <= keys.items()
        return found["table"] == self.table and found["kind"] == kind and named


def plant(country: Country) -> tuple[int, list[str]]:
    """Plant differences in a province and the ministry; say which are not named."""
    planted = list(_planted(country))
    for one in planted:
        url = country.machines[one.node].url if one.is_owner else country.app_url(one.node)
        with psycopg.connect(url) as role:
            assert role.execute(one.statement).rowcount, one
    between = country.tongchou("reconcile", "--province", PROVINCE, "--wait", "120", "--json")
    within = country.tongchou("verify", "--deep", "--json")
    return len(planted), [*_unnamed(planted, between, within)]


def _unnamed(planted: list[Planted], between: Any, within: Any) -> Iterator[str]:
    for words, done in (("reconcile", between), ("verify --deep", within)):
        if done.returncode != 1:
            yield f"{words} ends with {done.returncode} though much is different"
    compared, proven = json.loads(between.stdout)["findings"], json.loads(within.stdout)
    for one in planted:
        kind = AT_THE_MINISTRY[one.node][one.kind]
        if not any(one.is_named(found, kind) for found in compared):
            yield f"reconcile does not name {one} as {kind}"
        named = [found for found in proven[one.node]["found"] if one.is_named(found, one.kind)]
        if not named:
            yield f"verify --deep does not name {one}"
        elif one.kind != "surplus" and not named[0]["position"]:
            yield f"verify --deep names {one} without a position"


def _planted(country: Country) -> Iterator[Planted]:
    with country.connect(PROVINCE) as asked:
        people = asked.execute(PEOPLE).fetchall()
        legs = asked.execute(LEGS).fetchall()
        entries = [number for (number,) in asked.execute(ENTRIES).fetchall()]
    for place, node in enumerate((PROVINCE, MINISTRY)):
        yield from _by_the_application(node, people[place * 4 :])
        yield from _by_the_owner(node, legs[place * 2 :], entries[place])


def _by_the_application(node: str, people: list[Any]) -> Iterator[Planted]:
    (ssn, month, credit_code), (gone, *_), (more, *_), (paid, paid_month, paid_by) = people[:4]
    yield Planted(
        node, False,
        f"UPDATE registry_contribution SET base_fen = base_fen * 10 WHERE ssn = '{ssn}'"
        f" AND month = {month} AND credit_code = '{credit_code}' AND province = '34';",
        "registry_contribution", {"ssn": ssn, "month": month}, "changed",
    )  # fmt: skip
    yield Planted(
        node, False,
        f"DELETE FROM registry_contribution WHERE ssn = '{paid}' AND month = {paid_month}"
        f" AND credit_code = '{paid_by}' AND province = '34';",
        "registry_contribution", {"ssn": paid, "month": paid_month}, "missing",
    )  # fmt: skip
    yield Planted(
        node, False,
        f"DELETE FROM registry_enrolment WHERE ssn = '{gone}' AND province = '34';",
        "registry_enrolment", {"ssn": gone}, "missing",
    )  # fmt: skip
    yield Planted(
        node, False,
        "INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month,"
        f" end_reason) VALUES ('{more}', '34', '110', 'X', 24000, '');",
        "registry_enrolment", {"ssn": more, "credit_code": "X"}, "surplus",
    )  # fmt: skip


def _by_the_owner(node: str, legs: list[Any], entry: str) -> Iterator[Planted]:
    (number, leg), (gone, gone_leg) = legs[:2]
    new = f"34-planted-{node}"
    yield Planted(
        node, True,
        f"UPDATE ledger_posting SET holder = '340104196409151012' WHERE number = '{number}'"
        f" AND leg = {leg} AND province = '34';",
        "ledger_posting", {"number": number, "leg": leg}, "changed",
    )  # fmt: skip
    yield Planted(
        node, True,
        f"DELETE FROM ledger_posting WHERE number = '{gone}' AND leg = {gone_leg}"
        " AND province = '34';",
        "ledger_posting", {"number": gone, "leg": gone_leg}, "missing",
    )  # fmt: skip
    yield Planted(
        node, True,
        "INSERT INTO ledger_entry (province, number, scheme, book, posted_on, month,"
        f" item_number, memo, memo_en) SELECT province, '{new}', scheme, book, posted_on,"
        f" month, item_number, memo, memo_en FROM ledger_entry WHERE number = '{entry}';"
        " INSERT INTO ledger_posting (province, number, leg, scheme, book, month, account,"
        f" holder, amount_fen) SELECT province, '{new}', leg, scheme, book, month,"
        " account, '', amount_fen FROM (SELECT province, scheme, book, month,"
        " unnest(ARRAY[1, 2]) AS leg, account, unnest(ARRAY[7, -7]) AS amount_fen"
        f" FROM ledger_posting WHERE number = '{entry}' AND leg = 1 AND province = '34') AS two;",
        "ledger_entry", {"number": new}, "surplus",
    )  # fmt: skip
