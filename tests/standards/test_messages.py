"""Messages: frozen, of one length, with one text and a schema that is current."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tongchou.standards import codes, messages
from tongchou.standards.messages import schema

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"

PERSON = {"ssn": "340104196409011234", "name": "张三"}
SAMPLES: list[messages.Message] = [
    messages.EmployersRegistered(
        registered_on=date(2024, 9, 1),
        credit_codes=["91340104B8PHNT1R2T"],
        names=["安徽和顺家政服务有限公司"],
        division_codes=["340104"],
    ),
    messages.PersonsEnrolled(
        from_month="2024-09", ssns=[PERSON["ssn"]], names=["张三"], credit_codes=[""]
    ),
    messages.EmploymentEnded(
        ssn=PERSON["ssn"], credit_code="", until_month="2024-10", reason="231"
    ),
    messages.ContributionsAssessed(
        month="2024-09",
        item_number="34-20241105-000001",
        rows=[1],
        ssns=[PERSON["ssn"]],
        credit_codes=["91340104B8PHNT1R2T"],
        wage_fens=[500_000],
        base_fens=[500_000],
        employer_fens=[80_000],
        employee_fens=[40_000],
    ),
    messages.ContributionsReceived(
        month="2024-09",
        received_on=date(2024, 10, 12),
        item_number="34-20241105-000002",
        credit_codes=["91340104B8PHNT1R2T"],
        declarations=["34-20241105-000001"],
    ),
    messages.EntryPosted(
        number="34-20241105-000002-1-1",
        book="fund",
        posted_on=date(2024, 10, 12),
        month="2024-10",
        memo="税务到账",
        accounts=["1005", "4001.01"],
        holders=["", ""],
        amount_fens=[80_000, -80_000],
    ),
    messages.EarlierRecordEntered(
        **PERSON,
        source="prior",
        paid_in="34",
        from_month="1996-01",
        until_month="2024-08",
        months=344,
        wage_index_e4=6119,
        base_sum_fen=0,
        account_fen=8_368_725,
    ),
    messages.TransferRequested(
        letter="32-20241105-000003",
        **PERSON,
        origin="34",
        destination="32",
        requested_on=date(2024, 11, 5),
    ),
    messages.TransferAnswered(
        letter="32-20241105-000003",
        **PERSON,
        origin="34",
        destination="32",
        answered_on=date(2024, 11, 5),
        refused=False,
        reason="",
        years=[2024],
        months=[1],
        base_sum_fens=[500_000],
        index_sums_e4=[7098],
        earlier=[],
        account_fen=40_000,
        pooled_fen=60_000,
    ),
    messages.TransferCompleted(
        letter="32-20241105-000003",
        ssn=PERSON["ssn"],
        origin="34",
        destination="32",
        completed_on=date(2024, 11, 5),
        months=1,
        account_fen=40_000,
    ),
    messages.BenefitDetermined(
        ssn=PERSON["ssn"],
        from_month="2024-10",
        retirement_month="2024-09",
        basic_fen=194_032,
        account_fen=42_917,
        total_fen=236_949,
        contribution_months=368,
        wage_index_e4=6119,
        worksheet=[{"name": "basic", "value": 194_032}],
        item_number="34-20241105-000004",
        provisional=False,
    ),
    messages.PaymentsMade(
        month="2024-10",
        paid_on=date(2024, 11, 5),
        item_number="34-20241105-000005",
        ssns=[PERSON["ssn"]],
        amount_fens=[236_949],
        account_part_fens=[42_917],
    ),
    messages.SignalRaised(
        code="duplicate_contribution_month",
        ssn=PERSON["ssn"],
        month="2024-09",
        places=[messages.SignalPlace(province="34", item_number="34-20241105-000001", row=86)],
        raised_on=date(2024, 11, 5),
    ),
]


def test_every_kind_is_named_for_a_reader() -> None:
    assert set(codes.table("messages")) == set(messages.KINDS)


def test_every_kind_has_a_sample_here() -> None:
    assert {message.kind for message in SAMPLES} == set(messages.KINDS)


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.kind)
def test_what_is_told_is_heard_the_same(message: messages.Message) -> None:
    told = messages.canonical(message)

    heard = messages.parse(message.kind, told)

    assert heard == message
    assert messages.canonical(heard) == told


def test_the_canonical_text_sorts_its_keys_and_wastes_no_space() -> None:
    (ended,) = (message for message in SAMPLES if message.kind == "employment_ended")

    assert messages.canonical(ended) == (
        '{"credit_code":"","reason":"231","ssn":"340104196409011234","until_month":"2024-10"}'
    )


def test_chinese_stands_as_it_is_written() -> None:
    assert "安徽和顺" in messages.canonical(SAMPLES[0])


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.kind)
def test_a_message_cannot_be_changed_nor_carry_more(message: messages.Message) -> None:
    with pytest.raises(ValidationError):
        message.item_number = "other"
    with pytest.raises(ValidationError):
        type(message).model_validate({**message.model_dump(), "surprise": 1})


def _enrolled(**changed: Any) -> messages.Message:
    told = {"from_month": "2024-09", "ssns": ["1"], "names": ["张"], "credit_codes": [""]}
    return messages.PersonsEnrolled.model_validate(told | changed)


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValidationError, match="columns"):
        _enrolled(names=["张", "李"])


def test_more_rows_than_a_slice_are_refused() -> None:
    many = messages.SLICE_ROWS + 1

    with pytest.raises(ValidationError, match="columns"):
        _enrolled(ssns=["1"] * many, names=["张"] * many, credit_codes=[""] * many)


@pytest.mark.parametrize("month", ["2024-13", "2024-9", "202409", ""])
def test_a_month_that_does_not_exist_is_refused(month: str) -> None:
    with pytest.raises(ValidationError):
        _enrolled(from_month=month)


@pytest.mark.parametrize("kind", sorted(messages.KINDS))
def test_the_schema_in_the_docs_is_current(kind: str) -> None:
    kept = (SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")

    assert kept == schema.schema_text(kind), "run: python -m tongchou.standards.messages.schema"


def test_there_is_no_schema_of_a_kind_that_is_gone() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(messages.KINDS)


def test_every_element_a_schema_names_is_in_the_table() -> None:
    known = codes.table("elements")

    def elements(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["element"]} if isinstance(part.get("element"), str) else set()
            return own.union(*(elements(inner) for inner in part.values()))
        return (
            set().union(*(elements(inner) for inner in part)) if isinstance(part, list) else set()
        )

    named = set().union(*(elements(kind.model_json_schema()) for kind in messages.KINDS.values()))

    assert {"AAC002", "AAC003", "BAB010", "AAE003", "AAE180"} <= named
    assert named <= known.keys()


def test_writing_schemas_takes_away_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone.json").write_text("{}", encoding="utf-8")

    schema.write(tmp_path)

    assert {path.stem for path in tmp_path.glob("*.json")} == set(messages.KINDS)
