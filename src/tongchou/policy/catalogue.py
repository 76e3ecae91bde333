"""The rules that may be asked, by name."""

from tongchou.policy.employees.account import (
    account_balance_asked,
    account_payout_asked,
    account_refund_asked,
    account_year_asked,
)
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
from tongchou.policy.employees.disability import disability_asked
from tongchou.policy.employees.payment import (
    recovery_asked,
    suspension_asked,
)
from tongchou.policy.employees.pension import (
    pension_asked,
    pension_recalculation_asked,
)
from tongchou.policy.employees.retirement import (
    few_years_asked,
    retirement_asked,
)
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
from tongchou.policy.engine.answer import Rule
from tongchou.policy.fund import (
    central_adjustment_asked,
    pooled_share_asked,
)
from tongchou.policy.procedure import working_days_asked

RULES: dict[str, Rule] = {
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
