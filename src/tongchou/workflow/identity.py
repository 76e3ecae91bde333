"""How an item is known again: by what was handed in, or by its sender's key."""

from hashlib import sha256

from pydantic import BaseModel

from tongchou.agency.models import Clerk
from tongchou.standards.messages import canonical_json
from tongchou.workflow.files import File
from tongchou.workflow.models import Item
from tongchou.workflow.queries import reversals_of
from tongchou.workflow.turns import lock


def digest_of_content(form: BaseModel, files: tuple[File, ...], scope: str) -> str:
    """Return the digest of what was handed in: the form and the files, not their names.

    Of a file each scope takes its own rows, so that with a file the scope counts as well.
    """
    said = canonical_json(form.model_dump(mode="json")).encode()
    said += b"".join(file.digest for file in files)
    return sha256(said + (scope.encode() if files else b"")).hexdigest()


def digest_of_key(key: str, clerk: Clerk | None) -> str:
    """Return the digest of a sender's key: two senders may give the same; nothing for none."""
    sender = clerk.login if clerk else ""
    return sha256(f"{sender}\n{key}".encode()).hexdigest() if key else ""


def content_known(code: str, digest: str) -> tuple[str, Item | None]:
    """Return the item that stands for this content, and the digest by which it is known.

    What was reversed stands for nothing any more: the content may be handed in again, and is known
    by the number of the reversal too.
    """
    known = item_known(code, digest)
    while known and (
        reversed_by := [one for one, is_done in reversals_of(known.number) if is_done]
    ):
        digest = sha256(f"{digest}\n{reversed_by[0]}".encode()).hexdigest()
        known = item_known(code, digest)
    return digest, known


def item_known(code: str, digest: str) -> Item | None:
    """Return the item that was handed in before under this digest, once all others have."""
    lock(code, digest)
    return Item.objects.filter(code=code, digest=digest).first()
