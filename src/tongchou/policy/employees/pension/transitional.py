"""The transitional pension 过渡性养老金: for years before the account, by each province's method.

Which method holds where and when is a figure of each province, `transitional_method`.
"""

from collections.abc import Callable

from tongchou.policy.employees.pension.claim import Case, way_in_force
from tongchou.policy.employees.pension.transitional_methods import (
    by_actual_years,
    city_base_indexed,
    deemed_at_their_index,
    indexed,
    indexed_at_least_one,
    indexed_by_ground,
    mean_with_indexed,
    with_virtual_account,
)
from tongchou.policy.employees.pension.transitional_phased import (
    difference_phased_in,
    is_due,
    old_as_shown,
    phased_in,
    reformed_with_allowances,
)
from tongchou.standards.money import (
    Number,
)

Method = Callable[[Case, str], Number]


def transitional_pension(case: Case) -> Number:
    """Return the transitional pension 过渡性养老金 by the province's method, in fen.

    Raises `NotInForce` where years count for which no method is at hand.
    """
    at = (case.retired_in, case.province)
    word = case.law.word("transitional_method", *at)
    if word not in PAID_TO_ALL and not is_due(case):
        return 0
    method, figure = way_in_force(METHODS, case.law, "transitional_method", *at)
    return method(case, figure.source)


METHODS: dict[str, Method] = {
    "indexed": indexed,
    "indexed_by_ground": indexed_by_ground,
    "city_base_indexed": city_base_indexed,
    "indexed_at_least_one": indexed_at_least_one,
    "by_actual_years": by_actual_years,
    "mean_with_indexed": mean_with_indexed,
    "deemed_at_their_index": deemed_at_their_index,
    "with_virtual_account": with_virtual_account,
    "old_as_shown": old_as_shown,
    "phased_in": phased_in,
    "difference_phased_in": difference_phased_in,
    "reformed_with_allowances": reformed_with_allowances,
}
"""The methods by the words under which the provinces' files know them.

`not_at_hand` is none of them: whoever has no early years needs none.
"""

PAID_TO_ALL = frozenset(["difference_phased_in", "reformed_with_allowances"])
"""The methods that pay something also for no year before the account."""
