"""Whose certificate a request came by, where the port of the log asks for one."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from tongchou.standards.refusal import Refusal
from tongchou.sync import changes, key_refusals, statements
from tongchou.sync.keys import Keyring

CERTIFIED = "tongchou.certified"
"""Where a request says whose certificate it came by; no header can put it there."""


def keyring_for(request: HttpRequest) -> Keyring:
    """Return this node's keys; with a certificate, they believe only the node that it names."""
    return Keyring(settings.HOME, settings.NODE_CODE, request.META.get(CERTIFIED, ""))


def note_certificate_of_another(request: HttpRequest, refusal: Refusal, *, at: datetime) -> None:
    """Show on the link of a node that it came by the certificate of another one."""
    if refusal.code != key_refusals.OF_ANOTHER:
        return
    keyring = Keyring(settings.HOME, settings.NODE_CODE)  # is it really the node that says so?
    heard = statements.prove_request(request.headers, keyring=keyring, at=at)
    if not isinstance(heard, Refusal):
        said = f"{refusal.text.zh} / {refusal.text.en}"
        changes.note_outage(heard.said.node, outage=said, at=at)
