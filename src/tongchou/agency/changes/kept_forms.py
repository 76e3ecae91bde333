"""Writing forms that were not taken: their session had ended, or they were refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tongchou.agency.models import Clerk, KeptForm

KEPT_FOR = timedelta(hours=1)
FORMS_MAX = 8
"""So many forms are kept of one sign-in, each of another page; of more the oldest goes."""
CHARACTERS_MAX = 64_000
"""A form of more is not kept: nobody types as much."""


def keep_form(
    clerk: Clerk,
    page: str,
    typed: Mapping[str, Sequence[str]],
    *,
    at: datetime,
    refusals: Sequence[Mapping[str, Any]] = (),
) -> bool:
    """Keep what somebody typed on a page, and why it was refused; return whether it is kept.

    A later form takes the place of an earlier one of its page.
    """
    forget_old_forms(at=at)
    told = {name: list(values) for name, values in typed.items()}
    if sum(len(value) for values in told.values() for value in values) > CHARACTERS_MAX:
        return False
    facts = {"typed": told, "refusals": list(refusals), "kept_at": at}
    KeptForm.objects.update_or_create(clerk=clerk, page=page, defaults=facts)
    newest = KeptForm.objects.filter(clerk=clerk).order_by("-kept_at", "-pk")
    over = list(newest.values_list("pk", flat=True)[FORMS_MAX:])
    if over:
        KeptForm.objects.filter(pk__in=over).delete()
    return True


def take_form(clerk: Clerk, page: str, *, at: datetime) -> dict[str, list[str]] | None:
    """Return what was kept of somebody for a page, and keep it no longer; None where nothing."""
    found = KeptForm.objects.filter(clerk=clerk, page=page).first()
    if found is None:
        return None
    found.delete()
    return dict(found.typed) if found.kept_at >= at - KEPT_FOR else None


def forget_form(clerk: Clerk, page: str) -> None:
    """Keep nothing of somebody for a page any longer: its form was taken."""
    KeptForm.objects.filter(clerk=clerk, page=page).delete()


def forget_old_forms(*, at: datetime) -> None:
    """Forget what was kept for an hour, whether or not anybody came back for it."""
    KeptForm.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
