"""The rules that may be asked, by name."""

from tongchou.policy.calc import contribution, retirement, survivor, working_days
from tongchou.policy.calc.answer import Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        contribution.RULE,
        working_days.RULE,
        retirement.RULE,
        survivor.RULE,
    )
}
