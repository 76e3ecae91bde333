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


def known_by(code: str, digest: str, *, is_content: bool) -> tuple[str, Item | None]:
    """Return the item handed in before under a digest, and the digest by which it is known.

    Content that was reversed stands for nothing any more: it may be handed in again, and is known
    by the number of the reversal too. A sender's key stays the key of the same item.
    """
    known = _known(code, digest) if digest else None
    while is_content and known and (reversal := _reversal_of(known)):
        digest = sha256(f"{digest}\n{reversal}".encode()).hexdigest()
        known = _known(code, digest)
    return digest, known


def _reversal_of(item: Item) -> str:
    """Return the number of the completed reversal of an item; '' where it stands."""
    done = (number for number, is_completed in reversals_of(item.number) if is_completed)
    return next(done, "")


def _known(code: str, digest: str) -> Item | None:
    """Return the item that was handed in before under this digest, once all others have."""
    lock(code, digest)
    return Item.objects.filter(code=code, digest=digest).first()
