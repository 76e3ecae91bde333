"""What every message is: frozen, with columns of equal length, a version and one canonical text.

A message whose fields change gets a new version, and its class says in `upgrades` how the text
of the version before becomes one of the new; `docs/concepts/messages.md` tells how nodes of
different versions live together. Here too are the kinds of values messages are made of, each
under the name by which the national standard GB/T 40217 knows it: the JSON Schemas carry it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import from_json, to_json

from tongchou.standards import codes
from tongchou.standards.text import Text

SLICE_ROWS = 10_000
"""The most rows that one message carries; what is larger is told in slices."""

KINDS: dict[str, type["Message"]] = {}
"""Every message by its kind; a class enters itself here when it is defined."""


def _element(name: str, **limits: Any) -> Any:
    return Field(json_schema_extra={"element": name}, **limits)


def _listed(table: str, code: str) -> str:
    if code not in codes.table(table):
        raise ValueError(f"{code} is not in the table of {table}")
    return code


_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"

Scheme = Annotated[str, AfterValidator(partial(_listed, "schemes")), _element("AAE140")]
"""A scheme 险种, by its code of AAE140: 110 is the employees' basic pension."""

BenefitKind = Annotated[str, AfterValidator(partial(_listed, "benefits"))]
"""A kind of benefit 待遇: a pension, a survivor's grant."""

MonthText = Annotated[str, Field(pattern=_MONTH)]
"""A month as messages write it: 2024-09."""

ContributionMonth = Annotated[str, _element("AAE003", pattern=_MONTH)]
"""The month a contribution is for 费款所属期."""

BenefitMonth = Annotated[str, _element("EAC064", pattern=_MONTH)]
"""The month a benefit is for 待遇年月."""

Ssn = Annotated[str, _element("AAC002", min_length=1, max_length=18)]
"""A social security number 社会保障号码."""

PersonName = Annotated[str, _element("AAC003", min_length=1, max_length=64)]
"""A person's name 姓名."""

CreditCode = Annotated[str, _element("BAB010", max_length=18)]
"""An employer's credit code 统一社会信用代码; empty where there is no employer."""

EmployerName = Annotated[str, _element("AAB004", min_length=1, max_length=128)]
"""An employer's name 单位名称."""

DivisionCode = Annotated[str, _element("AAB301", pattern=r"^\d{6}$")]
"""A division code 行政区划代码, six digits."""

Province = Annotated[str, _element("AAA027", pattern=r"^\d{2}$")]
"""A province 统筹区, by the first two digits of its division code."""

Letter = Annotated[str, _element("AAE270", min_length=1, max_length=32)]
"""The number of a contact letter 联系函编号."""

ForwardedLetter = Annotated[
    str, _element("AAE270", max_length=32, pattern=r"^\d{2}-F\d{8}-\d{6,12}-\d{2}$")
]
"""The number of a matter that one province sends another: its own code, day, place, the other's."""

ContributionMonths = Annotated[int, _element("AAE201", ge=0)]
"""How many months were contributed 实际缴费月数."""

WageIndex = Annotated[int, _element("AIC164", ge=0)]
"""An average wage index 平均缴费指数 times 10,000."""


class Part(BaseModel):
    """A piece of a message: frozen, and nothing in it that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Born(Part):
    """When somebody was born, and of which sex, whose number does not tell it."""

    ssn: Ssn
    birth_on: Annotated[date, _element("AAC006")]
    sex: Annotated[Literal["1", "2"], _element("AAC004")]


class Message(BaseModel):
    """A message 消息: one thing that happened, as one node tells it to another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    """The class's name in small letters: PersonsEnrolled is persons_enrolled."""
    version: ClassVar[int]
    """The version of the fields, counted from 1; it stands in the text."""
    label: ClassVar[Text]
    """What a line of the log calls this kind."""
    columns: ClassVar[tuple[str, ...]] = ()
    """The fields that run row by row and must be of one length."""
    about: ClassVar[tuple[str, ...]]
    """The fields that name whom or what it is about, where the order counts: whoever is named here
    has this message written after the earlier ones that name them. One that only adds rows of its
    own, and fails by itself where what they rest on is missing, names nobody."""
    upgrades: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """For each older version: takes the fields of its text, returns those of the next version."""

    scheme: Scheme

    def __init_subclass__(cls, **given: Any) -> None:
        """Name the message's kind after its class, and enter it among the kinds.

        Raises `TypeError` for a class that says no version, no label, or not whom it is about.
        """
        super().__init_subclass__(**given)
        unsaid = [name for name in ("version", "label", "about") if not hasattr(cls, name)]
        if unsaid:
            raise TypeError(f"the message {cls.__name__} says no {' and no '.join(unsaid)}")
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        KINDS[cls.kind] = cls

    @model_validator(mode="after")
    def columns_have_one_length(self) -> Self:
        """Refuse columns of different lengths, or longer than a slice."""
        lengths = {len(getattr(self, column)) for column in self.columns}
        if len(lengths) > 1 or any(length > SLICE_ROWS for length in lengths):
            raise ValueError(f"columns of {sorted(lengths)} rows; one length up to {SLICE_ROWS}")
        return self


