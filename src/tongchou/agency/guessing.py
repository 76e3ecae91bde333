"""Guessing of passwords and tokens made slow, without a stranger locking an owner out.

Failures of the last quarter of an hour are counted three ways, and each has failures that cost
nothing; after these every failure doubles the wait before the next try, up to a limit:

* by place: this login from this address. A browser in which the login came in before is a place
  of its own, wherever it is, and what strangers do from elsewhere does not slow it down;
* by address, over all logins and tokens: one guess at each of many logins;
* by login, over all addresses: one guess at one login from each of many addresses.

Whoever has to wait is told how long before any password is hashed, and is not counted again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Count, Max, Q

from tongchou.agency.models import Outcome, SignIn

WINDOW, CODES_WINDOW = timedelta(minutes=15), timedelta(days=1)
FAILED = (Outcome.WRONG, Outcome.TOKEN, Outcome.CODE)


@dataclass(frozen=True)
class Budget:
    """How many failures cost nothing, and how long a wait may become, in seconds."""

    free: int
    seconds_max: int

    def wait_after(self, failures: int) -> int:
        """Return the seconds to wait that this many failures ask for, counted from the last."""
        over = failures - self.free
        return min(2 ** min(over, 30), self.seconds_max) if over >= 0 else 0


PLACE = Budget(free=5, seconds_max=900)
ADDRESS = Budget(free=10, seconds_max=60)
LOGIN = Budget(free=20, seconds_max=60)
CODES = Budget(free=5, seconds_max=900)
"""Of wrong codes after the right password, over a day: some hundred tries among a million codes."""


@dataclass(frozen=True)
class Place:
    """Where a sign-in is tried from: the address, and the browser's own mark if it has one."""

    address: str
    device: str = ""


def is_known(login: str, place: Place) -> bool:
    """Whether the login came in before in this very browser."""
    if not place.device:
        return False
    came_in = SignIn.objects.filter(login=login, device=place.device, outcome=Outcome.IN)
    return came_in.exists()


def wait_seconds(login: str, place: Place, *, at: datetime) -> int:
    """Return how many seconds must pass before this login may be tried from this place.

    Without a login (a wrong token) the address alone counts.
    """
    since = at - WINDOW
    if login and is_known(login, place):
        return _wait(PLACE, Q(login=login, device=place.device), since, at, forgives=True)
    waits = [_wait(ADDRESS, Q(address=place.address), since, at)]
    if login:
        here = Q(login=login, address=place.address)
        waits.append(_wait(PLACE, here, since, at, forgives=True))
        waits.append(_wait(LOGIN, Q(login=login), since, at))
    return max(waits)


def wait_for_code(login: str, place: Place, *, at: datetime) -> int:
    """Return how many seconds must pass before a code of this login is taken from this place.

    Only who knows the password comes so far: strangers lock nobody out. A browser in which the
    login came in before is counted by itself, so that its owner still comes in.
    """
    where = Q(login=login, device=place.device) if is_known(login, place) else Q(login=login)
    wrong = _wait(CODES, where & Q(outcome__in=(Outcome.CODE, Outcome.IN)), at - CODES_WINDOW, at,
                  forgives=True)  # fmt: skip
    return max(wrong, wait_seconds(login, place, at=at))


def _wait(
    budget: Budget, where: Q, since: datetime, at: datetime, *, forgives: bool = False
) -> int:
    """Return the wait that the failures found ask for; a success may forgive those before it."""
    tried = SignIn.objects.filter(where, at__gt=since)
    if forgives:
        came_in = tried.filter(outcome=Outcome.IN).aggregate(last=Max("pk"))["last"]
        tried = tried.filter(pk__gt=came_in) if came_in else tried
    failed = tried.filter(outcome__in=FAILED).aggregate(count=Count("pk"), last=Max("at"))
    if not failed["count"]:
        return 0
    due: datetime = failed["last"] + timedelta(seconds=budget.wait_after(failed["count"]))
    return max(0, ceil((due - at).total_seconds()))
