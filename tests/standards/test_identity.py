"""Social security numbers and credit codes, one at a time."""

from datetime import date

import pytest

from tongchou.standards.identity import (
    birth_month,
    birth_on,
    credit_code_faults,
    mask_ssn,
    repair_ssn,
    sex_of,
    ssn_faults,
)
from tongchou.standards.time import month


@pytest.mark.parametrize("ssn", ["11010519491231002X", "440524188001010014", "410101197506153013"])
def test_the_samples_of_the_standard_are_good_numbers(ssn: str) -> None:
    assert ssn_faults(ssn) == ()


@pytest.mark.parametrize(
    ("ssn", "faults"),
    [
        ("110105194912310021", ("identity.check_digit",)),
        ("11010519491331002X", ("identity.birth_date", "identity.check_digit")),
        ("340104199913267413", ("identity.birth_date",)),
        ("110105190002290029", ("identity.birth_date", "identity.check_digit")),  # no leap year
        ("440524000001010014", ("identity.birth_date", "identity.check_digit")),
        ("340104650312101", ("identity.length",)),
        ("1101051949123100", ("identity.length",)),
        ("", ("identity.length",)),
        ("1101051949123100２X", ("identity.characters",)),
        ("X10105194912310021", ("identity.characters",)),
        ("11010519491231002x", ("identity.characters",)),
        ("3.40104E+17", ("identity.mangled",)),
        ("3.40104198207E17", ("identity.mangled",)),
        ("3.401041982072e+17", ("identity.mangled",)),
    ],
)
def test_a_fault_has_a_name(ssn: str, faults: tuple[str, ...]) -> None:
    assert ssn_faults(ssn) == faults


def test_the_29th_of_february_exists_in_leap_years_only() -> None:
    assert "identity.birth_date" not in ssn_faults("110105200002290000")
    assert "identity.birth_date" not in ssn_faults("110105200402290000")
    assert "identity.birth_date" in ssn_faults("110105200302290000")
    assert "identity.birth_date" in ssn_faults("110105190002290000")


def test_birth_and_sex_stand_in_the_number() -> None:
    assert birth_on("11010519491231002X") == date(1949, 12, 31)
    assert birth_month("11010519491231002X") == month(1949, 12)
    assert sex_of("11010519491231002X") == "2"
    assert sex_of("440524188001010014") == "1"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "9144030071526726XG"])
def test_published_credit_codes_are_good(code: str) -> None:
    assert credit_code_faults(code) == ()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y44", "employer.check_digit"),
        ("91350100M000100Y4", "employer.length"),
        ("91350100M000100O43", "employer.characters"),
        ("91350100m000100y43", "employer.characters"),
    ],
)
def test_a_credit_code_has_one_fault_at_most(code: str, fault: str) -> None:
    assert credit_code_faults(code) == (fault,)


@pytest.mark.parametrize(
    ("written", "changes"),
    [
        ("11010519491231002X", ()),
        ("  11010519491231002X\u3000", ()),
        ("１１０１０５１９４９１２３１００２Ｘ", ("full_width",)),
        ("'11010519491231002X", ("apostrophe",)),
        ("110105 19491231 002X", ("spaces",)),
        ("11010519491231002x", ("lower_case",)),
        ("＇１１０１０５ 19491231002ｘ", ("full_width", "apostrophe", "spaces", "lower_case")),
    ],
)
def test_a_number_is_read_as_it_was_meant(written: str, changes: tuple[str, ...]) -> None:
    assert repair_ssn(written) == ("11010519491231002X", changes)


def test_a_mangled_number_stays_as_it_is() -> None:
    assert repair_ssn("3.40104e+17") == ("3.40104e+17", ())


def test_masks_hide_the_birth_date() -> None:
    assert mask_ssn("34010419491231101X") == "340104********101X"
    assert mask_ssn("340104650312101") == "***************"
