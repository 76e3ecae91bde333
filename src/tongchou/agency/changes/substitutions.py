"""Writing substitutions 代办: a clerk names who stands in for them, and ends it again."""

from datetime import date, datetime, timedelta

from tongchou.agency import refusals
from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.models import Clerk, Kind, Substitution
from tongchou.standards.refusal import Refusals

DAYS_MAX = timedelta(days=366)


def name_substitute(
    by: Clerk, login: str, *, first_day: date, last_day: date, today: date, at: datetime
) -> Substitution | Refusals:
    """Name who stands in for a clerk from one day until another: a colleague of their agency.

    Of a day there is one substitute.
    """
    with administering():
        substitute = Clerk.objects.filter(login=login, kind=Kind.CLERK, is_active=True).first()
        if (
            substitute is None
            or substitute.agency_id != by.agency_id
            or substitute.person_code == by.person_code
            or substitute.is_administrator
        ):
            return (refusals.no_colleague(login),)
        if not (today <= last_day and first_day <= last_day <= first_day + DAYS_MAX):
            return (refusals.bad_days(),)
        others = Substitution.objects.filter(absent=by, ended_at=None)
        if others.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
            return (refusals.has_substitute(),)
        named = Substitution.objects.create(
            absent=by, substitute=substitute, first_day=first_day, last_day=last_day, named_at=at
        )
        told = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        after = {"substitute": login, **told}
        note_act("substitution.name", by.login, by=by, at=at, after=after)
        return named


def end_substitution(number: int, *, by: Clerk, at: datetime) -> Substitution | Refusals:
    """End a substitution of one's own from now on; it stays on record."""
    with administering():
        own = Substitution.objects.filter(pk=number, absent=by, ended_at=None)
        found = own.select_related("substitute").first()
        if found is None:
            return (refusals.unknown("substitution", str(number)),)
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        before = {"substitute": found.substitute.login}
        note_act("substitution.end", by.login, by=by, at=at, before=before)
        return found
