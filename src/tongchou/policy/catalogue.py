"""The rules that may be asked, by name, and all rules with their versions, by id."""

from collections.abc import Callable, Mapping
from typing import Any

from tongchou.policy.employees.account import (
    account_balance_asked,
    account_payout_asked,
    account_refund_asked,
    account_year_asked,
)
from tongchou.policy.employees.account.account import balance_with_interest
from tongchou.policy.employees.adjustment import (
    adjustment_asked,
    adjustment_cap_asked,
)
from tongchou.policy.employees.contribution import (
    back_payment_asked,
    contribution_asked,
    contribution_settlement_asked,
    contribution_span_asked,
    late_surcharge_asked,
)
from tongchou.policy.employees.contribution.contribution import contribution, flexible_contribution
from tongchou.policy.employees.disability import disability_asked
from tongchou.policy.employees.payment import (
    recovery_asked,
    suspension_asked,
)
from tongchou.policy.employees.pension import (
    pension_asked,
    pension_recalculation_asked,
)
from tongchou.policy.employees.pension.determination import determine
from tongchou.policy.employees.pension.early_years import before_account, early_years
from tongchou.policy.employees.pension.pension import pension
from tongchou.policy.employees.pension.wage_index import average_index, wage_index_column
from tongchou.policy.employees.retirement import (
    few_years_asked,
    retirement_asked,
)
from tongchou.policy.employees.retirement.retirement import eligibility
from tongchou.policy.employees.retirement.retirement_terms import retirement_terms
from tongchou.policy.employees.survivors import survivor_asked
from tongchou.policy.employees.transfer import (
    benefit_province_asked,
    duplicate_months_asked,
    duplicate_pensions_asked,
    lump_sums_asked,
    residents_refund_asked,
    temporary_account_asked,
    transfer_amount_asked,
    transfer_money_asked,
    urban_rural_link_asked,
)
from tongchou.policy.employees.transfer.departure import departure
from tongchou.policy.employees.transfer.transfer_amount import ordinary_transfer
from tongchou.policy.engine.answer import Asked
from tongchou.policy.engine.rule import NoSuchVersion, Rule
from tongchou.policy.fund import (
    central_adjustment_asked,
    pooled_share_asked,
)
from tongchou.policy.procedure import working_days_asked

RULES: Mapping[str, Asked] = {
    rule.name: rule
    for rule in (
        pension_asked.RULE,
        pension_recalculation_asked.RULE,
        contribution_asked.RULE,
        contribution_settlement_asked.RULE,
        contribution_span_asked.RULE,
        account_refund_asked.RULE,
        account_payout_asked.RULE,
        account_balance_asked.RULE,
        back_payment_asked.RULE,
        late_surcharge_asked.RULE,
        account_year_asked.RULE,
        working_days_asked.RULE,
        transfer_amount_asked.RULE,
        transfer_money_asked.RULE,
        benefit_province_asked.RULE,
        temporary_account_asked.RULE,
        lump_sums_asked.RULE,
        duplicate_months_asked.RULE,
        duplicate_pensions_asked.RULE,
        residents_refund_asked.RULE,
        urban_rural_link_asked.RULE,
        retirement_asked.RULE,
        few_years_asked.RULE,
        survivor_asked.RULE,
        disability_asked.RULE,
        suspension_asked.RULE,
        recovery_asked.RULE,
        adjustment_asked.RULE,
        adjustment_cap_asked.RULE,
        central_adjustment_asked.RULE,
        pooled_share_asked.RULE,
    )
}
"""The rules that may be asked, by the name under which others know them."""

_PARTS: tuple[Rule[..., Any], ...] = (
    contribution,
    flexible_contribution,
    balance_with_interest,
    eligibility,
    retirement_terms,
    determine,
    departure,
    pension,
    before_account,
    early_years,
    wage_index_column,
    average_index,
    ordinary_transfer,
)
"""The rules that these are made of, as far as a business item asks them by themselves."""

_BY_ID: Mapping[str, Rule[..., Any]] = {
    each.id: each for each in (*(asked.find for asked in RULES.values()), *_PARTS)
}


def rule(rule_id: str, version: int | None = None) -> Callable[..., Any]:
    """Return a rule by its id: in force, or as it stood in a version.

    Raises `NoSuchVersion` for an id or a version that is not kept.
    """
    found = _BY_ID.get(rule_id)
    if found is None:
        raise NoSuchVersion(f"there is no rule {rule_id}")
    return found if version is None else found.in_version(version)


def versions() -> Mapping[str, int]:
    """Return the version in force of each rule, by id."""
    return {rule_id: each.version for rule_id, each in _BY_ID.items()}
