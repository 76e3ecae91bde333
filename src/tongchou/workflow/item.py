"""What a business item declares: its form, how it is decided, what it records and shows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from tongchou.agency.changes import SignInChange
from tongchou.ledger.changes import EntryDraft
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Worksheet
from tongchou.registry.queries import Standing
from tongchou.risk.gate import Gate, Seen
from tongchou.risk.inquiry import Asks
from tongchou.standards.fields import Kind, kind_of
from tongchou.standards.messages import Message
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day
from tongchou.workflow.files import File

FormT = TypeVar("FormT", bound=BaseModel)
FactsT = TypeVar("FactsT")
FoundT = TypeVar("FoundT")

NO_LINES = Worksheet(())

SIGN_IN = "sign_in"
"""Under which name the outcome of an item holds the login of a sign-in that it opened or reset."""


@dataclass(frozen=True)
class Act:
    """The circumstances of an act: where, when, on which item, with which files, for whom.

    `item_number` is empty while an item is not accepted yet. `scope` is the prefix of division
    codes that whoever hands it in serves, '' for all of them. Whoever is outside the agency hears
    of nobody what they need not know.
    """

    province: str
    at: datetime
    item_number: str
    scheme: str
    files: tuple[File, ...] = ()
    scope: str = ""
    is_outside: bool = False

    @property
    def today(self) -> date:
        """The day of the act, as the counter's calendar shows it."""
        return beijing_day(self.at)


@dataclass(frozen=True)
class Decision(Generic[FoundT]):
    """A decision in favour: the typed amounts that `record` books, and the worksheet.

    No amount is ever read from the worksheet: it shows people how the amounts came about.
    """

    found: FoundT
    worksheet: Worksheet = NO_LINES


@dataclass(frozen=True)
class Effects:
    """The effects of an item 办理结果: messages, ledger entries, and what its page shows.

    An item describes its effects and writes nothing; the workflow writes all of them in one
    transaction. `messages` is gone through twice, first for the registry, then for the log; a bulk
    item makes them anew each time. `is_refusal` says that another party's answer ended
    the item without success. `sign_ins` are changes of sign-ins of people outside: of these the log
    tells nothing but that the item was decided.
    """

    messages: Iterable[Message] = ()
    entries: Iterable[EntryDraft] = ()
    outcome: Mapping[str, Any] = field(default_factory=dict)
    is_refusal: bool = False
    sign_ins: tuple[SignInChange, ...] = ()


class Panel(StrEnum):
    """What an item's page may show beside its form and its history."""

    FILE = "file"
    ROWS = "rows"
    PAYMENTS = "payments"
    WORKSHEET = "worksheet"
    SIGN_IN = "sign_in"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Figure:
    """A figure of the outcome 办理结果 that pages show: its title, its unit, what it sums.

    `of` names entries of the outcome. Units are those of worksheet lines; the unit "text" is for
    words, which are shown as they are.
    """

    title: Text
    unit: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class FileAsked:
    """The file 附件 that an item comes with: its title, the endings of its name, and notes.

    A note is a term and what is said of it, such as the columns that the file must have.
    `typed_as` are the columns of a file that a page writes from what an employer types of its own
    people: name, number, and an amount in yuan; without them a file cannot be typed.
    """

    title: Text
    endings: tuple[str, ...]
    notes: tuple[tuple[Text, Text], ...] = ()
    typed_as: tuple[Text, Text, Text] | None = None


