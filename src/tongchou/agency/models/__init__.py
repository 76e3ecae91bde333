"""The agency's tables: who works here, who signed in, and what only administrators did."""

from tongchou.agency.models.absence import Substitution
from tongchou.agency.models.people import (
    COUNTY_DIGITS,
    OUTSIDE,
    STAFF,
    Agency,
    Clerk,
    KeptForm,
    Kind,
    Level,
    Token,
)
from tongchou.agency.models.records import (
    AccessRecord,
    AdministrativeRecord,
    Outcome,
    SignIn,
    UpkeepKind,
    UpkeepRecord,
)
from tongchou.agency.models.second_factor import SecondFactor

__all__ = [
    "COUNTY_DIGITS",
    "OUTSIDE",
    "STAFF",
    "AccessRecord",
    "AdministrativeRecord",
    "Agency",
    "Clerk",
    "KeptForm",
    "Kind",
    "Level",
    "Outcome",
    "SecondFactor",
    "SignIn",
    "Substitution",
    "Token",
    "UpkeepKind",
    "UpkeepRecord",
]
