"""Lives as provinces told them, and what the ministry finds when one tells more."""

from datetime import date

from tongchou.registry import changes as registry
from tongchou.registry.changes.reports import ReportRow, keep_delivery
from tongchou.registry.models import Delivery
from tongchou.risk.catalogue import run_checks
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    EmployersRegistered,
    EmploymentEnded,
    Message,
    PersonsEnrolled,
)
from tongchou.standards.time import month as month_at

LI = "340104198503071015"
TODAY = date(2024, 10, 8)
EMPLOYER = {"32": "91320104B8PHNT1R2T", "34": "91340104B8PHNT1R2T"}


def tell(province: str, *messages: Message, number: str = "1") -> list[tuple[str, int, list[str]]]:
    """Let a province tell something; return what the last of it finds: code, month, provinces."""
    for message in messages:
        registry.apply(message, province=province, item_number=f"{province}-{number}")
    return [
        (found.code, found.month - month_at(2024, 1), [place["province"] for place in found.places])
        for found in run_checks(messages[-1:])
    ]


def enrolled(province: str, since: str, name: str = "李安") -> list[tuple[str, int, list[str]]]:
    """Enrol LI with a province's employer."""
    code = EMPLOYER[province]
    return tell(
        province,
        EmployersRegistered(
            scheme="110", registered_on=TODAY, credit_codes=[code], names=["一家单位"],
            division_codes=[f"{province}0104"],
        ),
        PersonsEnrolled(
            scheme="110", from_month=since, ssns=[LI], names=[name], credit_codes=[code]
        ),
    )  # fmt: skip


def ended(province: str, until: str) -> list[tuple[str, int, list[str]]]:
    """End LI's enrolment."""
    return tell(
        province,
        EmploymentEnded(
            scheme="110", ssn=LI, credit_code="", until_month=until, reason="221"
        ),
    )  # fmt: skip


def contributed(province: str, month: str) -> list[tuple[str, int, list[str]]]:
    """Assess a month of LI."""
    return tell(
        province,
        ContributionsAssessed(
            scheme="110", month=month, item_number=f"{province}-{month}", rows=[7], ssns=[LI],
            credit_codes=[EMPLOYER[province]], wage_fens=[500_000], base_fens=[500_000],
            employer_fens=[80_000], employee_fens=[40_000],
        ),
    )  # fmt: skip


def pensioned(province: str, since: str) -> list[tuple[str, int, list[str]]]:
    """Determine a pension of LI."""
    return tell(
        province,
        BenefitDetermined(
            scheme="110", benefit="pension", ssn=LI, from_month=since, retirement_month=since,
            basic_fen=1, account_fen=1, total_fen=2, contribution_months=180, wage_index_e4=10_000,
            worksheet=[], item_number=f"{province}-9", provisional=False,
        ),
    )  # fmt: skip


def reported(kind: str, facts: dict[str, str]) -> None:
    """Keep what a department said of LI."""
    delivery = Delivery(
        digest="d" * 64, department="public_security", said_on=TODAY, rows=1, text="",
        kept_at="2024-10-08T00:00:00Z",
    )  # fmt: skip
    keep_delivery(delivery, [ReportRow(kind, LI, "李安", facts)])
