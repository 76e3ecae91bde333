from datetime import date

import pytest

from tongchou.registry import changes as registry
from tongchou.risk.catalogue import run_checks
from tongchou.risk.changes import judge_signal, raise_signals
from tongchou.risk.check import Finding
from tongchou.risk.queries import signals_raised
from tongchou.standards.messages import (
    ContributionsAssessed,
    EmployersRegistered,
    PersonsEnrolled,
)

pytestmark = pytest.mark.usefixtures("ministry")

TODAY = date(2024, 10, 8)
LI, WANG = "340104198503071015", "340104199012120024"
FIRST, SECOND = "B8PHNT1R2T", "CX5JUL9960"


def assessed(
    province: str, month_text: str, *ssns: str, employer: str = FIRST
) -> ContributionsAssessed:
    people = len(ssns)
    return ContributionsAssessed(
        scheme="110",
        month=month_text,
        item_number=f"{province}-{month_text}-{employer[:4]}",
        rows=list(range(1, people + 1)),
        ssns=list(ssns),
        credit_codes=[f"91{province}0104{employer}"] * people,
        wage_fens=[500_000] * people,
        base_fens=[500_000] * people,
        employer_fens=[80_000] * people,
        employee_fens=[40_000] * people,
    )


def declare(province: str, month_text: str, *ssns: str, employer: str = FIRST) -> None:
    code = f"91{province}0104{employer}"
    told = (
        EmployersRegistered(
            scheme="110",
            registered_on=TODAY,
            credit_codes=[code],
            names=["一家单位"],
            division_codes=[f"{province}0104"],
        ),
        PersonsEnrolled(
            scheme="110",
            from_month=month_text,
            ssns=list(ssns),
            names=["某人"] * len(ssns),
            credit_codes=[code] * len(ssns),
        ),
        assessed(province, month_text, *ssns, employer=employer),
    )
    for message in told:
        registry.apply(message, province=province, item_number="1")


def found(*ssns: str) -> list[Finding]:
    return run_checks([assessed("34", "2024-09", *ssns)])


def test_it_fires_when_two_provinces_hold_the_same_month_of_one_person() -> None:
    declare("34", "2024-09", WANG, LI)
    declare("32", "2024-09", LI)

    [finding] = found(WANG, LI)

    assert (finding.code, finding.ssn) == ("duplicate_contribution_month", LI)
    assert finding.places == [
        {"province": "32", "item_number": "32-2024-09-B8PH", "row": 1},
        {"province": "34", "item_number": "34-2024-09-B8PH", "row": 2},
    ]


def test_it_keeps_still_for_neighbouring_months() -> None:
    declare("34", "2024-09", LI)
    declare("32", "2024-10", LI)

    assert found(LI) == []


def test_it_keeps_still_for_two_employers_in_one_province() -> None:
    declare("34", "2024-09", LI)
    declare("34", "2024-09", LI, employer=SECOND)

    assert found(LI) == []


def test_a_signal_is_raised_once() -> None:
    declare("34", "2024-09", LI)
    declare("32", "2024-09", LI)

    first = raise_signals(found(LI), on=TODAY)
    again = raise_signals(found(LI), on=TODAY)

    assert [finding.ssn for finding in first] == [LI]
    assert again == []
    assert len(signals_raised()) == 1


def test_a_third_province_opens_a_judged_signal_again() -> None:
    declare("34", "2024-09", LI)
    declare("32", "2024-09", LI)
    raise_signals(found(LI), on=TODAY)
    [signal] = signals_raised(open_only=True)
    judged = judge_signal(signal.id, login="supervisor", judgement="安徽退费", on=TODAY)

    declare("31", "2024-09", LI)
    fresh = raise_signals(found(LI), on=TODAY)

    assert judged
    assert len(fresh) == 1
    [open_again] = signals_raised(open_only=True)
    assert [place["province"] for place in open_again.places] == ["31", "32", "34"]


def test_a_signal_is_judged_once() -> None:
    declare("34", "2024-09", LI)
    declare("32", "2024-09", LI)
    raise_signals(found(LI), on=TODAY)
    [signal] = signals_raised()

    first = judge_signal(signal.id, login="supervisor", judgement="安徽退费", on=TODAY)
    second = judge_signal(signal.id, login="other", judgement="江苏退费", on=TODAY)

    assert (first, second) == (True, False)
    [judged] = signals_raised()
    assert (judged.status, judged.judgement) == ("judged", "安徽退费")


def test_signals_are_found_by_declaration_person_and_province() -> None:
    declare("34", "2024-09", LI)
    declare("32", "2024-09", LI)
    raise_signals(found(LI), on=TODAY)

    assert len(signals_raised(item_number="34-2024-09-B8PH")) == 1
    assert len(signals_raised(ssn=LI)) == 1
    assert signals_raised(item_number="34-2024-09-0000") == []
    assert signals_raised(ssn=WANG) == []
