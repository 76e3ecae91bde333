"""Rules on columns: a million pensions at once, against openfisca-core and against bare numpy.

All count the same: basic pension, account pension and their sum for people with their own
index, months, balance and age, from the same columns to the amounts, each rounded to the fen.
OpenFisca reckons in float32, as it always does; its time holds what a caller cannot do without,
a simulation that is given the columns. Annuity months and both parts are results of their own in
the rule and in OpenFisca alike. Bare numpy is the same arithmetic on int64 without law,
worksheet or names. Each ratio is of rates in one run on one core, in turns, the median of
several; single determinations, with law and full worksheet, are counted by the second.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from shared.sizes import size

from tongchou.policy.employees.pension.annuity import OLDEST, annuity_months_e1
from tongchou.policy.employees.pension.pension import pension
from tongchou.policy.engine.blocks import in_blocks
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import MONTHS_PER_YEAR, month

PEOPLE = size(1_000_000, 3_000_000)
ROUNDS = 9
SINGLES = 3_000
PROVINCE, RETIRED_IN, AT = "35", month(2025, 3), "2025-03"
BASE_FEN = 793_200
DIVISORS_E1: NDArray[np.int64] = np.asarray(annuity_months_e1(np.arange(OLDEST * 12 + 1)))
"""Annuity months ×10 by the month of age: all three look them up in this one table."""

LIMITS = {"openfisca": 5.0, "numpy": 0.6, "numpy with look-ups": 0.4}
SINGLES_PER_SECOND_MIN = 5_000

Column = NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """Invented people, as columns."""

    index_e6: Column
    months: Column
    balance_fen: Column
    age_months: Column


@dataclass(frozen=True)
class Places:
    """Where and when people retire, as columns."""

    months: Column
    provinces: Column


def invented(count: int) -> People:
    """Return people as they come: indices from 0.4 to 3, 15 to 45 years, ages from 50 to 63."""
    dice = np.random.default_rng(20_250_301)
    return People(
        index_e6=dice.integers(4_000, 30_000, count) * 100,
        months=dice.integers(180, 540, count),
        balance_fen=dice.integers(1_000_000, 60_000_000, count),
        age_months=dice.integers(600, 757, count),
    )


def ours(people: People, places: Places | None = None) -> Column:
    """Return everybody's pension by the rule, on the base of their own place and year if given."""
    law = Law(known_on=date(2026, 11, 1), scheme="110")

    def base_of(block: slice) -> Column | None:
        if places is None:
            return None
        return law.column("benefit_base", places.months[block], places.provinces[block])

    def totals(block: slice) -> Column:
        return np.asarray(
            pension(
                law,
                PROVINCE,
                RETIRED_IN,
                contribution_months=people.months[block],
                wage_index_e6=people.index_e6[block],
                account_balance_fen=people.balance_fen[block],
                age_months=people.age_months[block],
                benefit_base_fen=base_of(block),
                sheet=Sheet(),
            ).total_fen
        )

    return in_blocks(totals, len(people.months))


