"""Writing proofs: ask for one, take a province's answers, go down to what differs, and end."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongchou.proof.models.reconciliation import Mismatch, Reconciliation, State
from tongchou.proof.reconcile import refusals
from tongchou.proof.reconcile.dialogue import (
    FINDINGS_MAX,
    QUESTIONS_MAX,
    ROOT,
    Compared,
    Finding,
    Path,
    Question,
    Sum,
    compare,
)
from tongchou.proof.reconcile.messages import Answered
from tongchou.proof.reconcile.parts import Standing, columns_of, is_level, part_of
from tongchou.proof.reconcile.queries import latest
from tongchou.proof.sums import proven_tables
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import snapshot

OPEN = (State.ASKED, State.COMPARING)
EVERY = timedelta(minutes=10)
"""How often each province is proven when nobody asks for it."""
TRIES_MAX = 50
"""A proof that was begun so often without getting to its end is given up."""


def ask_for(province: str, *, by: str, at: datetime) -> Reconciliation:
    """Ask a province for a proof; one that is under way serves whoever asks for another."""
    under_way = (
        Reconciliation.objects.filter(province=province, state__in=OPEN).order_by("id").first()
    )
    return under_way or Reconciliation.objects.create(province=province, asked_by=by, asked_at=at)


def ask_regularly(provinces: Iterable[str], *, at: datetime) -> None:
    """Ask each of these provinces for a proof, unless one was asked for of late."""
    wanted = list(provinces)
    lately = {
        province
        for province, proof in latest(wanted).items()
        if proof.asked_at > at - EVERY or proof.state in OPEN
    }
    for province in wanted:
        if province not in lately:
            ask_for(province, by="", at=at)


def begin(province: str, *, at: datetime) -> Reconciliation | None:
    """Begin the proof that a province is asked for, from the start; None when it is asked none.

    One that broke off is begun again: the province's snapshot is gone.
    """
    with transaction.atomic():
        waiting = Reconciliation.objects.select_for_update().filter(
            province=province, state__in=OPEN
        )
        proof = waiting.order_by("id").first()
        if proof is None:
            return None
        proof.mismatches.all().delete()
        proof.state, proof.agenda = State.COMPARING, [_kept(ROOT)]
        proof.step, proof.tries, proof.began_at = 1, proof.tries + 1, at
        proof.missing = proof.surplus = proof.different = 0
        proof.is_whole = True
        if proof.tries > TRIES_MAX:
            proof.state, proof.ended_at = State.UNFINISHED, at
        proof.save()
    return proof if proof.state == State.COMPARING else None


def asked_of(proof: Reconciliation) -> Question:
    """Return the question of a proof that waits for an answer."""
    path, rows, theirs, ours = proof.agenda[-1]
    return Question(Path.model_validate(path), rows, Sum(*theirs), Sum(*ours))


def take(answered: Answered, *, at: datetime) -> Reconciliation | Refusal:
    """Take a province's answer: compare it with what is held here, and go on or end.

    Both sides must stand at one position; a proof for which they do not is begun again.
    """
    with transaction.atomic():
        proof = (
            Reconciliation.objects.select_for_update()
            .filter(pk=answered.proof, province=answered.node, state=State.COMPARING)
            .first()
        )
        if proof is None or proof.step != answered.step:
            return refusals.not_asked()
        there = Standing(answered.own, answered.down)
        asked = asked_of(proof)
        with snapshot() as ask:
            if not is_level(ask, proof.province, there):
                return _moved(proof)
            ours = part_of(ask, proof.province, asked)
        if asked != ROOT and there != (proof.own, proof.down):
            return _moved(proof)
        proof.own, proof.down = there
        table = proven_tables().get(asked.path.table)
        compared = compare(
            asked,
            answered.part(),
            ours,
            columns=columns_of(table) if table else (),
            key=table.proven.key if table else (),
        )
        if asked != ROOT and asked.path.is_kept and not any(compared):
            return _moved(proof)
        _go_on(proof, compared, at)
    return proof


def _moved(proof: Reconciliation) -> Refusal:
    """Leave a proof to be begun again: what is compared is not as of one position."""
    proof.state = State.ASKED
    proof.save(update_fields=["state"])
    return refusals.moved()


def _go_on(proof: Reconciliation, compared: Compared, at: datetime) -> None:
    """Write down what was found, and take up the next question; without one the proof ends."""
    _note(proof, compared.findings)
    agenda = [*proof.agenda[:-1], *map(_kept, reversed(compared.questions))]
    found = proof.mismatches.count()
    if agenda and (proof.step >= QUESTIONS_MAX or found >= FINDINGS_MAX):
        proof.is_whole, agenda = False, []
    proof.agenda = agenda
    if agenda:
        proof.step += 1
    else:
        is_equal = proof.is_whole and not found
        proof.state, proof.ended_at = State.EQUAL if is_equal else State.DIFFERENT, at
    proof.save()


def _note(proof: Reconciliation, findings: Sequence[Finding]) -> None:
    """Keep findings, and count the rows they are about; a row with several fields is one."""
    rows: dict[str, int] = {"missing": 0, "surplus": 0, "different": 0}
    last = None
    for finding in findings:
        if finding.kind in rows and (finding.kind != "different" or finding.key != last):
            rows[finding.kind] += finding.rows
        last = finding.key
    Mismatch.objects.bulk_create(Mismatch(proof=proof, **asdict(found)) for found in findings)
    proof.missing += rows["missing"]
    proof.surplus += rows["surplus"]
    proof.different += rows["different"]


def _kept(question: Question) -> list[Any]:
    """Return a question as the agenda keeps it."""
    path, rows, theirs, ours = question
    return [path.model_dump(mode="json"), rows, list(theirs), list(ours)]
