"""The items of this line."""

from tongchou.business.enrolment import (
    employer_feed,
    employer_registration,
    employment_end,
    person_enrolment,
    prior_record,
)

ITEMS = (
    employer_registration,
    employer_feed,
    person_enrolment,
    employment_end,
    prior_record,
)
