"""Balances are kept as appended turnovers: exact at once, folded in the background, provable."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from counter import TODAY, credit, entry, fund
from tongchou.ledger.balances import balance_of, national_balance, trial_balance, unequal_balances
from tongchou.ledger.books import Book
from tongchou.ledger.changes import fold, post
from tongchou.ledger.models import Balance, BalanceDelta, Entry
from tongchou.node.postgres import Postgres
from tongchou.node.roles import MINISTRY, PROVINCE, Role
from tongchou.node.tasks import tasks_of
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

CASH, INCOME = "1003", "4001.01"
OCTOBER = month(2024, 10)


def cash() -> int:
    return balance_of(Book.FUND, CASH, scheme="110")


def test_a_balance_is_exact_before_and_after_it_is_folded() -> None:
    fund(300)
    fund(45)
    before = (cash(), trial_balance(Book.FUND, OCTOBER, scheme="110"), BalanceDelta.objects.count())

    folded = fold()

    # two entries of two accounts each
    assert (before[0], before[2], folded) == (345, 4, 4)
    assert (cash(), trial_balance(Book.FUND, OCTOBER, scheme="110")) == before[:2]
    assert not BalanceDelta.objects.exists()
    assert Balance.objects.count() == 2


def test_what_is_posted_after_a_fold_counts_at_once() -> None:
    fund(300)
    fold()
    fund(45)

    assert cash() == 345
    assert (fold(), fold()) == (2, 0)
    assert cash() == 345


@pytest.mark.parametrize("role", [PROVINCE, MINISTRY], ids=["province", "ministry"])
def test_the_loop_of_every_node_folds(role: Role) -> None:
    fund(300)
    assert "fold" in role.tasks

    for task in tasks_of(("fold",)):
        task.run()

    assert not BalanceDelta.objects.exists()


def test_an_entry_of_many_accounts_of_people_is_one_turnover_an_account() -> None:
    people = 1_000
    legs = [("8001", f"{number:018d}", -1) for number in range(people)]
    draft = entry(Book.ACCOUNTS, TODAY, OCTOBER, "", *legs, ("8101", "", people))

    post(draft, province="34", item_number="34-1", number="1")

    assert BalanceDelta.objects.count() == 2
    assert balance_of(Book.ACCOUNTS, "8001", scheme="110") == -people


def test_schemes_are_balanced_apart() -> None:
    draft = entry(Book.FUND, TODAY, OCTOBER, "", (CASH, "", 7), (INCOME, "", -7), scheme="120")
    post(draft, province="34", item_number="34-1", number="120-1")
    fund(300)

    for _ in ("waiting", "folded"):
        assert cash() == 300
        assert balance_of(Book.FUND, CASH, scheme="120") == 7
        assert [row.debit_fen for row in national_balance(Book.FUND, OCTOBER, scheme="120")] == [
            7,
            0,
        ]
        fold()


def test_what_is_not_committed_is_neither_read_nor_folded() -> None:
    posted = Event()

    def fold_elsewhere() -> int:
        try:
            return fold()
        finally:
            posted.set()
            connection.close()

    fund(300)
    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        fund(45)
        folded = threads.submit(fold_elsewhere).result(timeout=20)

    assert posted.is_set()
    assert folded == 2
    assert cash() == 345
    assert fold() == 2


def test_only_one_folds_at_a_time(server: Postgres) -> None:
    """The second finds the lock taken and goes away; nothing is folded twice."""
    fund(300)
    with psycopg.connect(server.url("test_34")) as other:
        other.execute("SELECT ledger_balance_fold()")

        assert fold() == 0
        assert cash() == 300

    assert (fold(), cash(), unequal_balances()) == (0, 300, [])


def test_many_may_post_and_fold_at_once() -> None:
    def work(number: int) -> None:
        try:
            draft = entry(Book.FUND, TODAY, OCTOBER, "", (CASH, "", 1), (INCOME, "", -1))
            post(draft, province="34", item_number="34-1", number=str(number))
            fold()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(40)))

    assert cash() == 40
    assert unequal_balances() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_balance SET debit_fen = 0",
        "DELETE FROM ledger_balance",
        "INSERT INTO ledger_balance_delta VALUES (1, '34', '110', 'fund', 1, '1003', 1, 0)",
        "DELETE FROM ledger_balance_delta",
        "UPDATE ledger_balance_delta SET debit_fen = 0",
    ],
)
def test_nobody_but_the_database_writes_balances(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("is_folded", [False, True])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "UPDATE ledger_posting SET amount_fen = 301 WHERE amount_fen = 300",
            ["34 110 fund 2024-10 1003"],
        ),
        (
            "UPDATE ledger_posting SET account = '1004' WHERE account = '1003'",
            ["34 110 fund 2024-10 1003", "34 110 fund 2024-10 1004"],
        ),
        (
            "DELETE FROM ledger_posting WHERE book = 'accounts'",
            ["34 110 accounts 2024-10 8001", "34 110 accounts 2024-10 8101"],
        ),
        (
            "UPDATE ledger_posting SET province = '32' WHERE amount_fen = 300",
            ["32 110 fund 2024-10 1003", "34 110 fund 2024-10 1003"],
        ),
        (
            "UPDATE {balances} SET debit_fen = 1 WHERE account = '1003'",
            ["34 110 fund 2024-10 1003"],
        ),
    ],
)
def test_a_balance_that_its_postings_do_not_sum_to_is_named(
    server: Postgres, change: str, named: list[str], *, is_folded: bool
) -> None:
    fund(300)
    credit("340104198503071015", 7, OCTOBER)
    if is_folded:
        fold()
    assert unequal_balances() == []

    with psycopg.connect(server.url("test_34")) as owner:
        table = "ledger_balance" if is_folded else "ledger_balance_delta"
        owner.execute(change.format(balances=table))

    assert unequal_balances() == named
    assert Entry.objects.count() == 2
