"""The plan of a working day 一天的办件: forty matters of six people, and how each is to end."""

from collections import Counter
from dataclasses import dataclass
from itertools import count

from counter import ssn_of

CLERK, REVIEWER, APPROVER = "clerk", "reviewer", "approver"
COUNTY_CLERK, DELEGATE = "clerk340209", "delegate"
"""Five: three of the province, a county's, and whom an employer sends; the sixth is a citizen."""

HERE, THERE = "34", "32"
FACTORY, MILL = "91340111MT1Y4MXDUF", "91340209B8PHNT1R28"
"""Employers: in 包河, whose delegate signs in, and in 弋江, where the county's clerk works."""


def face_of(who: str) -> str:
    """Return at which face somebody signs in; a citizen does so by their number."""
    if who == DELEGATE:
        return "employer"
    return "my" if who[:1].isdecimal() else "clerk"


MORNING, STOPPED, AFTERNOON = "morning", "the ministry is stopped and killed", "afternoon"
HOURS = (MORNING, STOPPED, AFTERNOON)

ENDS = {"refused": "refused", "withdrawn": "withdrawn", "outside_withdrawn": "withdrawn"}
"""How a matter of a course ends, where it is not completed."""

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安宁远清和静明亮"


@dataclass(frozen=True)
class Matter:
    """A matter of the plan: its key, its item, whose it is, its course, and by which hand.

    `of` is the key of the matter that it follows; it is then about the same person.
    """

    key: int
    hour: str
    course: str
    hand: str
    code: str = "person_enrolment"
    of: int = 0
    province: str = HERE

    @property
    def ends(self) -> str:
        """The status in which it ends."""
        return ENDS.get(self.course, "completed")

    @property
    def decisions(self) -> int:
        """How often the log tells of it: a transfer also when it asks the other province."""
        return 2 if self.code == "transfer_in" else 1


# M morning, S while the ministry is stopped, A afternoon; `of` is the row it follows, 0 for none.
TABLE = """
M carried           browser person_enrolment              0  34
M carried           machine person_enrolment              0  34
M carried           machine person_enrolment              0  34
M county            machine person_enrolment              0  34
M corrected         browser person_enrolment              0  34
M corrected         machine person_enrolment              0  34
M refused           browser person_enrolment              0  34
M refused           machine person_enrolment              0  34
M withdrawn         browser person_enrolment              0  34
M withdrawn         machine person_enrolment              0  34
M recorded          browser prior_record                  0  34
M recorded          machine prior_record                  0  32
M carried           machine person_enrolment             12  34
M declared          machine wage_declaration             13  34
M received          machine contribution_receipt         14  34
M session_lost      browser person_enrolment              0  34
M handed_over       browser person_enrolment              0  34
M handed_over       machine person_enrolment              0  34
M delegated         machine employer_user                 0  34
M carried           machine person_enrolment              0  34
M carried           machine person_enrolment              0  34
S asked             machine retirement_claim             11  34
S carried           machine person_enrolment              0  34
S carried           browser person_enrolment              0  34
S corrected         machine person_enrolment              0  34
S transferred       browser transfer_in                  13  34
A answered          machine transfer_out                 26  32
A outside_corrected browser employment_end               20  34
A outside_withdrawn browser employment_end               21  34
A carried           machine employment_end                3  34
A reversed_first    machine employment_end_reversal      30  34
A reversed          machine person_enrolment_reversal     3  34
A reversed          browser person_enrolment_reversal     2  34
A batched           machine person_enrolment              0  34
A batched           machine person_enrolment              0  34
A batched           machine person_enrolment              0  34
A batched           machine person_enrolment              0  34
M admitted          machine citizen_sign_in              13  34
A taken_in          browser employment_end                1  34
A taken_in          machine employment_end                5  34
"""


def _plan() -> tuple[Matter, ...]:
    keys = count(1)
    rows = [line.split() for line in TABLE.strip().splitlines() if not line.startswith("#")]
    hours = dict(zip("MSA", HOURS, strict=True))
    return tuple(
        Matter(next(keys), hours[hour], course, hand, code, int(of), province)
        for hour, course, hand, code, of, province in rows
    )


PLAN = _plan()
BY_KEY = {matter.key: matter for matter in PLAN}


def person_of(matter: Matter) -> tuple[str, str]:
    """Return the number and the name of whom a matter is about: who began what it follows."""
    while matter.of:
        matter = BY_KEY[matter.of]
    key = matter.key
    name = SURNAMES[key % len(SURNAMES)] + GIVEN[key % 7] + GIVEN[key // 7]
    born = "19640915" if matter.code == "prior_record" and matter.province == HERE else "19900307"
    return ssn_of(born, f"{2 * key + 101:03}"), name


def enrolments_left() -> Counter[str]:
    """Return by person how many enrolments the province holds in the evening."""
    left: Counter[str] = Counter()
    for matter in PLAN:
        if matter.ends == "completed":
            left[person_of(matter)[0]] += {
                "person_enrolment": 1, "person_enrolment_reversal": -1
            }.get(matter.code, 0)  # fmt: skip
    return +left
