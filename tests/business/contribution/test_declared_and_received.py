"""A declaration and its receipt leave registry, ledger and log in one transaction each."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counter import MAN
from tongchou.business.contribution import limits
from tongchou.channels.demo.life import cast, sample
from tongchou.channels.demo.sample import declaration
from tongchou.events.models import Event
from tongchou.ledger.balances import balance_of
from tongchou.ledger.books import Book
from tongchou.ledger.models import Entry, Posting
from tongchou.ledger.queries import account_balance
from tongchou.registry.models import Assessment, Benefit, Contribution, Enrolment, Person
from tongchou.registry.queries import amounts_due
from tongchou.standards.messages import SLICE_ROWS
from tongchou.standards.time import month
from tongchou.workflow.changes import accept
from tongchou.workflow.item import File

AT = datetime(2024, 11, 5, 2, tzinfo=UTC)
SEPTEMBER = month(2024, 9)
FILE = "34-declaration-2024-09.csv"
HEADER = "统一社会信用代码,姓名,社会保障号码,申报月工资"


@pytest.fixture
def employers(province: dict[str, Any]) -> list[str]:
    """Register the sample's employers; return their credit codes."""
    del province
    rows = cast()["files"]["34"]["employers"]
    handed_in("employer_feed", {"employers": rows})
    return [row["credit_code"] for row in rows]


def handed_in(code: str, form: dict[str, Any], *content: bytes) -> Any:
    files = tuple(File("declaration.csv", one) for one in content)
    return accept(code, form, province="34", at=AT, source="system", files=files)


def declared(content: bytes, month: str = "2024-09", name: str = "a.csv") -> Any:
    form = {"month": month, "file_name": name, "file_digest": "of the sample"}
    return handed_in("wage_declaration", form, content)


def due() -> dict[str, int]:
    return {
        row.credit_code: row.total_fen
        for row in amounts_due(SEPTEMBER, province="34", scheme="110")
    }


def received(*rows: dict[str, Any]) -> Any:
    told = {"month": "2024-09", "received_on": "2024-10-12"}
    return handed_in("contribution_receipt", {"receipts": [{**told, **row} for row in rows]})


def counts() -> list[int]:
    tables = (Person, Enrolment, Contribution, Assessment, Entry, Posting, Event)
    return [table.objects.count() for table in tables]


def test_a_declaration_enrols_and_assesses_the_rows_that_stand(employers: list[str]) -> None:
    item = declared(sample(FILE)).item

    assert item.status == "completed"
    assert item.outcome["accepted"] == 49
    people, enrolments, contributions, assessments, entries, _, events = counts()
    assert (people, enrolments, contributions, assessments) == (49, 49, 49, len(employers))
    assert entries == 0  # money counts when it comes 收付实现制
    assert events == 5  # employers, people, contributions, and the decision on either item
    assert sum(due().values()) == item.outcome["employer_fen"] + item.outcome["employee_fen"]


def test_a_file_without_employers_is_taken_for_the_one_that_is_said(employers: list[str]) -> None:
    content = f"序号,姓名,证件号码,缴费工资\n1,王,{MAN},9100\n".encode()
    form = {"month": "2024-09", "file_name": "a.csv", "file_digest": "of the export"}

    (refusal,) = handed_in("wage_declaration", form, content)
    done = handed_in("wage_declaration", form | {"credit_code": employers[1].lower()}, content)

    assert refusal.code == "file.column_missing"
    assert done.item.form["credit_code"] == employers[1]
    assert list(due()) == [employers[1]]


def test_the_same_file_again_is_the_same_item_under_whatever_name(employers: list[str]) -> None:
    del employers
    first = declared(sample(FILE))
    before = counts()

    again = declared(sample(FILE), name="copy of a.csv")

    assert again.repeated
    assert again.item.number == first.item.number
    assert counts() == before


def test_a_corrected_file_adds_only_what_was_refused_before(employers: list[str]) -> None:
    del employers
    first = declared(sample(FILE)).item
    corrected = sample(FILE).replace("陆仟伍".encode(), b"6500")

    second = declared(corrected).item

    assert second.outcome["accepted"] == 1
    codes = [row["code"] for row in second.outcome["refusals"]]
    assert codes.count("contribution.exists") == first.outcome["accepted"] + 1  # the second row
    assert counts()[:3] == [50, 50, 50]


def test_next_month_enrols_nobody_twice(employers: list[str]) -> None:
    del employers
    declared(sample(FILE))

    item = declared(sample(FILE), month="2024-10").item

    people, enrolments, contributions, *_, events = counts()
    assert item.outcome["accepted"] == 49
    assert (people, enrolments, contributions) == (49, 49, 98)
    assert events == 7  # contributions and a decision more, no second message about people


def test_the_registered_name_and_the_pensioners_are_asked_for(employers: list[str]) -> None:
    declared(sample(FILE))
    retired, renamed = Person.objects.order_by("ssn")[:2]
    Benefit.objects.create(
        ssn=retired.ssn, province="34", scheme="110", kind="pension",
        from_month=1, retirement_month=1, basic_fen=1, account_fen=1,
        total_fen=2, contribution_months=180, wage_index_e4=10_000, worksheet=[],
        item_number="x", provisional=False,
    )  # fmt: skip
    rows = [f"{employers[0]},{retired.name},{retired.ssn},9000",
            f"{employers[0]},某某,{renamed.ssn},9000"]  # fmt: skip

    item = declared("\n".join([HEADER, *rows]).encode(), month="2024-10").item

    assert [(row["row"], row["code"]) for row in item.outcome["refusals"]] == [
        (1, "person.retired"),
        (2, "identity.name_mismatch"),
    ]


