"""Two claims of one person in the same instant come to one pension."""

import pytest
from lives import claim, work

from counter import MAN, MAN_NAME, accepted, at_once, carried, refusal_codes
from tongchou.ledger.queries import account_balance
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Benefit

pytestmark = pytest.mark.usefixtures("province")


def test_the_second_finds_the_pension_that_the_first_determined(server: Postgres) -> None:
    work(MAN, MAN_NAME)
    form = claim(MAN, MAN_NAME)
    first, second = accepted("retirement_claim", form), accepted("retirement_claim", form)

    _, done = at_once(server, lambda: carried(first), lambda: carried(second))

    assert refusal_codes(done) == ["person.retired"]
    assert Benefit.objects.count() == 1
    assert account_balance(MAN, scheme="110") == 8_245_238  # the interest was credited once
