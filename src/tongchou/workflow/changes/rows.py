"""The rows of items: one statement to accept an item, one to load it, one to write a step of it.

Written as SQL because each step of an item is a handful of statements, and an ORM would make a
dozen of them. Every write checks how many rows it touched.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.storage.rows import Prepared, execute, fetch
from tongchou.workflow.changes.attachments import attach
from tongchou.workflow.files import File
from tongchou.workflow.item import Act
from tongchou.workflow.models import Attachment, Hand, Item, Step
from tongchou.workflow.papers import Attached, attached_in
from tongchou.workflow.points import Point
from tongchou.workflow.steps import Hands
from tongchou.workflow.turns import SHARED_WITH_REVERSALS

NOTE_MAX, NAME_MAX = 500, 200
"""How long a note and the name of a file may be; what is longer is cut."""

_FIELDS = tuple(field.attname for field in Item._meta.concrete_fields)  # noqa: SLF001  # documented
_JSON = {field.attname for field in Item._meta.concrete_fields if isinstance(field, JSONField)}  # noqa: SLF001

# A row travels as one JSON value and is taken apart by the database, so that the statements are
# the same for every item and are planned once.
# An item without a number takes the next one here, so that what is refused uses none up.
_INSERT = Prepared("""
WITH item AS (
    INSERT INTO workflow_item
    SELECT record.*
    FROM (SELECT CASE WHEN %(number)s = ''
                      THEN (SELECT %(day)s || lpad(place, greatest(6, length(place)), '0')
                            FROM (SELECT nextval('workflow_item_number')::text AS place) AS next)
                      ELSE %(number)s END AS number) AS given
    CROSS JOIN jsonb_populate_record(
        NULL::workflow_item, %(item)s::jsonb || jsonb_build_object('number', given.number)
    ) AS record
    RETURNING number
), step AS (
    INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note, points)
    SELECT number, %(verb)s, %(login)s, %(person)s, %(name)s, %(at)s, %(note)s, %(points)s::jsonb
    FROM item
)
SELECT number FROM item
""")

_NEXT = Prepared("SELECT nextval('workflow_item_number')")

_UPDATE_ITEM = """
UPDATE workflow_item AS item SET
    status = now.status, subject = now.subject, subject_name = now.subject_name,
    form = now.form, facts = now.facts, worksheet = now.worksheet, provenance = now.provenance,
    refusals = now.refusals, hints = now.hints, gates = now.gates, outcome = now.outcome,
    digest = now.digest, due_on = now.due_on, waits_for = now.waits_for,
    waits_until = now.waits_until, completed_at = now.completed_at
FROM jsonb_populate_record(NULL::workflow_item, %(item)s) AS now
WHERE item.number = now.number
"""

_UPDATE = Prepared(
    """
WITH step AS (
    INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note, points)
    SELECT %(number)s, %(verb)s, %(login)s, %(person)s, %(name)s, %(at)s, %(note)s,
           %(points)s::jsonb
), let_go AS (
    DELETE FROM workflow_hand WHERE item_id = %(number)s
)
"""  # noqa: S608  # no part of it comes from input
    + _UPDATE_ITEM
)

_LOAD = Prepared(
    f"""
SELECT {", ".join(f"item.{name}" for name in _FIELDS)},
       {SHARED_WITH_REVERSALS}::text AS shared, pg_advisory_xact_lock(hashtextextended(
           'about' || coalesce(nullif(item.subject, ''), item.code), 0))::text AS locked,
       (SELECT coalesce(json_agg(step ORDER BY step.id), '[]')::text
        FROM workflow_step AS step WHERE step.item_id = item.number) AS steps_taken,
       (SELECT coalesce(json_agg(json_build_object('name', name, 'digest', coalesce(digest, ''),
               'paper', paper, 'login', login, 'by', by, 'at', at, 'until', until) ORDER BY id),
               '[]')::text
        FROM workflow_attachment WHERE item_id = item.number) AS attached,
       (SELECT row_to_json(hand)::text
        FROM workflow_hand AS hand WHERE hand.item_id = item.number) AS in_hand
