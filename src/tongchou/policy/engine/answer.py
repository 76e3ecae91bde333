"""One question, one answer: facts are read, the rule is run, results are written as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Union

from pydantic import ValidationError

from tongchou.policy.engine.fields import AskedFacts
from tongchou.policy.engine.figures import units_of
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.rule import Rule
from tongchou.policy.engine.worksheet import Sheet, Worksheet
from tongchou.standards.fields import field_faults
from tongchou.standards.money import Number, yuan
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text

Value = Union[  # noqa: UP007  # a type that holds itself is named in quotes
    tuple[Number, str], str, bool, None, Mapping[str, "Value"], Sequence["Value"]
]
"""A value with its unit (1234, "fen"), a word, a yes or no, or an object or a list of such."""

Result = Mapping[str, Value]
"""What a rule found, by name."""


@dataclass(frozen=True)
class Asked:
    """A rule as others ask it: how facts become a result, its scheme, its title, its facts.

    `given` names what may be given besides figures of the law.
    """

    find: Rule[[Any, Sheet], Result | Refusals]
    scheme: str
    title: Text
    facts: type[AskedFacts]
    given: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name by which the rule is asked, which is its id."""
        return self.find.id


@dataclass(frozen=True)
class Answer:
    """An answer: the result as written, the worksheet that leads to it, or why there is none."""

    result: Mapping[str, Any] | None
    worksheet: Worksheet = field(default_factory=lambda: Worksheet(()))
    refusals: Refusals = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the words of the public contract; `notes` where there are any."""
        notes = [note.as_json() for note in self.worksheet.notes]
        return {
            "result": self.result,
            "lines": self.worksheet.as_json(),
            "refusals": [refusal.as_json() for refusal in self.refusals],
            **({"notes": notes} if notes else {}),
        }


def answer(rule: Asked, asked: Any, *, known_on: date) -> Answer:
    """Answer one question; whatever is wrong with it comes back as refusals, never as a fault."""
    try:
        facts = rule.facts.model_validate(asked)
    except ValidationError as fault:
        return Answer(None, refusals=field_faults(fault))
    law = _law(rule, facts.given, known_on)
    if not isinstance(law, Law):
        return Answer(None, refusals=law)
    sheet = Sheet()
    try:
        found = rule.find(law, facts, sheet)
    except NotInForce as fault:
        return Answer(None, sheet.worksheet(law), (_missing(fault, facts.given),))
    if isinstance(found, tuple):
        return Answer(None, sheet.worksheet(law), found)
    return Answer(_written(found), sheet.worksheet(law))


def _missing(fault: NotInForce, given: Mapping[str, str]) -> Refusal:
    """Return why a figure is missing: it is not known, or what is given for it is no word of it."""
    if fault.name in given:
        return _odd_given(fault.name, given[fault.name])
    refusal = fault.refusal
    return replace(refusal, field=f"given.{fault.name}") if fault.may_be_given else refusal


def _law(rule: Asked, given: Mapping[str, str], known_on: date) -> Law | Refusals:
    """Return the law under which the facts are judged, with the figures given."""
    refused = []
    figures = {}
    for name, text in given.items():
        if name in rule.given:
            continue
        try:
            Law(known_on, {name: text}, scheme=rule.scheme)
        except KeyError:
            refused.append(_unknown_given(rule, name))
        except ValueError:
            refused.append(_odd_given(name, text))
        else:
            figures[name] = text
    return tuple(refused) or Law(known_on, figures, scheme=rule.scheme)


def _unknown_given(rule: Asked, name: str) -> Refusal:
    known = ", ".join(sorted({*rule.given, *units_of(rule.scheme)}))
    return Refusal(
        code="given.unknown",
        text=Text(f"没有可给定的参数“{name}”", f"There is no figure '{name}' to be given"),
        field=f"given.{name}",
        remedy=Text(f"可给定:{known}", f"These may be given: {known}"),
    )


def _odd_given(name: str, text: str) -> Refusal:
    return Refusal(
        code="given.odd",
        text=Text(f"参数“{name}”的值无法识别:{text}", f"'{text}' is no value of '{name}'"),
        field=f"given.{name}",
        remedy=Text("请核对其写法与范围", "Compare how it is written, and how much it can be"),
    )


def _written(found: Result) -> dict[str, Any]:
    """Return a result as text: money as 1234.50, a month as 2024-09, whole numbers as they are."""
    return {name: _value(value) for name, value in found.items()}


def _value(value: Value) -> Any:
    if isinstance(value, Mapping):
        return _written(value)
    if isinstance(value, list):
        return [_value(one) for one in value]
    if not isinstance(value, tuple):
        return value
    amount, unit = int(value[0]), value[1]
    if unit == "fen":
        return yuan(amount)
    return amount if unit in {"months", "years", "days", "none"} else shown(amount, unit)
