"""Every row of a declaration has its verdict: stands, stands after repair, or why not."""

from io import BytesIO

import pytest

from tongchou.business.contribution.declaration import (
    Declaration,
    Employers,
    WrittenRows,
    joined,
    repaired,
)
from tongchou.business.contribution.faults import BIT, CHANGES, FAULTS, change_case, faults_in
from tongchou.business.contribution.reading import read_declaration
from tongchou.business.contribution.verdicts import Known, Verdicts, judge
from tongchou.standards.identity import ssn_check
from tongchou.standards.time import month

SEPTEMBER = month(2024, 9)
ACME, OTHER = "91350100M000100Y43", "9144030071526726XG"
KNOWN = Known(employers={ACME: "340104", OTHER: "340209"})


def number(birth: str, place: str = "110105", sequence: str = "002") -> str:
    body = place + birth + sequence
    return body + ssn_check(body)


WANG = number("19800101")
LI = number("19900202")


def judged(*rows: tuple[str, str, str, str], held: dict[int, str] | None = None) -> Verdicts:
    """Return the verdicts on rows, of which the registry holds a fault against some places."""
    credit_codes, names, ssns, wages = (list(cells) for cells in zip(*rows, strict=True))
    numbers, employers = list(range(1, len(rows) + 1)), Employers()
    given = WrittenRows(numbers, credit_codes, names, ssns, wages)
    declaration = joined([repaired(given, employers)])
    for place, fault in (held or {}).items():
        declaration.faults[place] |= BIT[fault]
    return judge(declaration, SEPTEMBER, KNOWN)


def faults_of(
    *rows: tuple[str, str, str, str], held: dict[int, str] | None = None
) -> dict[int, tuple[str, ...]]:
    return codes_in(judged(*rows, held=held))


def codes_in(verdicts: Verdicts) -> dict[int, tuple[str, ...]]:
    """Return the faults of each refused row, by its place."""
    bits = verdicts.faults.tolist()
    return {
        place: tuple(fault.code for fault in faults_in(bits[place]))
        for place in verdicts.refused.tolist()
    }


def test_a_row_with_nothing_wrong_stands() -> None:
    verdicts = judged((ACME, "王", WANG, "9100"))

    assert verdicts.accepted.tolist() == [0]
    assert (verdicts.refused.tolist(), verdicts.normalised.tolist()) == ([], [])


@pytest.mark.parametrize(
    ("row", "fault", "case"),
    [
        ((ACME[:-1], "王", WANG, "9100"), "employer.length", "credit code not of 18 characters"),
        ((ACME[:-1] + "4", "王", WANG, "9"), "employer.check_digit", "check digit of the credit"),
        ((ACME[:-1] + "I", "王", WANG, "9"), "employer.characters", "characters in the credit"),
        (("91340111MT1Y4MXDUF", "王", WANG, "9"), "employer.not_registered", "not registered"),
        ((ACME, " ", WANG, "9100"), "name.missing", "empty name"),
        ((ACME, "王" * 65, WANG, "9100"), "name.too_long", "name too long"),
        ((ACME, "王5", WANG, "9100"), "name.characters", "characters in the name"),
        ((ACME, "王", "3.40104E+17", "9100"), "identity.mangled", "spreadsheet-mangled number"),
        ((ACME, "王", "340104650312101", "9100"), "identity.length", "15-digit number"),
        ((ACME, "王", "", "9100"), "identity.length", "empty number"),
        ((ACME, "王", f"A{WANG[1:]}", "9100"), "identity.characters", "characters in the number"),
        ((ACME, "王", number("19801301"), "9100"), "identity.birth_date", "month 13"),
        ((ACME, "王", number("19800230"), "9100"), "identity.birth_date", "day 1980-02-30"),
        ((ACME, "王", number("00120230"), "9100"), "identity.birth_date", "year 0012"),
        ((ACME, "王", WANG[:-1] + "#", "9100"), "identity.characters", "characters in the number"),
        ((ACME, "王", number("20081001"), "9100"), "age.under_16", "under 16"),
        ((ACME, "王", WANG, ""), "wage.missing", "empty wage"),
        ((ACME, "王", WANG, "八千"), "wage.not_a_number", "wage in words"),
        ((ACME, "王", WANG, "8,80"), "wage.not_a_number", "wage is no number"),
        ((ACME, "王", WANG, "-5000"), "wage.not_positive", "negative wage"),
        ((ACME, "王", WANG, "0.00"), "wage.not_positive", "zero wage"),
        ((ACME, "王", WANG, "99999999"), "wage.too_large", "wage above ten million yuan"),
    ],
)
def test_a_fault_refuses_its_row(row: tuple[str, str, str, str], fault: str, case: str) -> None:
    verdicts = judged(row)

    (found,) = faults_in(int(verdicts.faults[0]))
    worded = found.case_of(verdicts.declaration.ssns[0])
    assert (found.code, verdicts.refused.tolist()) == (fault, [0])
    assert case in worded.en
    assert worded.zh


