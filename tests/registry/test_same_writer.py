"""One writer for both tiers: what a province holds, the ministry holds too, row by row."""

from collections.abc import Callable
from datetime import date
from typing import Any

from counter import FACTORY, MAN, MAN_NAME, MILL, TODAY, WOMAN, WOMAN_NAME, everything
from tongchou.registry import changes as registry
from tongchou.registry.changes.writers import writers
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EarlierRecordEntered,
    EmployersRegistered,
    EmploymentEnded,
    Message,
    PaymentsMade,
    PersonsEnrolled,
    ReceiptsTaken,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
    canonical,
    parse,
)

DECLARED = "34-20241105-000001"
LIFE: tuple[Message, ...] = (
    EmployersRegistered(scheme="110",
        registered_on=TODAY, credit_codes=[FACTORY, MILL], names=['"皖江"\\机械', "NULL"],
        division_codes=["340104", "340203"],
    ),
    PersonsEnrolled(scheme="110",
        from_month="2024-01", ssns=[MAN, WOMAN, MAN], names=[MAN_NAME, WOMAN_NAME, "又一个名字"],
        credit_codes=[FACTORY, "", MILL],
    ),
    EarlierRecordEntered(scheme="110",
        ssn=MAN, name=MAN_NAME, source="prior", paid_in="34", from_month="1990-01",
        until_month="1995-01", months=58, wage_index_e4=9_500, base_sum_fen=0, account_fen=1_000,
    ),
    ContributionsAssessed(scheme="110",
        month="2024-10", item_number=DECLARED, rows=[1, 2], ssns=[MAN, MAN],
        credit_codes=[FACTORY, MILL], wage_fens=[800_000, 1], base_fens=[800_000, 400_000],
        employer_fens=[128_000, 64_000], employee_fens=[64_000, 32_000],
    ),
    ContributionsReceived(scheme="110",
        month="2024-10", received_on=TODAY, item_number="34-20241112-000002",
        credit_codes=[FACTORY], declarations=[DECLARED],
    ),
    EmploymentEnded(scheme="110", ssn=MAN, credit_code=MILL, until_month="2024-11", reason="221"),
    TransferRequested(scheme="110",
        letter="34-1", ssn=MAN, name=MAN_NAME, origin="32", destination="34", requested_on=TODAY
    ),
    TransferAnswered(scheme="110",
        letter="34-1", ssn=MAN, name=MAN_NAME, origin="32", destination="34", answered_on=TODAY,
        refused=False, reason="", years=[2023], months=[12], base_sum_fens=[1],
        index_sums_e4=[2], earlier=[], account_fen=5, pooled_fen=6,
    ),
    TransferCompleted(scheme="110",
        letter="34-1", ssn=MAN, origin="32", destination="34", completed_on=TODAY, months=12,
        account_fen=5,
    ),
    BenefitDetermined(scheme="110", benefit="pension",
        ssn=MAN, from_month="2024-12", retirement_month="2024-11", basic_fen=1, account_fen=2,
        total_fen=3, contribution_months=240, wage_index_e4=9_500, worksheet=[{"name": "总额"}],
        item_number="34-20241105-000003", provisional=False,
    ),
    ReceiptsTaken(scheme="110", serials=["税-1", "税-2"], credit_codes=[MILL, MILL],
        months=["2024-10", "2024-09"], amount_fens=[12, 34], received_ons=[TODAY, TODAY],
    ),
    PaymentsMade(scheme="110", benefit="pension",
        month="2024-12", paid_on=date(2024, 12, 15), item_number="34-20241215-000004",
        ssns=[MAN], amount_fens=[3], account_part_fens=[2],
    ),
    EmploymentEnded(scheme="110", ssn=MAN, credit_code="", until_month="2024-12", reason="251"),
)  # fmt: skip


def lived(province: str, *told: Message) -> dict[str, Any]:
    """Write a life, and return every row of the registry."""
    for message in told:
        registry.apply(message, province=province, item_number="34-20241105-000009")
    return everything()


def test_the_life_tells_every_kind_there_is() -> None:
    told = {type(message) for message in LIFE}
    untold, unwritten = set(writers()) - told, told - set(writers())

    assert not untold, "tell it in LIFE, so that province and ministry are compared"
    assert not unwritten, "mark its writer in registry/changes with @writes(…)"


def test_the_ministry_holds_what_the_province_wrote(stand: Callable[[str], Any]) -> None:
    """The ministry reads the very text of each message, as the log carries it."""
    stand("34")
    written = lived("34", *LIFE)

    stand("00")
    held = lived("34", *(parse(message.kind, canonical(message)) for message in LIFE))

    assert held == written
    assert all(held[table] for table in ("Person", "Employer", "Enrolment", "Assessment",
                                         "Contribution", "Receipt", "EarlierRecord", "Transfer",
                                         "Benefit", "Payment"))  # fmt: skip


def test_a_province_s_word_changes_no_row_of_another(ministry: Any) -> None:
    """江苏 holds the same people; whatever 安徽 tells of them leaves 江苏's rows as they were.

    Letters are the exception: both provinces and the ministry follow one transfer.
    """
    del ministry
    letters = (TransferRequested, TransferAnswered, TransferCompleted)
    of_jiangsu = lived("32", *LIFE)

    after = lived("34", *(message for message in LIFE if not isinstance(message, letters)))

    for table, rows in of_jiangsu.items():
        assert [row for row in rows if row not in after[table]] == [], table
    assert len(after["Contribution"]) == 2 * len(of_jiangsu["Contribution"])
