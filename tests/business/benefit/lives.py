"""Working lives, long enough for a pension, in the fewest words a test needs."""

from typing import Any

from counter import FACTORY, apply, contribute, credit, enrol, register_employer
from tongchou.standards.messages import BenefitDetermined, EarlierRecordEntered
from tongchou.standards.time import month_of, month_text


def work(  # read as a life: who, the archive's span, and what was contributed here since
    ssn: str,
    name: str,
    *,
    archive: tuple[str, str] = ("1996-01", "2024-06"),
    archive_months: int = 342,
    index: int = 8_000,
    balance_fen: int = 8_000_000,
    here: tuple[str, str] | None = ("2024-07", "2024-09"),
    place: str = "340104",
) -> None:
    """Enter a record from the archive, and contribute on 8,000 yuan in the months since."""
    register_employer(place=place)
    enrol(ssn, name, from_month=here[0] if here else "2024-01")
    if archive_months:
        earn(ssn, name, *archive, months=archive_months, index=index, balance_fen=balance_fen)
    if here:
        contribute(ssn, *here, employer=FACTORY)


def earn(
    ssn: str, name: str, first: str, last: str, *, months: int, index: int, balance_fen: int
) -> None:
    """Enter a record from the archive; a balance is credited for the month after it."""
    until = month_of(last) + 1
    apply(
        EarlierRecordEntered(
            scheme="110",
            ssn=ssn,
            name=name,
            source="prior",
            paid_in="34",
            from_month=first,
            until_month=month_text(until),
            months=months,
            wage_index_e4=index,
            base_sum_fen=0,
            account_fen=balance_fen,
        )
    )
    if balance_fen:
        credit(ssn, balance_fen, until)


def claim(
    ssn: str, name: str, track: str = "man", month: str = "2024-09", **more: int
) -> dict[str, Any]:
    """Return the form of a claim."""
    return {"ssn": ssn, "name": name, "track": track, "retirement_month": month} | more


def draw(
    ssn: str, *, from_month: str = "2024-10", total_fen: int = 300_000, account_fen: int = 50_000
) -> None:
    """Determine a pension for a person, of which the account pays a part."""
    apply(
        BenefitDetermined(
            scheme="110",
            benefit="pension",
            ssn=ssn,
            from_month=from_month,
            retirement_month=month_text(month_of(from_month) - 1),
            basic_fen=total_fen - account_fen,
            account_fen=account_fen,
            total_fen=total_fen,
            contribution_months=345,
            wage_index_e4=8_029,
            worksheet=[],
            item_number="34-1",
            provisional=False,
        )
    )
