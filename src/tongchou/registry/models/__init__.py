"""The registry's tables, by noun; every row carries the province where it happened.

A province holds its own rows, the ministry those of all provinces, in the same tables. Keys are
what the world knows a thing by, so that rows of two nodes can be compared, and no key begins
with the province: each partition holds one, and most questions name a person.
"""

from tongchou.registry.models.benefit import Benefit, Payment
from tongchou.registry.models.contribution import (
    Assessment,
    Contribution,
    EarlierRecord,
    Receipt,
)
from tongchou.registry.models.counter import Counter, CounterDelta
from tongchou.registry.models.forwarded import Forwarded
from tongchou.registry.models.people import Employer, Enrolment, Person
from tongchou.registry.models.report import (
    Delivery,
    OpenReport,
    Report,
    ReportStep,
    ReportVerb,
)
from tongchou.registry.models.search import SearchKey
from tongchou.registry.models.transfer import Transfer

__all__ = [
    "Assessment",
    "Benefit",
    "Contribution",
    "Counter",
    "CounterDelta",
    "Delivery",
    "EarlierRecord",
    "Employer",
    "Enrolment",
    "Forwarded",
    "OpenReport",
    "Payment",
    "Person",
    "Receipt",
    "Report",
    "ReportStep",
    "ReportVerb",
    "SearchKey",
    "Transfer",
]
