"""The temporary account 临时账户: who from elsewhere is opened one, and where it ends up."""

from datetime import date
from typing import Any

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import Flag, choose
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "state-council-office-2009-66-5"
KEPT_ORDINARY = "ministry-2016-5-3"


def full_months(birth_on: date, day: date) -> int:
    """Return the age on a day in full months 周岁(月); a birthday makes its month full."""
    months = (day.year - birth_on.year) * MONTHS_PER_YEAR + day.month - birth_on.month
    return months - (day.day < birth_on.day)


def opens_temporary(
    law: Law,
    opened_in: Month,
    *,
    is_man: Flag,
    age_months: Any,
    is_home: Flag,
    was_insured_here: Flag,
    is_approved: Flag,
    sheet: Sheet,
) -> Flag:
    """Return whether a person is opened a temporary account 临时账户, or a column of people.

    It is the age on the day of opening that counts: 50 full years of a man, 40 of a woman.
    The hukou province asks for no age, nor does a transfer that an authority approved; whoever
    was insured here at a younger age keeps the ordinary account, also after a break.
    """
    man = sheet.figure(law.figure("temporary_account_age_man", opened_in))
    woman = sheet.figure(law.figure("temporary_account_age_woman", opened_in))
    limit = choose(is_man, man, woman)
    is_exempt = is_home | was_insured_here | is_approved
    is_temporary = choose(is_exempt, 0, age_months >= limit) != 0
    sheet.line("age_months", "开户时年龄", "Age at the opening", age_months, "months", "", BASIS)
    sheet.line(
        "temporary",
        "是否临时账户",
        "Temporary account",
        is_temporary,
        "none",
        put_in("{} ≥ {}", (age_months, "months"), (limit, "months")),
        KEPT_ORDINARY,
    )
    found: Flag = is_temporary
    return found


def on_leaving(law: Law, left_in: Month) -> str:
    """Return what becomes of a temporary account at the next move: `collected` or `sealed` 封存.

    What is sealed waits, and the province that pays the pension collects it at retirement.
    """
    return law.word("temporary_account_on_leaving", left_in)