@pytest.mark.parametrize(
    ("content", "month", "code"),
    [
        (b"", "2024-09", "file.empty"),
        (b"a,b\n1,2\n", "2024-09", "file.header_missing"),
        (sample(FILE), "2024-12", "declaration.month_ahead"),
        (sample(FILE), "2011-03", "law.not_in_force"),
    ],
)
def test_a_file_that_cannot_be_handled_leaves_nothing(
    province: dict[str, Any], content: bytes, month: str, code: str
) -> None:
    del province

    refusals = declared(content, month=month)

    assert [refusal.code for refusal in refusals] == [code]
    assert counts() == [0] * 7


@pytest.mark.usefixtures("employers")
def test_a_file_of_which_too_many_rows_are_refused_is_refused_with_the_commonest_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "REFUSED_ROWS_MAX", 2)
    rows = ["1,王,1,9000", "1,,110105194912310021,9000", "1,李,11010519491231002X,八千"]

    (refusal,) = declared("\n".join([HEADER, *rows]).encode())

    assert refusal.code == "file.rows_refused"
    assert refusal.text.zh == "文件有3行不符合要求,其中3行:信用代码不是18位"
    assert Person.objects.count() == Assessment.objects.count() == 0


def test_a_receipt_books_the_money_and_credits_the_accounts(employers: list[str]) -> None:
    declared(sample(FILE))
    rows = [
        {"serial": f"s{place}", "credit_code": code, "amount_fen": amount}
        for place, (code, amount) in enumerate(due().items())
    ]
    total = sum(row["amount_fen"] for row in rows)

    item = received(*rows).item

    assert (item.outcome["accepted"], item.outcome["amount_fen"]) == (len(employers), total)
    assert due() == {}
    assert balance_of(Book.FUND, "1003", scheme="110") == total
    assert balance_of(Book.FUND, "1005", scheme="110") == 0
    assert (
        balance_of(Book.FUND, "4001.01", scheme="110")
        + balance_of(Book.FUND, "4001.02", scheme="110")
        == -total
    )
    employee_fen = -balance_of(Book.FUND, "4001.02", scheme="110")
    assert balance_of(Book.ACCOUNTS, "8001", scheme="110") == -employee_fen
    mover = cast()["mover"]
    assert account_balance(mover["ssn"], scheme="110") > 0


def test_a_receipt_that_fits_nothing_is_refused_row_by_row(employers: list[str]) -> None:
    declared(sample(FILE))
    owed = due()
    first, second, third = employers

    item = received(
        {"serial": "a", "credit_code": "91350100M000100Y43", "amount_fen": 100},
        {"serial": "b", "credit_code": first, "amount_fen": owed[first] - 1},
        {"serial": "c", "credit_code": first, "amount_fen": owed[first]},
        {"serial": "c", "credit_code": second, "amount_fen": owed[second]},
        {"serial": "d", "credit_code": first, "amount_fen": owed[first]},
    ).item

    assert [(row["row"], row["code"]) for row in item.outcome["refusals"]] == [
        (1, "receipt.unknown_employer"),
        (2, "receipt.amount_differs"),
        (4, "receipt.duplicate_serial"),
        (5, "receipt.nothing_due"),
    ]
    assert due() == {second: owed[second], third: owed[third]}


def test_a_serial_is_taken_once_over_all_feeds_but_a_refused_one_may_return(
    employers: list[str],
) -> None:
    declared(sample(FILE))
    owed = due()
    first, second, _ = employers
    received(
        {"serial": "a", "credit_code": first, "amount_fen": owed[first]},
        {"serial": "b", "credit_code": second, "amount_fen": 1},
    )

    item = received(
        {"serial": "a", "credit_code": second, "amount_fen": owed[second]},
        {"serial": "b", "credit_code": second, "amount_fen": owed[second]},
    ).item

    assert [(row["row"], row["code"]) for row in item.outcome["refusals"]] == [
        (1, "receipt.duplicate_serial")
    ]


def test_the_database_is_asked_a_fixed_number_of_questions(province: dict[str, Any]) -> None:
    del province
    asked = []
    for count, seed in ((2_000, 1), (6_000, 2)):
        registered, content = declaration(count, seed=seed)
        handed_in("employer_feed", {"employers": registered})
        with CaptureQueriesContext(connection) as questions:
            declared(content)
        asked.append(len(questions))

    assert asked[0] == asked[1]


def test_a_file_that_breaks_off_after_some_rows_were_looked_up_is_refused_and_no_more(
    province: dict[str, Any],
) -> None:
    del province
    registered, content = declaration(SLICE_ROWS * 2 + 1)
    handed_in("employer_feed", {"employers": registered})

    (refused,) = declared(content + b'"')
    taken = declared(content)

    assert refused.code == "file.unreadable"
    assert taken.item.outcome["accepted"] == SLICE_ROWS * 2 + 1
