"""A form of each item at the counter, well filled in, for the tests that spoil it."""

from counter import FACTORY, MAN, MAN_NAME, credit_code_of, ssn_of
from tongchou.workflow.catalogue import catalogue

NEWCOMER = ssn_of("19900101", "203")
FORMS: dict[str, dict[str, str]] = {
    "person_enrolment": {
        "ssn": NEWCOMER, "name": "张三", "credit_code": FACTORY, "from_month": "2024-10",
    },
    "employment_end": {
        "ssn": MAN, "credit_code": FACTORY, "last_month": "2024-10", "reason": "221",
    },
    "prior_record": {
        "ssn": NEWCOMER, "name": "张三", "from_month": "2009-01", "last_month": "2009-12",
        "months": "12", "wage_index": "1.0", "account_yuan": "100.00", "document": "档案",
    },
    "employer_registration": {
        "credit_code": credit_code_of("91340104B8PHNT1R4"), "name": "新", "division_code": "340104",
    },
    "transfer_in": {"ssn": MAN, "name": MAN_NAME, "origin": "32"},
    "retirement_claim": {
        "ssn": MAN, "name": MAN_NAME, "track": "man", "retirement_month": "2024-10",
    },
    "payment_roll": {"month": "2024-10"},
    "wage_declaration": {"month": "2024-10"},
}  # fmt: skip
"""A form of each item at the counter, well filled in."""


def fields(code: str) -> list[str]:
    """Return the fields that an item's form shows to be typed in."""
    return [name for name in catalogue()[code].form.model_fields if not name.startswith("file_")]
