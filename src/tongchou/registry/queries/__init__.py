"""Reading the registry: who is known, what they paid, what is due, what must be paid."""

from tongchou.registry.queries.contributions import (
    AmountDue,
    account_shares_due,
    amounts_due,
    last_contribution_month,
    paid_months,
    serials_taken,
    unreceived_months,
)
from tongchou.registry.queries.declared import HeldOfRows, Rows, held_of_rows
from tongchou.registry.queries.lives import (
    DueBenefit,
    PaidPerson,
    awaits_answer,
    benefit_of,
    benefits_due,
    earlier_records,
    is_moving,
    moved_away,
    payments_of,
    transfers_of,
)
from tongchou.registry.queries.people import (
    employer_of,
    employers_in,
    employers_known,
    name_of,
    names_of,
    people_in,
    person_of,
)
from tongchou.registry.queries.search import (
    Hits,
    employers_found,
    is_called_so,
    people_found,
    subjects_found,
)
from tongchou.registry.queries.standing import Insured, Standing, standing_of
from tongchou.registry.queries.work import (
    enrolled_until,
    last_city,
    last_place,
    open_enrolments,
)

__all__ = [
    "AmountDue",
    "DueBenefit",
    "HeldOfRows",
    "Hits",
    "Insured",
    "PaidPerson",
    "Rows",
    "Standing",
    "account_shares_due",
    "amounts_due",
    "awaits_answer",
    "benefit_of",
    "benefits_due",
    "earlier_records",
    "employer_of",
    "employers_found",
    "employers_in",
    "employers_known",
    "enrolled_until",
    "held_of_rows",
    "is_called_so",
    "is_moving",
    "last_city",
    "last_contribution_month",
    "last_place",
    "moved_away",
    "name_of",
    "names_of",
    "open_enrolments",
    "paid_months",
    "payments_of",
    "people_found",
    "people_in",
    "person_of",
    "serials_taken",
    "standing_of",
    "subjects_found",
    "transfers_of",
    "unreceived_months",
]
