"""The users 单位经办人 of an employer, as its items look them up: by the person behind each."""

from pydantic import BaseModel

from tongchou.agency.models import Clerk
from tongchou.agency.queries import users_of

USERS_MAX = 99


class User(BaseModel, frozen=True):
    """A user: the login, the person's number, and whether it is in use."""

    login: str
    ssn: str
    is_open: bool


def users(credit_code: str) -> tuple[User, ...]:
    """Return the users that an employer ever had, in the order of their logins."""
    return tuple(map(_user, users_of(credit_code)))


def user_of(known: tuple[User, ...], ssn: str) -> User | None:
    """Return the user who is this person, in use or not."""
    return next((user for user in known if user.ssn == ssn), None)


def next_login(credit_code: str, known: tuple[User, ...]) -> str:
    """Return the login of another user: the credit code and a number."""
    return f"{credit_code}-{len(known) + 1:02d}"


def _user(one: Clerk) -> User:
    return User(login=one.login, ssn=one.person_code, is_open=one.is_active)
