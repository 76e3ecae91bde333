"""The documents 证件 by which a clerk makes sure who stands at the counter."""

from enum import StrEnum
from typing import Annotated

from tongchou.standards.fields import Choice
from tongchou.standards.text import Text


class Document(StrEnum):
    """A kind of document that was compared; nothing of it is kept but the kind."""

    IDENTITY_CARD = "identity_card"
    SOCIAL_SECURITY_CARD = "social_security_card"
    RESIDENCE_PERMIT = "residence_permit"
    PERMANENT_RESIDENCE = "permanent_residence"
    PASSPORT = "passport"


CALLED = {
    Document.IDENTITY_CARD: Text("居民身份证", "Identity card"),
    Document.SOCIAL_SECURITY_CARD: Text("社会保障卡", "Social security card"),
    Document.RESIDENCE_PERMIT: Text("港澳台居民居住证", "Residence permit (HK, Macao, Taiwan)"),
    Document.PERMANENT_RESIDENCE: Text("外国人永久居留身份证", "Foreigner's permanent residence"),
    Document.PASSPORT: Text("护照", "Passport"),
}

DocumentSeen = Annotated[
    Document, Choice(lambda _: {kind.value: text for kind, text in CALLED.items()})
]
"""Which document was compared 核对的证件."""
