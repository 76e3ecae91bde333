"""A day as it goes on: both hands, what each form says, and all that was refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from by_browser import ByBrowser
from by_machine import ByMachine
from in_words import refused_in_words
from plan import FACTORY, MILL, THERE, Matter, person_of

MONTH = "2024-09"


@dataclass
class Day:
    """A day as it goes on: both hands, the number of each matter, and all that was refused."""

    machine: ByMachine
    browser: ByBrowser
    numbers: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def hand(self, matter: Matter) -> Any:
        """Return by which hand a matter is carried on."""
        return self.browser if matter.hand == "browser" else self.machine

    def refuses(self, deed: Callable[[], object], words: str) -> None:
        """Try what must be refused, and keep what was said."""
        self.refused.append(refused_in_words(deed, words))


def form_of(matter: Matter) -> dict[str, Any]:
    """Return what the form of a matter says."""
    ssn, name = person_of(matter)
    employer = MILL if matter.course in {"county", "handed_over"} else FACTORY
    from_month = "2014-01" if matter.province == THERE else "1998-01"
    forms: dict[str, dict[str, Any]] = {
        "person_enrolment": {
            "ssn": ssn, "name": name, "credit_code": employer, "from_month": MONTH,
        },
        "employment_end": {
            "ssn": ssn, "credit_code": FACTORY, "last_month": "2024-10", "reason": "222",
        },
        "prior_record": {
            "ssn": ssn, "name": name, "from_month": from_month, "last_month": "2023-12",
            "months": "100" if matter.province == THERE else "300", "wage_index": "1.0862",
            "account_yuan": "68532.40", "document": "养老保险手册",
        },
        "retirement_claim": {
            "ssn": ssn, "name": name, "track": "man", "retirement_month": MONTH,
        },
        "transfer_in": {"ssn": ssn, "name": name, "origin": THERE},
        "citizen_sign_in": {"ssn": ssn, "name": name, "document": "identity_card"},
        "employer_user": {
            "credit_code": FACTORY, "ssn": ssn, "name": name, "document": "identity_card",
        },
    }  # fmt: skip
    return forms[matter.code]
