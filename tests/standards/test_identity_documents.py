"""Numbers that stand on other documents than a citizen's card, and what each of them tells."""

from datetime import date

import pytest
from pydantic import ValidationError

from tongchou.standards.documents import Document, documents_of, number_of_18, travel_check
from tongchou.standards.identity import (
    holds_a_number,
    is_foreign,
    mask_ssn,
    numbers_masked,
    sex_of,
    ssn_check,
    ssn_faults,
)
from tongchou.standards.person_fields import Identified, PersonName

AMERICAN = "USA0123456789"
OLD_CARD = "KAZ110090123105"
NEW_CARD_BODY = "91184019850307101"
NEW_CARD = NEW_CARD_BODY + ssn_check(NEW_CARD_BODY)


@pytest.mark.parametrize(
    ("ssn", "kinds"),
    [
        ("11010519491231002X", (Document.RESIDENT,)),
        ("810000199408230021", (Document.RESIDENCE,)),
        ("830000199201300022", (Document.RESIDENCE,)),
        (NEW_CARD, (Document.PERMANENT,)),
        (OLD_CARD, (Document.PASSPORT, Document.PERMANENT_OLD)),
        (AMERICAN, (Document.PASSPORT,)),
    ],
)
def test_a_number_says_on_which_documents_it_may_stand(
    ssn: str, kinds: tuple[Document, ...]
) -> None:
    assert ssn_faults(ssn) == ()
    assert documents_of(ssn) == kinds


@pytest.mark.parametrize(
    ("ssn", "fault"),
    [
        ("USA01234", "identity.length"),
        ("USA0123456789012345", "identity.length"),
        ("USAX123456789", "identity.characters"),
        ("US0123456789", "identity.characters"),
        ("XYZ0123456789", "identity.country"),
        ("CHN0123456789", "identity.country"),
    ],
)
def test_what_begins_with_a_letter_begins_with_a_country(ssn: str, fault: str) -> None:
    assert ssn_faults(ssn) == (fault,)


def test_a_foreign_number_tells_no_sex() -> None:
    assert is_foreign(AMERICAN)
    with pytest.raises(ValueError, match="does not tell the sex"):
        sex_of(AMERICAN)


def test_the_check_digit_of_a_travel_document_is_that_of_icao() -> None:
    assert travel_check("L898902C3") == "6"  # the specimen of ICAO 9303, part 4
    assert travel_check(OLD_CARD[:-1]) == OLD_CARD[-1]
    assert documents_of(OLD_CARD[:-1] + "6") == (Document.PASSPORT,)


def test_the_middle_of_a_foreign_number_is_masked() -> None:
    assert mask_ssn(AMERICAN) == "USA0*****6789"
    assert numbers_masked(f"/people/{AMERICAN}?11010519491231002x") == (
        "/people/USA0*****6789?110105********002x"
    )
    assert not holds_a_number("GET /api/v1/items/34-20241105-000007 ABC1234567 91340104B8PHNT1R2T")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("110105491231002", "11010519491231002X"),
        ("110105491331002", ""),  # no month 13
        ("110105491231999", ""),  # kept for whoever was born before 1900
        ("11010549123100", ""),
        ("11010519491231002X", ""),
    ],
)
def test_the_number_that_took_the_place_of_15_digits_is_found(old: str, new: str) -> None:
    assert number_of_18(old) == new


def faults(**form: object) -> dict[str, str]:
    """Return by field what is wrong with a form that says who somebody is."""
    try:
        Identified.model_validate(form)
    except ValidationError as fault:
        return {str(error["loc"][0]): error["msg"] for error in fault.errors()}
    return {}


def test_an_old_number_is_refused_with_the_one_to_write() -> None:
    said = faults(ssn="110105491231002")["ssn"]

    assert "15位的旧号码已停用" in said
    assert said.count("11010519491231002X") == 2


def test_a_number_must_be_of_the_kind_of_document_that_was_chosen() -> None:
    assert faults(ssn=AMERICAN, document_kind="resident").keys() == {"ssn"}
    assert "以810000" in faults(ssn="11010519491231002X", document_kind="residence")["ssn"]
    assert faults(ssn="11010519491231002X", document_kind="resident") == {}
    assert faults(ssn="11010519491231002X", document_kind="book").keys() == {"document_kind"}


def test_birth_and_sex_are_asked_for_where_the_number_tells_neither() -> None:
    assert faults(ssn=AMERICAN).keys() == {"birth_on", "sex"}
    assert faults(ssn=AMERICAN, birth_on="1985-03-07", sex="1", document_kind="passport") == {}
    old = {"ssn": OLD_CARD, "sex": "1", "document_kind": "permanent_old"}
    assert faults(**old, birth_on="1990-12-31") == {}
    assert faults(**old, birth_on="1990-12-30").keys() == {"birth_on"}


def test_what_the_number_tells_must_not_be_told_otherwise() -> None:
    citizen = "11010519491231002X"

    assert faults(ssn=citizen, birth_on="1949-12-31", sex="2") == {}
    assert faults(ssn=citizen, birth_on="1949-12-30", sex="1").keys() == {"birth_on", "sex"}
    assert Identified(ssn=citizen, birth_on=date(1949, 12, 31)).model_dump() == {"ssn": citizen}
    assert Identified(ssn=citizen).born_on == date(1949, 12, 31)


@pytest.mark.parametrize(
    "typed", ["艾力•买买提", "艾力・买买提", "艾力.买买提", "艾力．买买提", "艾力\u200b·买买提"]
)
def test_the_parts_of_a_name_have_one_kind_of_dot_between_them(typed: str) -> None:
    class Named(Identified, frozen=True):
        """Somebody with a name."""

        name: PersonName

    assert Named(ssn="11010519491231002X", name=typed).name == "艾力·买买提"
