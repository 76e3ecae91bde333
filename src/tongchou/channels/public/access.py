"""Who may open a citizen's page: the citizen whose record it is, and nobody else."""

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk, Kind

citizen_of = signed_in
"""A citizen's login is their social security number."""


def _is_citizen(visitor: Clerk) -> bool:
    return visitor.kind == Kind.CITIZEN


for_citizens = opened_to(_is_citizen, door="public:sign_in")
"""Opens a page to citizens, each to their own record."""
