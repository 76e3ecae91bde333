"""A working life as messages: every kind that the registry writes, once at least, in order."""

from datetime import date

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    credit_code_of,
    ssn_of,
)
from tongchou.standards.messages import (
    BenefitDetermined,
    BenefitRemoved,
    ContributionsAssessed,
    ContributionsReceived,
    ContributionsRemoved,
    EarlierRecordEntered,
    EarlierRecordRemoved,
    EmployersRegistered,
    EmployersRemoved,
    EmploymentEnded,
    EnrolmentsRemoved,
    EnrolmentsReopened,
    Message,
    PaymentsMade,
    PersonsEnrolled,
    ReceiptsTaken,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)

SHOP = credit_code_of("91340104MA2N00007")
PASSER_BY = ssn_of("19610203", "303")
"""An employer and a person of whom all was taken back."""


def life(
    item_number: str, *, names: tuple[str, str] = ("皖江机械", "弋江纺织")
) -> tuple[Message, ...]:
    """Return a life in 安徽 that one item tells; `names` are those of the two employers."""
    return (
        EmployersRegistered(scheme="110", registered_on=TODAY, credit_codes=[FACTORY, MILL],
            names=list(names), division_codes=["340104", "340209"]),
        PersonsEnrolled(scheme="110", from_month="2024-01", ssns=[MAN, WOMAN, MAN],
            names=[MAN_NAME, WOMAN_NAME, "又一个名字"], credit_codes=[FACTORY, "", MILL]),
        EarlierRecordEntered(scheme="110", ssn=MAN, name=MAN_NAME, source="prior", paid_in="34",
            from_month="1990-01", until_month="1995-01", months=58, wage_index_e4=9_500,
            base_sum_fen=0, account_fen=1_000),
        ContributionsAssessed(scheme="110", month="2024-10", item_number=item_number, rows=[1, 2],
            ssns=[MAN, MAN], credit_codes=[FACTORY, MILL], wage_fens=[800_000, 1],
            base_fens=[800_000, 400_000], employer_fens=[128_000, 64_000],
            employee_fens=[64_000, 32_000]),
        ContributionsReceived(scheme="110", month="2024-10", received_on=TODAY,
            item_number=item_number, credit_codes=[FACTORY], declarations=[item_number]),
        EmploymentEnded(scheme="110", ssn=MAN, credit_code=MILL, until_month="2024-11",
            reason="221"),
        TransferRequested(scheme="110", letter="34-1", ssn=MAN, name=MAN_NAME, origin="32",
            destination="34", requested_on=TODAY),
        TransferAnswered(scheme="110", letter="34-1", ssn=MAN, name=MAN_NAME, origin="32",
            destination="34", answered_on=TODAY, refused=False, reason="", years=[2023],
            months=[12], base_sum_fens=[1], index_sums_e4=[2], earlier=[], account_fen=5,
            pooled_fen=6),
        TransferCompleted(scheme="110", letter="34-1", ssn=MAN, origin="32", destination="34",
            completed_on=TODAY, months=12, account_fen=5),
        BenefitDetermined(scheme="110", benefit="pension", ssn=MAN, from_month="2024-12",
            retirement_month="2024-11", basic_fen=1, account_fen=2, total_fen=3,
            contribution_months=240, wage_index_e4=9_500, worksheet=[{"name": "总额"}],
            item_number=item_number, provisional=False),
        ReceiptsTaken(scheme="110", serials=["税-1", "税-2"], credit_codes=[MILL, MILL],
            months=["2024-10", "2024-09"], amount_fens=[12, 34], received_ons=[TODAY, TODAY]),
        PaymentsMade(scheme="110", benefit="pension", month="2024-12", paid_on=date(2024, 12, 15),
            item_number=item_number, ssns=[MAN], amount_fens=[3], account_part_fens=[2]),
    )  # fmt: skip


def mistakes(item_number: str) -> tuple[Message, ...]:
    """Return what one item told of somebody by mistake, and how all of it was taken back."""
    return (
        EmployersRegistered(scheme="110", registered_on=TODAY, credit_codes=[SHOP],
            names=["蜀山小店"], division_codes=["340104"]),
        PersonsEnrolled(scheme="110", from_month="2024-02", ssns=[PASSER_BY], names=["过路人"],
            credit_codes=[SHOP]),
        EarlierRecordEntered(scheme="110", ssn=PASSER_BY, name="过路人", source="prior",
            paid_in="34", from_month="1990-01", until_month="1995-01", months=58,
            wage_index_e4=9_500, base_sum_fen=0, account_fen=0),
        ContributionsAssessed(scheme="110", month="2024-09", item_number=item_number, rows=[1],
            ssns=[PASSER_BY], credit_codes=[SHOP], wage_fens=[700_000], base_fens=[700_000],
            employer_fens=[112_000], employee_fens=[56_000]),
        BenefitDetermined(scheme="110", benefit="pension", ssn=PASSER_BY, from_month="2024-12",
            retirement_month="2024-11", basic_fen=1, account_fen=2, total_fen=3,
            contribution_months=240, wage_index_e4=9_500, worksheet=[],
            item_number=item_number, provisional=False),
        EmploymentEnded(scheme="110", ssn=PASSER_BY, credit_code="", until_month="2024-12",
            reason="251"),
        EnrolmentsReopened(scheme="110", item_number=item_number, ssn=PASSER_BY,
            credit_codes=[SHOP], from_months=["2024-02"]),
        BenefitRemoved(scheme="110", benefit="pension", ssn=PASSER_BY, item_number=item_number),
        ContributionsRemoved(scheme="110", month="2024-09", item_number=item_number,
            credit_codes=[SHOP], people=[1]),
        EarlierRecordRemoved(scheme="110", item_number=item_number, ssn=PASSER_BY, source="prior",
            paid_in="34", from_month="1990-01", until_month="1995-01", is_stranger=False),
        EnrolmentsRemoved(scheme="110", item_number=item_number, from_month="2024-02",
            ssns=[PASSER_BY], credit_codes=[SHOP], strangers=[PASSER_BY]),
        EmployersRemoved(scheme="110", item_number=item_number, credit_codes=[SHOP]),
    )  # fmt: skip