def bare(people: People, base_fen: int | Column = BASE_FEN) -> Column:
    """Return everybody's pension by the same arithmetic, written out."""
    weighed = base_fen * (1_000_000 + people.index_e6) * people.months
    basic = (weighed + 1_200_000_000) // 2_400_000_000
    divisor: Column = np.take(DIVISORS_E1, people.age_months, mode="clip")
    return basic + (people.balance_fen * 10 + divisor // 2) // divisor


Person = build_entity("person", "persons", "A person", roles=None, is_person=True)


class wage_index(Variable):  # noqa: N801 - OpenFisca names variables after classes
    """The average wage index."""

    value_type, entity, definition_period = float, Person, MONTH


class contribution_months(Variable):  # noqa: N801
    """How many months were contributed."""

    value_type, entity, definition_period = int, Person, MONTH


class account_balance(Variable):  # noqa: N801
    """The balance of the individual account, in yuan."""

    value_type, entity, definition_period = float, Person, MONTH


class age_months(Variable):  # noqa: N801
    """The age in months."""

    value_type, entity, definition_period = int, Person, MONTH


class basic_pension(Variable):  # noqa: N801
    """The basic pension, in yuan."""

    value_type, entity, definition_period = float, Person, MONTH

    def formula(person, period):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, D102, N805
        index = person("wage_index", period)
        months = person("contribution_months", period)
        return np.round(BASE_FEN / 100 * (1 + index) / 2 * months / 12 * 0.01, 2)


class annuity_months(Variable):  # noqa: N801
    """The annuity months at the age."""

    value_type, entity, definition_period = float, Person, MONTH

    def formula(person, period):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, D102, N805
        table = (DIVISORS_E1 / 10).astype(np.float32)
        return np.take(table, person("age_months", period), mode="clip")


class account_pension(Variable):  # noqa: N801
    """The account pension, in yuan."""

    value_type, entity, definition_period = float, Person, MONTH

    def formula(person, period):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, D102, N805
        balance = person("account_balance", period)
        return np.round(balance / person("annuity_months", period), 2)


class total_pension(Variable):  # noqa: N801
    """The whole pension, in yuan."""

    value_type, entity, definition_period = float, Person, MONTH

    def formula(person, period):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, D102, N805
        return person("basic_pension", period) + person("account_pension", period)


def openfisca(people: People) -> Simulation:
    """Return a simulation that holds everybody's facts."""
    system = TaxBenefitSystem([Person])
    for variable in (
        wage_index, contribution_months, account_balance, age_months,
        basic_pension, annuity_months, account_pension, total_pension,
    ):  # fmt: skip
        system.add_variable(variable)
    simulation = SimulationBuilder().build_default_simulation(system, len(people.months))
    simulation.set_input("wage_index", AT, people.index_e6 / 1_000_000)
    simulation.set_input("contribution_months", AT, people.months)
    simulation.set_input("account_balance", AT, people.balance_fen / 100)
    simulation.set_input("age_months", AT, people.age_months)
    return simulation


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def times_slower(work: Callable[[], object], than: Callable[[], object]) -> float:
    """Return how many times as long one piece of work takes as another, done in turns."""
    return median(seconds(work) / seconds(than) for _ in range(ROUNDS))


def single_rate(people: People) -> float:
    """Return how many people a second get a determination with its whole worksheet."""
    law = Law(known_on=date(2026, 11, 1), scheme="110")
    rows = list(
        zip(
            people.months[:SINGLES].tolist(),
            people.index_e6[:SINGLES].tolist(),
            people.balance_fen[:SINGLES].tolist(),
            people.age_months[:SINGLES].tolist(),
            strict=True,
        )
    )

    def determine() -> None:
        for months, index_e6, balance_fen, age in rows:
            sheet = Sheet()
            pension(
                law, PROVINCE, RETIRED_IN, contribution_months=months, wage_index_e6=index_e6,
                account_balance_fen=balance_fen, age_months=age, sheet=sheet,
            )  # fmt: skip
            sheet.worksheet()

    return SINGLES / median(seconds(determine) for _ in range(ROUNDS))


def main() -> int:
    """Print every ratio beside its limit; return 1 when one is missed."""
    people = invented(PEOPLE)

    dice = np.random.default_rng(7)
    places = Places(
        months=month(2022, 1) + dice.integers(0, 4, PEOPLE) * MONTHS_PER_YEAR,
        provinces=dice.choice(np.array([31, 32, 33, 34, 43, 51, 62]), PEOPLE),
    )
    bases = Law(known_on=date(2026, 11, 1), scheme="110").column(
        "benefit_base", places.months, places.provinces
    )

    def by_rule() -> Column:
        return ours(people)

    def by_openfisca() -> object:
        return openfisca(people).calculate("total_pension", AT)

    def by_numpy() -> Column:
        return bare(people)

    ratios = {
        "openfisca": times_slower(by_openfisca, by_rule),
        "numpy": times_slower(by_numpy, by_rule),
        "numpy with look-ups": times_slower(by_numpy, lambda: ours(people, places)),
    }
    theirs = openfisca(people).calculate("total_pension", AT).astype(np.float64)
    wrong = np.count_nonzero(np.round(theirs * 100) != bare(people))
    ours_wrong = np.count_nonzero(by_rule() != bare(people))
    ours_wrong += np.count_nonzero(ours(people, places) != bare(people, bases))
    print(f"{PEOPLE:,} pensions by the rule in {seconds(by_rule) * 1000:.0f} ms")
    print(f"not exact to the fen: ours {ours_wrong:,},"
          f" OpenFisca's float32 {wrong:,}")  # fmt: skip
    for name, ratio in ratios.items():
        print(f"ratio {name}: {ratio:.2f} (limit {LIMITS[name]})")
    rate = single_rate(people)
    print(f"ratio single: {rate / SINGLES_PER_SECOND_MIN:.2f} ({rate:,.0f} a second with worksheet;"
          f" limit {SINGLES_PER_SECOND_MIN:,})")  # fmt: skip
    missed = [name for name, ratio in ratios.items() if ratio < LIMITS[name]]
    return int(bool(missed) or rate < SINGLES_PER_SECOND_MIN)


if __name__ == "__main__":
    sys.exit(main())
