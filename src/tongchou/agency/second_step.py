"""The second step of the door: after the right password, the code of the second factor."""

from datetime import datetime

from django.contrib.auth import login
from django.http import HttpRequest

from tongchou.agency import refusals
from tongchou.agency.awaited import AWAITED, PASSED, awaited, has_enrolled
from tongchou.agency.changes import judged_alone, note_sign_in, take_code
from tongchou.agency.door import Door, device_of, place_of, slowed
from tongchou.agency.guessing import wait_for_code
from tongchou.agency.models import Clerk, Outcome
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

WRONG_CODE = Text(
    "验证码不正确，或已经用过。请填写手机上当前显示的6位数字。",
    "The code is wrong, or was used before. Enter the 6 digits that are shown now.",
)
TOO_LATE = Text("登录已超时，请重新登录。", "That took too long. Sign in again.")


def code_fault(clerk: Clerk, code: str) -> Refusal | None:
    """Return why a code cannot be judged at all: none was given, or no secret is set up yet."""
    if not has_enrolled(clerk):
        return refusals.enrol_first()
    return None if code else refusals.code_wanted()


def confirm(request: HttpRequest, *, code: str, at: datetime) -> Door:
    """Sign in whose code is awaited, or say why not."""
    clerk = awaited(request, at=at)
    if clerk is None:
        return Door(TOO_LATE, 422)
    door = judge_code(request, clerk, code=code, at=at)
    if door.fault is None:
        del request.session[AWAITED]
        login(request, clerk)
        request.session[PASSED] = True
    return door


def judge_code(request: HttpRequest, clerk: Clerk, *, code: str, at: datetime) -> Door:
    """Say whether a clerk's code is right; each try is noted, and guessers wait."""
    place = place_of(request)
    with judged_alone(clerk.login):
        seconds = wait_for_code(clerk.login, place, at=at)
        if seconds:
            return Door(slowed(seconds), 429, seconds=seconds)
        is_right = take_code(clerk, code, at=at)
        device = device_of(place) if is_right else place.device
        note_sign_in(
            login=clerk.login,
            address=place.address,
            device=device,
            outcome=Outcome.IN if is_right else Outcome.CODE,
            at=at,
        )
    return Door(device=device) if is_right else Door(WRONG_CODE, 422)
