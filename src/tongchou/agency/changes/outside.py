"""Writing the sign-ins of people outside the agency 网上账户: citizens, and users of employers.

They are opened, reset and ended by items at the counter. A password is none of an item's facts:
the sign-in waits without one until somebody hands a password for one time over.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import token_hex

from django.contrib.auth.hashers import make_password

from tongchou.agency import refusals
from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.models import OUTSIDE, Clerk, Kind
from tongchou.agency.slips import last_item_of
from tongchou.standards.refusal import Refusals


class SignInVerb(StrEnum):
    """What an item does to a sign-in; `sign_in.` and this is the act that is noted."""

    OPEN = "open"
    RESET = "reset"
    END = "end"


@dataclass(frozen=True)
class SignInChange:
    """A change of the sign-in of somebody outside: opened for whom, reset, or ended.

    `person_code` is the number of the person behind an employer's user.
    """

    verb: SignInVerb
    login: str
    name: str = ""
    kind: Kind = Kind.CITIZEN
    credit_code: str = ""
    person_code: str = ""


def write_sign_in(change: SignInChange, *, by: Clerk, item_number: str, at: datetime) -> None:
    """Open, reset or end a sign-in, in the transaction of its item; its sessions end.

    Whoever opens or resets it gives it no password. Raises `ValueError` for a login of staff.
    """
    if Clerk.objects.filter(login=change.login).exclude(kind__in=OUTSIDE).exists():
        raise ValueError("this login is of somebody who works here")
    ended = {"session_mark": token_hex(8)}
    waiting = {"password": make_password(None), "is_password_one_time": True}
    if change.verb == SignInVerb.OPEN:
        told = {
            "name": change.name,
            "kind": change.kind,
            "credit_code": change.credit_code,
            "person_code": change.person_code,
            "is_active": True,
        }
        Clerk.objects.update_or_create(login=change.login, defaults=told | waiting | ended)
    else:
        facts = waiting if change.verb == SignInVerb.RESET else {"is_active": False}
        Clerk.objects.filter(login=change.login).update(**facts, **ended)
    note_act(
        f"sign_in.{change.verb}", change.login, by=by, at=at, after={"item_number": item_number}
    )


def hand_over_password(
    login: str, *, encoded: str, by: Clerk, item_number: str, at: datetime
) -> Clerk | Refusals:
    """Give a sign-in outside that waits for its owner a password for one time.

    Refused once the owner has chosen their own, and to an item after which another one opened,
    reset or ended the sign-in. `encoded` is the password as it is kept.
    """
    with administering():
        user = Clerk.objects.filter(login=login, kind__in=OUTSIDE).first()
        if user is None or not user.is_active or not user.is_password_one_time:
            return (refusals.waits_for_no_password(),)
        if last_item_of(login) != item_number:
            return (refusals.slip_of_another_item(),)
        user.password, user.session_mark = encoded, token_hex(8)
        user.save(update_fields=["password", "session_mark"])
        note_act("sign_in.password", login, by=by, at=at, after={"item_number": item_number})
        return user
