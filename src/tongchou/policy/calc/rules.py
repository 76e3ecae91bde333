"""The rules that may be asked, by name."""

from tongchou.policy.calc import contribution
from tongchou.policy.calc.answer import Rule

RULES: dict[str, Rule] = {rule.name: rule for rule in (contribution.RULE,)}
