"""The registry's tables, by noun; every row carries the province where it happened.

A province holds its own rows, the ministry those of all provinces, in the same tables.
"""

from tongchou.registry.models.benefit import Benefit, Payment
from tongchou.registry.models.contribution import Assessment, Contribution, EarlierRecord
from tongchou.registry.models.counter import Counter, CounterDelta
from tongchou.registry.models.people import Employer, Enrolment, Person
from tongchou.registry.models.transfer import Transfer

__all__ = [
    "Assessment",
    "Benefit",
    "Contribution",
    "Counter",
    "CounterDelta",
    "EarlierRecord",
    "Employer",
    "Enrolment",
    "Payment",
    "Person",
    "Transfer",
]
