"""Which passwords are taken: NIST SP 800-63B, 5.1.1.2: long enough, and not easily guessed.

At least eight characters and any of them, no rules about kinds of characters, no expiry; refused
are the 20,000 most common ones (Django's list) and whatever follows from the login or the name.
"""

from secrets import choice

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

LENGTH_MIN, LENGTH_MAX = 8, 128
ALIKE_MIN = 4
"""From this length on, a login or name inside a password makes it guessable."""

GROUPS, GROUP_SIGNS = 3, 4
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a password for one time is made of: nothing that is read as something else. 59 bits."""

_FREQUENT = CommonPasswordValidator()


def one_time_password() -> str:
    """Return a password for one time, to be handed over and changed at the first sign-in."""
    groups = ("".join(choice(SIGNS) for _ in range(GROUP_SIGNS)) for _ in range(GROUPS))
    return "-".join(groups)


def password_fault(password: str, *, login: str, name: str = "") -> Refusal | None:
    """Return why a password is not taken, or None."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        text = Text(
            f"密码应为{LENGTH_MIN}至{LENGTH_MAX}个字符",
            f"A password has {LENGTH_MIN} to {LENGTH_MAX} characters",
        )
        return _refusal("password.length", text)
    if _is_frequent(password) or len(set(password)) == 1:
        text = Text("这个密码太常见，容易被猜到", "This password is common and easily guessed")
        return _refusal("password.common", text)
    if _is_derived(password.casefold(), login.casefold(), name.casefold()):
        text = Text(
            "密码不能来自账号或姓名", "A password must not follow from the login or the name"
        )
        return _refusal("password.derived", text)
    return None


def _refusal(code: str, text: Text) -> Refusal:
    remedy = Text("请换一个较长的短语", "Choose a longer phrase")
    return Refusal(code=code, text=text, field="password", remedy=remedy)


def _is_frequent(password: str) -> bool:
    try:
        _FREQUENT.validate(password)
    except ValidationError:
        return True
    return False


def _is_derived(password: str, *known: str) -> bool:
    """Whether a password is part of a login or name, or little more than one."""
    words = [word for word in known if word]
    return any(password in word or (len(word) >= ALIKE_MIN and word in password) for word in words)