def subjects(message: Message) -> frozenset[str]:
    """Return whom or what a message is about: numbers of people, letters, entries, items."""
    return named_in(message, message.about)


def named_in(message: Message, fields: Iterable[str]) -> frozenset[str]:
    """Return the texts that stand in some fields of a message, in columns or by themselves."""
    told = (getattr(message, name) for name in fields)
    named = (one for value in told for one in ([value] if isinstance(value, str) else value))
    return frozenset(named) - {""}


def people_in(messages: Iterable[Message]) -> set[str]:
    """Return the numbers of the people whom messages name, in a column or by themselves."""
    found: set[str] = set()
    for message in messages:
        found.update(getattr(message, "ssns", ()))
        found.add(getattr(message, "ssn", ""))
    return found - {""}


class NotUnderstood(ValueError):
    """A message of a kind or version that this node does not know: update it, then settle."""


def parse(kind: str, body: str) -> Message:
    """Return the message that a kind and its JSON text say; an older version is brought up to date.

    Raises `NotUnderstood` for a kind or version this node does not know, `ValidationError` for a
    text that breaks the schema of its version, and `ValueError` for one that does not come out
    the same when written again, as where a field stands in it twice.
    """
    if kind not in KINDS:
        raise NotUnderstood(f"this node knows no message of kind {kind}; update it, then settle")
    told = from_json(body)
    if to_json(told) != body.encode():
        raise ValueError(f"the text of this {kind} is not the one its fields have")
    return KINDS[kind].model_validate(_of_present_version(kind, told))


def fields_of(kind: str, body: str) -> dict[str, Any]:
    """Return the fields of a text that was judged when it was written, as its JSON has them.

    They are those of the present version; the text says them all, and nothing is checked again.
    Raises `NotUnderstood` as `parse` does, and `ValueError` for a text that is no JSON.
    """
    if kind not in KINDS:
        raise NotUnderstood(f"this node knows no message of kind {kind}; update it, then settle")
    return _of_present_version(kind, from_json(body))


def _of_present_version(kind: str, told: Any) -> dict[str, Any]:
    """Return what a text says in the fields of the present version of its kind."""
    message = KINDS[kind]
    version = told.pop("version", None) if isinstance(told, dict) else None
    if type(version) is not int or not 1 <= version <= message.version:
        raise NotUnderstood(
            f"{kind} of version {version}: this node understands versions 1 to {message.version};"
            " update it, then settle"
        )
    for older in range(version, message.version):
        told = message.upgrades[older](told)
    fields: dict[str, Any] = told
    return fields


def canonical(message: Message) -> str:
    """Return the one text that a message has: JSON with its version, keys sorted, no spaces.

    Columns hold no keys to sort: the faster of two ways writes them to the same text.
    """
    columns = set(message.columns)
    told = message.model_dump(mode="json", exclude=columns) | {"version": message.version}
    texts = {name: canonical_json(value) for name, value in told.items()}
    texts |= {name: to_json(getattr(message, name)).decode() for name in columns}
    return "{" + ",".join(f'"{name}":{texts[name]}' for name in sorted(texts)) + "}"


def canonical_json(value: Any) -> str:
    """Return a value as canonical JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