FROM workflow_item AS item WHERE item.number = %(number)s
FOR UPDATE OF item
"""  # noqa: S608  # columns come from the model
)


@dataclass(frozen=True)
class StepTaken:
    """A step as it is about to be written: which verb, by whom, when, which words and points."""

    verb: str
    clerk: Clerk | None
    at: datetime
    note: str = ""
    points: tuple[Point, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """Return the columns of the step; what no clerk takes has no login."""
        return {
            "verb": self.verb,
            "login": self.clerk.login if self.clerk else "",
            "person": self.clerk.person_code if self.clerk else "",
            "name": self.clerk.name if self.clerk else "",
            "at": self.at,
            "note": kept(self.note, NOTE_MAX),
            "points": json.dumps([point.as_json() for point in self.points], ensure_ascii=False),
        }

    def of(self, item: Item) -> Step:
        """Return the step as it is written of an item."""
        row = self.as_row()
        points = json.loads(row.pop("points"))
        return Step(item=item, person_code=row.pop("person"), points=points, **row)


def next_number(province: str, today: date) -> str:
    """Return the next item's number: province, day, and a place that is given once."""
    ((place,),) = fetch(_NEXT)
    return f"{_day(province, today)}{place:06d}"


def _day(province: str, today: date) -> str:
    return f"{province}-{today:%Y%m%d}-"


def load(number: str) -> tuple[Item, Hands]:
    """Return an item with its steps, the hands it went through and is in, locked until commit.

    Locked is its subject too, so that items about one subject are decided one after the other,
    each on the facts that the other wrote; an item about nobody in particular, such as a payment
    roll, is serialised with its like.
    Raises `Item.DoesNotExist` for a number that no item has.
    """
    found = fetch(_LOAD, number=number)
    if not found:
        raise Item.DoesNotExist(f"no item {number}")
    ((*values, _, _, told, attached, in_hand),) = found
    item: Item = Item.from_db(
        "default",
        _FIELDS,
        [
            json.loads(value) if name in _JSON and value is not None else value
            for name, value in zip(_FIELDS, values, strict=True)
        ],
    )
    item.history = [
        Step(**row | {"at": datetime.fromisoformat(row["at"])}) for row in json.loads(told)
    ]
    item.attached = tuple(map(attached_in, json.loads(attached)))
    item.in_hand = _hand_of(json.loads(in_hand)) if in_hand else None
    return item, tuple((step.verb, step.person_code) for step in item.history)


def _hand_of(row: dict[str, Any]) -> Hand:
    """Return in whose hand an item is, from its row as JSON."""
    moments = {
        name: datetime.fromisoformat(row[name]) for name in ("since", "works_until") if row[name]
    }
    return Hand(**row | moments)


def insert(item: Item, step: StepTaken, act: Act) -> None:
    """Write a new item with its first step and its files; give it a number if it has none."""
    day = _day(act.province, act.today)
    row = {"item": _row(item), "number": item.number, "day": day, **step.as_row()}
    ((item.number,),) = fetch(_INSERT, **row)
    item.history = [step.of(item)]
    for file in act.files:
        attach(file, number=item.number, name=kept_name(file))


def attached_with(files: Iterable[File]) -> tuple[Attached, ...]:
    """Return the files that an item itself comes with, as they will be kept."""
    return tuple(Attached(kept_name(file), file.digest.hex()) for file in files)


def update(item: Item, step: StepTaken | None = None) -> None:
    """Write what changed of an item, with the step that changed it where there was one."""
    row = {"item": _row(item), "number": item.number}
    if step is None:
        written = execute(_UPDATE_ITEM, **row)
    else:
        written = execute(_UPDATE, **row | step.as_row())
        item.history = [*(item.history or ()), step.of(item)]
    if written != 1:
        raise RuntimeError(f"{written} rows written of one item")


def kept_name(file: File) -> str:
    """Return the name under which a file is kept."""
    return kept(file.name, NAME_MAX)


def files_of(item: Item) -> tuple[File, ...]:
    """Return the files that an item itself came with."""
    rows = Attachment.objects.filter(item=item, paper="").order_by("id")
    bodies = rows.values_list("name", "content__body")
    return tuple(File(name, bytes(body)) for name, body in bodies)


def _row(item: Item) -> str:
    """Return an item's row as JSON, its columns by name."""
    return json.dumps(
        {name: getattr(item, name) for name in _FIELDS}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
