"""Writing second factors 第二因素 (RFC 6238): a secret a clerk, of which a code comes in once."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from pyotp import TOTP, random_base32

from tongchou.agency import refusals
from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.changes.sign_ins import end_machine_sign_ins, end_sessions
from tongchou.agency.models import Clerk, Kind, SecondFactor
from tongchou.agency.sealed import opened, sealed
from tongchou.standards.refusal import Refusals

SECURITY = "security"
ISSUER = "Tongchou"
STEPS = (0, -1, 1)
"""The codes that are taken: of this half minute, the one before and the one after it."""


def begin_second_factor(clerk: Clerk) -> str:
    """Return a new secret for a clerk who has not enrolled yet; one shown before opens nothing.

    Whoever knew the password and was shown one earlier must not hold the one that is enrolled.
    """
    secret = random_base32()
    made = {"sealed": sealed(secret)}
    with transaction.atomic():
        factor, _ = SecondFactor.objects.select_for_update().get_or_create(
            clerk=clerk, defaults=made
        )
        if factor.enrolled_at is not None:
            raise ValueError("this clerk has a second factor")
        SecondFactor.objects.filter(pk=factor.pk).update(**made)
    return secret


def address_in(secret: str, clerk: Clerk, *, node: str) -> str:
    """Return the secret as an authenticator reads it: an otpauth URI."""
    return TOTP(secret, name=f"{clerk.login}@{node}", issuer=ISSUER).provisioning_uri()


def take_code(clerk: Clerk, code: str, *, at: datetime) -> bool:
    """Take a clerk's code, once: say whether it is right; the first right one enrols them.

    A code that was taken opens nothing again, nor does one of a time before it.
    """
    factor = SecondFactor.objects.filter(clerk=clerk).first()
    if factor is None:
        return False
    totp = TOTP(opened(factor.sealed))
    counters = (totp.timecode(at) + step for step in STEPS)
    right = [one for one in counters if constant_time_compare(totp.generate_otp(one), code)]
    if not right:
        return False
    with transaction.atomic():
        own = SecondFactor.objects.filter(pk=factor.pk, last_counter__lt=right[0])
        taken = own.update(last_counter=right[0], enrolled_at=factor.enrolled_at or at)
        if taken and factor.enrolled_at is None:
            note_act("factor.enrol", clerk.login, by=clerk, at=at)
    return bool(taken)


def remove_second_factor(login: str, *, by: Clerk, at: datetime) -> Clerk | Refusals:
    """Remove a clerk's second factor, so that they enrol anew: the way out of a lost device.

    Their sessions end; their password stays, which another administrator resets.
    """
    with administering():
        clerk = Clerk.objects.filter(login=login, kind=Kind.CLERK).first()
        found = [*refusals.lacking(by, SECURITY)]
        if clerk is None:
            found.append(refusals.unknown("login", login))
        elif clerk.login == by.login:
            found.append(refusals.own_sign_in())
        elif not SecondFactor.objects.filter(clerk=clerk).exists():
            found.append(refusals.no_second_factor())
        if clerk is None or found:
            return tuple(found)
        forget_second_factor(clerk, by=by.login, at=at)
        note_act("factor.remove", login, by=by, at=at)
        return clerk


def forget_second_factor(clerk: Clerk, *, by: str, at: datetime) -> None:
    """Remove a second factor, and end what its clerk signed in to."""
    SecondFactor.objects.filter(clerk=clerk).delete()
    end_sessions(clerk)
    end_machine_sign_ins(clerk, by=by, at=at)
