"""A crowd is copied where it is told, and copied again where the deep proof rebuilds it."""

import pytest
from told import found, proven, tell

from counter import FACTORY, TODAY, ssn_of
from tongchou.registry.changes.people import COPIED_ROWS_MIN
from tongchou.registry.models import Person, SearchKey
from tongchou.standards.messages import EmployersRegistered, PersonsEnrolled

SSNS = [ssn_of("19800229", f"{number:03}") for number in range(COPIED_ROWS_MIN)]


@pytest.mark.usefixtures("province")
def test_a_copied_crowd_is_proven_and_whoever_was_renamed_in_it_is_named() -> None:
    tell(
        PersonsEnrolled(
            scheme="110",
            from_month="2024-10",
            ssns=SSNS,
            names=["陈建国"] * len(SSNS),
            credit_codes=[""] * len(SSNS),
        )
    )
    honest = found(proven())
    Person.objects.filter(ssn=SSNS[7]).update(name="陈建华")

    [renamed] = found(proven())

    assert honest == []
    assert "registry_person" in str(renamed)
    assert SSNS[7] in str(renamed)


@pytest.mark.usefixtures("province")
def test_a_proof_enters_no_search_keys() -> None:
    for crowd in (SSNS, SSNS[:1]):
        tell(
            EmployersRegistered(
                scheme="110", registered_on=TODAY, credit_codes=[FACTORY],
                names=[f"皖江{len(crowd)}"], division_codes=["340104"],
            ),
            PersonsEnrolled(
                scheme="110", from_month="2024-10", ssns=crowd, names=["陈"] * len(crowd),
                credit_codes=[FACTORY] * len(crowd),
            ),
        )  # fmt: skip
    SearchKey.objects.all().delete()

    assert found(proven()) == []
    assert not SearchKey.objects.exists()
