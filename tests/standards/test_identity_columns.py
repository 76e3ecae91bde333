"""A column of numbers is judged as each number alone is."""

from collections.abc import Callable
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from tongchou.standards.identity import SSN_CHECKS, SSN_FAULTS, SSN_WEIGHTS, birth_month, ssn_faults
from tongchou.standards.identity_columns import birth_months, ssn_fault_columns


def _checked(body: str) -> str:
    weighed = sum(int(digit) * weight for digit, weight in zip(body, SSN_WEIGHTS, strict=True))
    return body + SSN_CHECKS[weighed % 11]


digits = st.text("0123456789", min_size=17, max_size=17)
births = st.dates().map(lambda day: f"{day:%Y%m%d}".zfill(8))
born = st.tuples(births, st.text("0123456789", min_size=3, max_size=3)).map(
    lambda parts: _checked(f"340104{parts[0]}{parts[1]}")
)
numbers = st.one_of(
    born,
    digits.map(_checked),
    st.text("0123456789Xx", min_size=17, max_size=19),
    st.sampled_from(["", "3.40104E+17", "3.401041982072E+17", "1.1010519491231002", "１" * 18]),
    st.text(max_size=20),
)


@given(st.lists(numbers, max_size=40))
def test_a_number_in_a_column_has_the_faults_it_has_alone(ssns: list[str]) -> None:
    columns = ssn_fault_columns(ssns)

    assert tuple(columns) == SSN_FAULTS
    for row, ssn in enumerate(ssns):
        assert tuple(fault for fault in SSN_FAULTS if columns[fault][row]) == ssn_faults(ssn)


@given(st.lists(born, min_size=1, max_size=20))
def test_months_of_birth_are_read_alike(ssns: list[str]) -> None:
    assert birth_months(ssns).tolist() == [birth_month(ssn) for ssn in ssns]


def test_a_column_costs_a_fraction_of_its_numbers_one_by_one() -> None:
    """A ratio of processor time in one run: measured 0.03; a loop in disguise would be 1."""
    ssns = [_checked(f"340104{19600101 + place % 28}{place % 1000:03d}") for place in range(20_000)]

    in_columns = used(lambda: ssn_fault_columns(ssns))
    one_by_one = used(lambda: [ssn_faults(ssn) for ssn in ssns])

    assert in_columns < one_by_one / 4


def used(work: Callable[[], object]) -> float:
    """Return the processor time that work takes, in seconds."""
    began = process_time()
    work()
    return process_time() - began
