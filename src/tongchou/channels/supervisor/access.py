"""Who may open the ministry's pages, and what every such page is told."""

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk

supervisor_of = signed_in


def _watches_the_country(visitor: Clerk) -> bool:
    return visitor.scope == "" and visitor.has_duty("supervise")


for_supervisors = opened_to(_watches_the_country, door="supervisor:sign_in")
"""Opens a page to those who watch the whole country."""
