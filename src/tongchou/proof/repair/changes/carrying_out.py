"""Carrying out an approved repair, as the owner of the tables: all of it, or nothing.

The application's role may only add to what is append-only, and must never change rows without an
event; so the last step is the owner's, by a command on the machine, and is recorded there too.
"""

from datetime import datetime

from django.db import connection, transaction

from tongchou.agency.changes import note_upkeep
from tongchou.agency.models import UpkeepKind
from tongchou.events.models import Event
from tongchou.proof.deep.steps import hold_still
from tongchou.proof.models import Repair, Wanted
from tongchou.proof.repair import refusals
from tongchou.proof.repair.changes.copies import remove_false_copies
from tongchou.proof.repair.changes.searching import follow, keys_of
from tongchou.proof.repair.changes.writing import write
from tongchou.proof.repair.damage import COPY, LOGS, Damaged
from tongchou.proof.repair.row_repair import ITEM, CarriedOut, Facts
from tongchou.proof.repair.told import said_now
from tongchou.standards.messages import ItemDecided, fields_of
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow.changes import conclude
from tongchou.workflow.content import BOUND, digest_of_item, digest_of_steps
from tongchou.workflow.models import Item, Status


def rows_to_repair(number: str) -> tuple[Damaged, ...] | Refusal:
    """Return the rows that an approved repair is about, or why it cannot be carried out."""
    item = Item.objects.filter(number=number, code=ITEM.code, status=Status.WAITING).first()
    if item is None or item.facts is None:
        return refusals.not_to_be_carried_out(number)
    told = Event.objects.filter(kind=ItemDecided.kind, item_number=number).order_by("-id").first()
    vouched = fields_of(told.kind, told.body) if told else {}
    content = digest_of_item({name: getattr(item, name) for name in BOUND})
    steps = digest_of_steps(item.steps.order_by("id"))
    if (content, steps) != (vouched.get("content"), vouched.get("steps")):
        return refusals.not_as_decided(number)
    facts: Facts = ITEM.facts_adapter.validate_python(item.facts)
    return facts.rows


def lines_of(number: str) -> list[Text]:
    """Return what becomes of each row, as the item's worksheet says it."""
    lines = Item.objects.values_list("worksheet", flat=True).get(number=number)
    return [
        Text(
            f"{line['zh']}: {line['formula']}",
            f"{line['en']}: {line.get('formula_en', line['formula'])}",
        )
        for line in lines
    ]


def carry_out(number: str, *, person: str, role: str, at: datetime) -> Refusal | CarriedOut:
    """Bring the rows of an approved repair to what the log says, and conclude the item.

    What the log says is worked out anew from the events, in the same snapshot in which the rows
    are written: each must be told and held as it was when it was decided. Of a copy of a log the
    false events are taken out and asked for again; the item then waits until they have come. People
    and employers among the rows are found from now on by the names that they have now.
    """
    connection.close()  # a statement prepared before would not see a shadow
    with transaction.atomic():
        hold_still()
        damaged = rows_to_repair(number)
        if isinstance(damaged, Refusal):
            return damaged
        said = said_now(damaged)
        _forget_shadows()
        if any(said.get(one.identity) != (one.told, one.held) for one in damaged):
            return refusals.rows_have_changed(number)
        asked = {one.identity for one in damaged}
        broken = [one for one in said if one[1] in LOGS and one not in asked]
        if broken:
            return refusals.log_first(len(broken))
        found_by = keys_of(damaged)
        write([one for one in damaged if one.table != COPY])
        follow(damaged, found_by)
        positions = [(one.node, int(one.key["position"])) for one in damaged if one.table == COPY]
        remove_false_copies(positions)
        Wanted.objects.bulk_create(
            Wanted(node=node, position=position, item_number=number) for node, position in positions
        )
        Repair.objects.bulk_create(
            Repair(finding_id=finding, item_number=number, at=at)
            for one in damaged
            for finding in one.findings
        )
        done = CarriedOut(person, role, len(damaged))
        facts = {"item": number, "rows": len(damaged)}
        note_upkeep(UpkeepKind.REPAIR, person=person, role=role, at=at, facts=facts)
        if not positions:
            conclude(number, done, at=at)
    return done


def _forget_shadows() -> None:
    """Let the names of tables mean the tables again."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD TEMP")
        cursor.execute("DISCARD PLANS")
