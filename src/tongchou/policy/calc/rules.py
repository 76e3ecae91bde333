"""The rules that may be asked, by name."""

from tongchou.policy.calc import (
    account_year,
    benefit_province,
    contribution,
    late_surcharge,
    recovery,
    retirement,
    survivor,
    suspension,
    transfer_amount,
    working_days,
)
from tongchou.policy.calc.answer import Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        contribution.RULE,
        late_surcharge.RULE,
        account_year.RULE,
        working_days.RULE,
        transfer_amount.RULE,
        benefit_province.RULE,
        retirement.RULE,
        survivor.RULE,
        suspension.RULE,
        recovery.RULE,
    )
}
