"""The password 一次性密码 that a clerk hands over to somebody outside, whose sign-in waits."""

from dataclasses import dataclass
from datetime import datetime

from tongchou.agency.changes import hand_over_password
from tongchou.agency.door import encoded
from tongchou.agency.models import Clerk
from tongchou.agency.passwords import one_time_password
from tongchou.agency.refusals import waits_for_no_password
from tongchou.standards.refusal import Refusals
from tongchou.workflow.hindrances import hindrance_to_start
from tongchou.workflow.item import SIGN_IN
from tongchou.workflow.models import Item


@dataclass(frozen=True)
class Slip:
    """What is printed for somebody outside: whose sign-in it is, and the password."""

    user: Clerk
    password: str


def handed_over(item: Item, *, by: Clerk, at: datetime) -> Slip | Refusals:
    """Return whose sign-in an item opened or reset, with a password for one time, told this once.

    Whoever may take in such an item may hand the password over.
    """
    login = str(item.outcome.get(SIGN_IN, ""))
    if not login:
        return (waits_for_no_password(),)
    if hindrance := hindrance_to_start(item.code, item.scheme, "clerk", by):
        return (hindrance,)
    password = one_time_password()
    user = hand_over_password(
        login, encoded=encoded(password), by=by, item_number=item.number, at=at
    )
    return user if isinstance(user, tuple) else Slip(user, password)
