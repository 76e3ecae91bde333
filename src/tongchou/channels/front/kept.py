"""Refused forms: they lead back to their page, which shows what was typed and what is wrong.

The page is asked for by an address of its own, so that the browser's ways back and to another
language find it as it was, and nothing is sent twice. What was typed is kept for an hour.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tongchou.agency.changes import KEPT_FOR, forget_form, keep_form
from tongchou.agency.door import signed_in
from tongchou.agency.models import KeptForm
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusal, Refusals

KEPT = "kept"
"""What an address says that shows a kept form."""

LANGUAGE_ASKED = "language_asked"
"""What a form says that is sent only to be shown in another language."""


class SeeOther(HttpResponseRedirect):
    """Leads to a page that is fetched anew: nothing is sent to it again."""

    status_code = 303


def put_back(
    request: HttpRequest, typed: Mapping[str, str], refused: Refusals = (), **asked: str
) -> HttpResponse | None:
    """Keep a form and lead back to its page; None where it is too long to be kept.

    `asked` is what the page is asked for besides.
    """
    told = {name: [str(value)] for name, value in typed.items()}
    refusals = [refusal.as_json() for refusal in refused]
    if not keep_form(signed_in(request), request.path, told, at=now(), refusals=refusals):
        return None
    was_asked = {
        name: value for name, value in request.GET.items() if name not in {"language", FIND, KEPT}
    }
    return SeeOther(f"{request.path}?{urlencode(was_asked | asked | {KEPT: '1'})}")


FIND = "find"
"""What an address says of the field for which a look-up is shown."""


def kept_refused(request: HttpRequest) -> tuple[dict[str, str], Refusals]:
    """Return what was typed into a form that its page shows again, and why it was refused."""
    if KEPT not in request.GET:
        return {}, ()
    kept = KeptForm.objects.filter(
        clerk=signed_in(request), page=request.path, kept_at__gte=now() - KEPT_FOR
    ).first()
    if kept is None:
        return {}, ()
    typed = {name: values[-1] for name, values in kept.typed.items() if values}
    return typed, tuple(map(Refusal.from_json, kept.refusals))


def was_taken(request: HttpRequest) -> None:
    """Keep a form no longer that was taken after all."""
    if KEPT in request.GET:
        forget_form(signed_in(request), request.path)
