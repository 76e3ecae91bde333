"""Writing forms that came in after their session had ended, until who sent them is back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tongchou.agency.models import Clerk, KeptForm

KEPT_FOR = timedelta(hours=1)
CHARACTERS_MAX = 64_000
"""A form of more is not kept: nobody types as much."""


def keep_form(clerk: Clerk, page: str, typed: Mapping[str, Sequence[str]], *, at: datetime) -> None:
    """Keep what somebody typed on a page; a later form takes the place of an earlier one."""
    KeptForm.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
    told = {name: list(values) for name, values in typed.items()}
    if sum(len(value) for values in told.values() for value in values) > CHARACTERS_MAX:
        return
    facts = {"page": page, "typed": told, "kept_at": at}
    KeptForm.objects.update_or_create(clerk=clerk, defaults=facts)


def take_form(clerk: Clerk, page: str, *, at: datetime) -> dict[str, list[str]] | None:
    """Return what was kept of somebody for a page, and keep it no longer; None where nothing."""
    found = KeptForm.objects.filter(clerk=clerk, page=page).first()
    if found is None:
        return None
    found.delete()
    return dict(found.typed) if found.kept_at >= at - KEPT_FOR else None
