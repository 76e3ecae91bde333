"""Reading what is asked of the ministry: what a matter knows, and what is to be asked now."""

from datetime import datetime

from tongchou.risk.inquiry import Answer, Elsewhere
from tongchou.risk.models import Asked
from tongchou.storage.rows import fetch
from tongchou.workflow.inquiry.messages import PEOPLE_MAX
from tongchou.workflow.models import ENDED

# Asked together is what is asked alike; a matter that ended asks no more.
_DUE = """
SELECT asked.item_number, ssn, asked.scheme, kinds, from_month, until_month
FROM risk_asked AS asked JOIN workflow_item AS item ON item.number = asked.item_number
WHERE answered_at IS NULL AND ask_after <= %(at)s AND NOT item.status = ANY(%(ended)s)
ORDER BY ask_after, asked.item_number LIMIT %(most)s
"""


def answer_for(number: str, ssn: str) -> Answer | None:
    """Return what the ministry answered for a matter about a person, or None while it did not.

    A corrected matter may be about another person than the one who was asked about.
    """
    found_for = Asked.objects.filter(item_number=number, ssn=ssn)
    asked = found_for.exclude(answered_at=None).first()
    if asked is None or asked.answered_at is None:
        return None
    found = tuple(map(Elsewhere.read, asked.found))
    return Answer(asked.answer, asked.answered_at, found, tuple(asked.unheard))


def asked_about(number: str) -> Asked | None:
    """Return what is asked of the ministry for a matter, with its answer; None where nothing is."""
    return Asked.objects.filter(item_number=number).first()


def is_first_asked(number: str) -> bool:
    """Whether a matter was not answered yet, and no question about it failed yet either."""
    return Asked.objects.filter(item_number=number, answered_at=None, tries=0).exists()


def due(*, at: datetime) -> list[Asked]:
    """Return what is to be asked now in one question: the longest waiting, and what is alike."""
    names = ("item_number", "ssn", "scheme", "kinds", "from_month", "until_month")
    rows = fetch(_DUE, at=at, ended=list(ENDED), most=PEOPLE_MAX)
    found = [Asked(**dict(zip(names, row, strict=True))) for row in rows]
    return [one for one in found if (one.scheme, one.kinds) == (found[0].scheme, found[0].kinds)]
