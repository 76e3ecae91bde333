"""Reading the registry: who is known, what they paid, what is due, what must be paid."""

from tongchou.registry.queries.contributions import (
    AmountDue,
    account_shares_due,
    already_assessed,
    amounts_due,
    last_contribution_month,
    paid_months,
    unreceived_months,
)
from tongchou.registry.queries.lives import (
    DueBenefit,
    benefit_of,
    benefits_due,
    earlier_records,
    is_moving,
    moved_away,
    payments_of,
    pensioners_among,
    transfers_of,
)
from tongchou.registry.queries.people import (
    employer_of,
    employers_in,
    employers_known,
    name_of,
    names_of,
    people_like,
    person_of,
)
from tongchou.registry.queries.work import (
    enrolled_until,
    enrolled_with,
    last_city,
    open_enrolments,
)

__all__ = [
    "AmountDue",
    "DueBenefit",
    "account_shares_due",
    "already_assessed",
    "amounts_due",
    "benefit_of",
    "benefits_due",
    "earlier_records",
    "employer_of",
    "employers_in",
    "employers_known",
    "enrolled_until",
    "enrolled_with",
    "is_moving",
    "last_city",
    "last_contribution_month",
    "moved_away",
    "name_of",
    "names_of",
    "open_enrolments",
    "paid_months",
    "payments_of",
    "pensioners_among",
    "people_like",
    "person_of",
    "transfers_of",
    "unreceived_months",
]