def test_who_turns_sixteen_in_the_month_may_work() -> None:
    assert faults_of((ACME, "王", number("20080930"), "9100")) == {}


def test_who_is_born_later_is_not_born() -> None:
    assert faults_of((ACME, "王", number("20241001"), "9100")) == {
        0: ("identity.birth_date", "age.under_16")
    }


def test_all_faults_of_a_row_are_shown_the_weightiest_first() -> None:
    row = ("91340111MT1Y4MXDUF", "", "3.4E+17", "")

    assert faults_of(row) == {
        0: ("employer.not_registered", "name.missing", "identity.mangled", "wage.missing")
    }


def test_of_two_rows_for_one_person_the_first_stands() -> None:
    row = (ACME, "王", WANG, "9100")

    assert faults_of(row, (ACME, "李", LI, "9100"), row) == {2: ("row.duplicate",)}


def test_a_first_row_that_is_refused_does_not_count() -> None:
    refused, later = (ACME, "王", WANG, "八千"), (ACME, "王", WANG, "8000")

    assert faults_of(refused, later) == {0: ("wage.not_a_number",)}


def test_a_person_may_work_for_two_employers() -> None:
    assert faults_of((ACME, "王", WANG, "9100"), (OTHER, "王", WANG, "3000")) == {}


def test_one_number_under_two_names_is_a_mismatch_and_no_duplicate() -> None:
    rows = [(ACME, "王", WANG, "9100"), (ACME, "汪", WANG, "9100"), (OTHER, "王", WANG, "9100")]

    assert faults_of(*rows) == {1: ("identity.name_mismatch",)}


def test_the_registered_name_stands_against_the_file() -> None:
    rows = [(ACME, "汪", WANG, "9100"), (ACME, "王", WANG, "9100")]

    verdict = faults_of(*rows, held={0: "identity.name_mismatch"})

    assert verdict == {0: ("identity.name_mismatch",)}


def test_what_the_registry_holds_refuses_pensioners_and_months_assessed_before() -> None:
    held = {0: "contribution.exists", 2: "person.retired"}
    rows = [(ACME, "王", WANG, "9100"), (OTHER, "王", WANG, "9100"), (ACME, "李", LI, "9100")]

    assert faults_of(*rows, held=held) == {0: ("contribution.exists",), 2: ("person.retired",)}


def test_repairs_are_told_for_rows_that_stand() -> None:
    verdicts = judged((ACME.lower(), "王 一", f"'{WANG}", "8,800.00"), (ACME, "李 一", LI, "八千"))

    assert verdicts.accepted.tolist() == [0]
    case = change_case(int(verdicts.declaration.changes[0]))
    assert case.en == (
        "lower-case credit code, spaces in the name, leading apostrophe, thousands comma"
    )
    assert case.zh == "信用代码为小写、姓名中有空格、号码前有撇号、千分位逗号"
    assert verdicts.normalised.tolist() == [0]


def test_a_row_split_by_a_comma_is_refused_and_not_guessed() -> None:
    text = f"信用代码,姓名,身份证号,月工资\n{ACME},王,{WANG},8,800.00\n"
    declaration = read_declaration(BytesIO(text.encode()))
    assert isinstance(declaration, Declaration)

    assert codes_in(judge(declaration, SEPTEMBER, KNOWN)) == {0: ("row.crowded",)}


def test_every_fault_and_every_change_has_a_bit_and_words_of_its_own() -> None:
    named = [fault.name or fault.code for fault in FAULTS]

    assert len(named) == len(set(named)) <= 32
    assert [faults_in(1 << place) for place in range(len(FAULTS))] == [(one,) for one in FAULTS]
    assert all(fault.case_of("34010419880230101X").zh for fault in FAULTS)
    assert len({change_case(1 << place).zh for place in range(len(CHANGES))}) == len(CHANGES) <= 32
