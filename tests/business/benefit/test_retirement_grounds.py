"""On which ground a claim rests: the age, hazardous work, disability, or the file's own birth.

The life is that of `lives.work`: 345 months and 82,452.38 yuan in September 2024.
"""

import pytest
from lives import claim, work

from counter import accepted, hand_in, said, ssn_of

pytestmark = pytest.mark.usefixtures("province")

CITIZEN = "某人"


def _amounts(form: dict[str, object]) -> dict[str, int]:
    return {line["name"]: line["value"] for line in accepted("retirement_claim", form).worksheet}


def test_nine_years_of_toxic_work_open_the_age_of_fifty_five() -> None:
    man = ssn_of("19690915")
    work(man, CITIZEN)
    form = claim(man, CITIZEN)

    assert [why[0] for why in said(hand_in("retirement_claim", form))] == [
        "retirement.age_not_reached"
    ]
    assert _amounts(form | {"ground": "toxic", "work_months": 96})["account"] == 48_501


def test_too_few_months_of_it_are_refused_at_their_own_field() -> None:
    man = ssn_of("19690915")
    work(man, CITIZEN)

    done = hand_in("retirement_claim", claim(man, CITIZEN) | {"ground": "toxic", "work_months": 95})

    assert [(why[0], why[1]) for why in said(done)] == [("hazardous.too_short", "work_months")]


def test_months_of_hazardous_work_without_its_kind_are_refused_at_the_ground() -> None:
    man = ssn_of("19640915")
    work(man, CITIZEN)

    done = hand_in("retirement_claim", claim(man, CITIZEN) | {"work_months": 96})

    assert [(why[0], why[1]) for why in said(done)] == [("retirement.no_work", "ground")]


def test_whoever_is_wholly_unable_to_work_retires_at_fifty() -> None:
    man = ssn_of("19740915")
    work(man, CITIZEN)

    # 82,452.38 ÷ 195, the annuity months at 50
    assert _amounts(claim(man, CITIZEN) | {"ground": "disability"})["account"] == 42_283


def test_the_first_record_of_the_file_counts_before_the_number() -> None:
    man = ssn_of("19641215")
    work(man, CITIZEN)

    found = _amounts(claim(man, CITIZEN) | {"birth_in_file": "1964-09"})

    assert found["total"] == 262_910