@dataclass(frozen=True, kw_only=True)
class BusinessItem(Generic[FormT, FactsT, FoundT]):
    """A business item 业务事项: one declaration a module, `ITEM`, read from top to bottom.

    `gather` turns rows into facts and is the only one that reads the database; `decide` asks the
    law and nothing else; `record` says what an approved decision changes. `hints` are sentences
    that a clerk should read and that hinder nothing. `gates` are asked each time the item is
    decided, beside those of every matter; `seen` shows them what was gathered. `names` says whether
    the file of a bulk item names a person: those of every matter are asked about whoever handles
    it, too. `decline` words the
    answer that another province gets when its request is refused; `conclude` takes over what
    another party answered.
    `panels` and `figures` are what its page shows beside the form; no page knows an item by name.
    `offered` says what the form begins with when the matter is started from a person's page, or
    None where it cannot be as the person stands; without it, it is offered about everybody.
    How the item is called, its line, steps, time limit and basis stand in the table of items.
    """

    code: str
    form: type[FormT]
    facts: type[FactsT]
    gather: Callable[[FormT, Act], FactsT]
    decide: Callable[[FactsT, Law], Decision[FoundT] | Refusals]
    record: Callable[[FactsT, FoundT, Act], Effects]
    hints: Callable[[FactsT], tuple[Text, ...]] | None = None
    gates: tuple[Gate, ...] = ()
    seen: Callable[[FactsT], Seen] | None = None
    names: Callable[[FactsT, str], bool] | None = None
    decline: Callable[[FormT, str, Act], Effects] | None = None
    conclude: Callable[[FormT, object, Act], Effects] | None = None
    offered: Callable[[Standing], Mapping[str, str] | None] | None = None
    panels: tuple[Panel, ...] = ()
    figures: tuple[Figure, ...] = ()
    amount_line: str = ""
    """The line of its worksheet that says how much money it is about, for the sums of a batch."""
    file: FileAsked | None = None
    for_agency: frozenset[str] = frozenset()
    """The fields that only the agency fills in, from its files; nobody outside is asked."""

    keeps_facts: bool = True
    """Whether the facts are kept with the decision, so that it can be rerun; not those of a bulk
    file, which are as large as the file."""

    def field_of(self, kind: Kind) -> str | None:
        """Return the first field of the form that is of a kind, or None."""
        found = (name for name, one in self.form.model_fields.items() if kind_of(one) == kind)
        return next(found, None)

    @cached_property
    def subject_field(self) -> str | None:
        """The field that says whom an item is about: a person, or else an employer."""
        return self.field_of(Kind.PERSON) or self.field_of(Kind.EMPLOYER)

    def own_field(self, kind: str) -> str | None:
        """Return the field that says who hands the item in, where that is a citizen or employer."""
        if kind == "citizen":
            return self.field_of(Kind.PERSON)
        return self.field_of(Kind.SENDER) or self.field_of(Kind.EMPLOYER)

    def subject_in(self, form: BaseModel) -> tuple[str, str]:
        """Return whom a form is about, by number or code, and under which name; '' for nobody."""
        name_field = self.field_of(Kind.NAME)
        return (
            str(getattr(form, self.subject_field)) if self.subject_field else "",
            str(getattr(form, name_field)) if name_field else "",
        )

    def reversed_by(self, form: BaseModel) -> str:
        """Return the number of the item that a form reverses; '' where it reverses none."""
        field = self.field_of(Kind.ITEM)
        return str(getattr(form, field) or "") if field else ""

    @cached_property
    def asks(self) -> tuple[Asks, ...]:
        """What its gates need to know from the ministry, for which it waits."""
        asked = frozenset[Asks]().union(*(gate.asks for gate in self.gates))
        return tuple(sorted(asked))

    def seen_in(self, facts: FactsT) -> Seen:
        """Return what the gates are shown of the facts."""
        return self.seen(facts) if self.seen else Seen()

    @property
    def takes_file(self) -> bool:
        """Whether the item comes with a file."""
        return self.file is not None

    @cached_property
    def is_about_a_person(self) -> bool:
        """Whether the subject is a person."""
        return self.field_of(Kind.PERSON) is not None

    @cached_property
    def facts_adapter(self) -> TypeAdapter[FactsT]:
        """Reads and writes the facts as JSON."""
        return TypeAdapter(self.facts)
