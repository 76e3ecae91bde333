"""The rules that may be asked, by name."""

from tongchou.policy.calc import (
    account_balance,
    account_payout,
    account_refund,
    account_year,
    back_payment,
    benefit_province,
    contribution,
    contribution_settlement,
    contribution_span,
    disability,
    few_years,
    late_surcharge,
    lump_sums,
    pension,
    pension_recalculation,
    recovery,
    residents_refund,
    retirement,
    survivor,
    suspension,
    temporary_account,
    transfer_amount,
    urban_rural_link,
    working_days,
)
from tongchou.policy.calc.answer import Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        pension.RULE,
        pension_recalculation.RULE,
        contribution.RULE,
        contribution_settlement.RULE,
        contribution_span.RULE,
        account_refund.RULE,
        account_payout.RULE,
        account_balance.RULE,
        back_payment.RULE,
        late_surcharge.RULE,
        account_year.RULE,
        working_days.RULE,
        transfer_amount.RULE,
        benefit_province.RULE,
        temporary_account.RULE,
        lump_sums.RULE,
        residents_refund.RULE,
        urban_rural_link.RULE,
        retirement.RULE,
        few_years.RULE,
        survivor.RULE,
        disability.RULE,
        suspension.RULE,
        recovery.RULE,
    )
}
