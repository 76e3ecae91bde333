"""How an item is known: by its number, by what was handed in, or by its sender's key."""

from datetime import datetime
from hashlib import sha256

from django.db import connection
from pydantic import BaseModel

from tongchou.agency.models import Clerk
from tongchou.standards.messages import canonical_json
from tongchou.workflow.definition import Act, File
from tongchou.workflow.models import Item
from tongchou.workflow.turns import wait_for_turn


def next_number(province: str, at: datetime) -> str:
    """Return the next item's number: province, day, and a place that is given once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workflow_item_number')")
        ((place,),) = cursor.fetchall()
    return f"{province}-{Act(province, at, '').today:%Y%m%d}-{place:06d}"


def digest_of_content(form: BaseModel, files: tuple[File, ...], scope: str) -> str:
    """Return the digest of what was handed in: the form and the files, not their names.

    Of a file each scope takes its own rows, so that with a file the scope counts as well.
    """
    said = canonical_json(form.model_dump(mode="json")).encode()
    said += b"".join(sha256(file.content).digest() for file in files)
    return sha256(said + (scope.encode() if files else b"")).hexdigest()


def digest_of_key(key: str, clerk: Clerk | None) -> str:
    """Return the digest of a sender's key: two senders may give the same; nothing for none."""
    sender = clerk.login if clerk else ""
    return sha256(f"{sender}\n{key}".encode()).hexdigest() if key else ""


def item_known(code: str, digest: str) -> Item | None:
    """Return the item that was handed in before under this digest, once all others have."""
    wait_for_turn(code, digest)
    return Item.objects.filter(code=code, digest=digest).first()
