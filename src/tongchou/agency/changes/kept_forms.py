"""Writing forms that were not taken: their session had ended, or they were refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tongchou.agency.models import Clerk, KeptForm

KEPT_FOR = timedelta(hours=1)
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

    A later form takes the place of an earlier one.
    """
    forget_old_forms(at=at)
    told = {name: list(values) for name, values in typed.items()}
    if sum(len(value) for values in told.values() for value in values) > CHARACTERS_MAX:
        return False
    facts = {"page": page, "typed": told, "refusals": list(refusals), "kept_at": at}
    KeptForm.objects.update_or_create(clerk=clerk, defaults=facts)
    return True


def take_form(clerk: Clerk, page: str, *, at: datetime) -> dict[str, list[str]] | None:
    """Return what was kept of somebody for a page, and keep it no longer; None where nothing."""
    found = KeptForm.objects.filter(clerk=clerk, page=page).first()
    if found is None:
        return None
    found.delete()
    return dict(found.typed) if found.kept_at >= at - KEPT_FOR else None


def forget_form(clerk: Clerk) -> None:
    """Keep nothing of somebody any longer: the form was taken."""
    KeptForm.objects.filter(clerk=clerk).delete()


def forget_old_forms(*, at: datetime) -> None:
    """Forget what was kept for an hour, whether or not anybody came back for it."""
    KeptForm.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
