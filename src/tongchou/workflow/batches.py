"""Reading batches: what of many items could be taken at once, and how far a batch is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongchou.agency.models import Clerk
from tongchou.risk.queries import subjects_with_open_signals
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow import batch_refusals as refusals
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.gates import AUTHORISE
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.models import Batch, BatchEntry, Item, Step
from tongchou.workflow.queries import items_in_scope
from tongchou.workflow.steps import Hands, procedure_of

ITEMS_MAX = 200
"""How many items one batch takes: as many as one person answers for with one look."""

REVERSES = Text("冲销已办结的事项", "It reverses a completed item")
HAS_FINDING = Text("核查有发现，须逐件核实", "The checks found something to look at")
HAS_SIGNAL = Text("该对象有待核实的疑点", "A signal about it is still to be judged")


@dataclass(frozen=True)
class Planned:
    """An item as a batch would take it: by which step, or why not, or why it is looked at alone."""

    item: Item
    verb: str
    hindrance: Refusal | None = None
    looks: tuple[Text, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether the batch takes it."""
        return self.hindrance is None and not self.looks

    @property
    def why(self) -> tuple[Refusal, ...]:
        """Why the batch leaves it."""
        return (self.hindrance,) if self.hindrance else tuple(map(refusals.look_alone, self.looks))

    @property
    def amount_fen(self) -> int | None:
        """How much money it is about, where its worksheet says so."""
        declared = catalogue().get(self.item.code)
        named = declared.amount_line if declared else ""
        found = (line["value"] for line in self.item.worksheet if line.get("name") == named)
        return next((int(value) for value in found), None)


@dataclass(frozen=True)
class Group:
    """What a summary says of the items of one kind for which one step comes next."""

    code: str
    verb: str
    count: int
    amount_fen: int | None
    oldest: datetime

    @property
    def named(self) -> Text:
        """How the kind of item is called."""
        return codes.table("items")[self.code].text

    @property
    def line(self) -> str:
        """The line of business."""
        return str(codes.table("items")[self.code].facts["line"])


@dataclass(frozen=True)
class Plan:
    """A summary 批量汇总 before anything is done: what is ready, what is not and why."""

    planned: tuple[Planned, ...]
    unknown: tuple[str, ...] = ()

    @property
    def ready(self) -> tuple[Planned, ...]:
        """The items that the batch takes."""
        return tuple(one for one in self.planned if one.is_ready)

    @property
    def hindered(self) -> tuple[Planned, ...]:
        """The items that cannot be taken now by whoever asks."""
        return tuple(one for one in self.planned if one.hindrance)

    @property
    def alone(self) -> tuple[Planned, ...]:
        """The items that want a look of their own."""
        return tuple(one for one in self.planned if not one.hindrance and one.looks)

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is ready, by step and kind of item."""
        found: dict[tuple[str, str], list[Planned]] = defaultdict(list)
        for one in self.ready:
            found[one.verb, one.item.code].append(one)
        return tuple(_group(verb, code, some) for (verb, code), some in sorted(found.items()))


def _group(verb: str, code: str, some: Sequence[Planned]) -> Group:
    amounts = [one.amount_fen for one in some if one.amount_fen is not None]
    oldest = min(one.item.accepted_at for one in some)
    return Group(code, verb, len(some), sum(amounts) if amounts else None, oldest)


def plan(numbers: Iterable[str], clerk: Clerk, *, today: date) -> Plan:
    """Return what a batch of these items would take, in the order in which they are named."""
    asked = list(dict.fromkeys(numbers))[:ITEMS_MAX]
    found = {item.number: item for item in items_in_scope(clerk).filter(number__in=asked)}
    hands, signalled = (
        _hands_of(found),
        subjects_with_open_signals(item.subject for item in found.values()),
    )
    planned = (
        _planned(found[number], clerk, hands[number], signalled, today)
        for number in asked
        if number in found
    )
    return Plan(tuple(planned), tuple(number for number in asked if number not in found))


def _hands_of(numbers: Iterable[str]) -> Mapping[str, Hands]:
    """Return the steps that items went through, each as (verb, person), in order."""
    taken: dict[str, list[tuple[str, str]]] = defaultdict(list)
    steps = Step.objects.filter(item__in=list(numbers)).order_by("id")
    for number, verb, person in steps.values_list("item_id", "verb", "person_code"):
        taken[number].append((verb, person))
    return defaultdict(tuple, {number: tuple(some) for number, some in taken.items()})


def _planned(
    item: Item, clerk: Clerk, hands: Hands, signalled: frozenset[str], today: date
) -> Planned:
    following = procedure_of(item.code).forward(item.status)
    if following is None or not following.duties or following.verb == "accept":
        return Planned(item, "", refusals.no_step_by_hand())
    hindrance = hindrance_to(item, following.verb, clerk, hands=hands, today=today)
    looks = [Text(hint["zh"], hint["en"]) for hint in item.hints]
    looks += [REVERSES] * bool(item.reverses) + [HAS_SIGNAL] * (item.subject in signalled)
    is_found = any(not one["explained"] and not one["authorised"] for one in item.gates)
    looks += [HAS_FINDING] * (is_found or following.verb == AUTHORISE)
    return Planned(item, following.verb, hindrance, tuple(looks))


def going_on() -> Batch | None:
    """Return the batch whose turn it is, or None where none waits."""
    begun = Batch.objects.filter(begun_at__isnull=False, ended_at=None)
    return begun.order_by("begun_at", "id").first()


def batches_of(clerk: Clerk) -> list[Batch]:
    """Return the last batches that a sign-in began, the newest first."""
    return list(
        Batch.objects.filter(login=clerk.login, begun_at__isnull=False).order_by("-id")[:50]
    )


def batch_by(batch_id: int, clerk: Clerk) -> Batch | None:
    """Return a batch of this sign-in, or None: nobody sees another's."""
    return Batch.objects.filter(id=batch_id, login=clerk.login).first()


def entries_of(batch: Batch) -> list[BatchEntry]:
    """Return what a batch is about, each with its item, in the order in which it is taken."""
    return list(batch.entries.select_related("item").order_by("id"))


def counted(entries: Iterable[BatchEntry]) -> dict[str, int]:
    """Return how many entries came to each outcome; '' are those that wait."""
    return dict(Counter(entry.outcome for entry in entries))


def told(batch: Batch, entries: Sequence[BatchEntry]) -> dict[str, Any]:
    """Return a batch as JSON, each entry by itself."""
    return {
        "id": batch.id,
        "login": batch.login,
        "chosen_at": batch.chosen_at.isoformat(),
        "begun_at": batch.begun_at.isoformat() if batch.begun_at else None,
        "ended_at": batch.ended_at.isoformat() if batch.ended_at else None,
        "is_stopped": batch.is_stopped,
        "count": len(entries),
        "counts": {name or "waiting": count for name, count in counted(entries).items()},
        "entries": [
            {
                "number": entry.item_id,
                "verb": entry.verb,
                "outcome": entry.outcome or "waiting",
                "refusals": entry.refusals,
                "at": entry.at.isoformat() if entry.at else None,
            }
            for entry in entries
        ],
    }
