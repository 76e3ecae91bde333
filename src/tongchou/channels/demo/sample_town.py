"""Invented people and employers for samples: well-formed numbers that belong to nobody we know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tongchou.standards.identity import CREDIT_CODE_ALPHABET, credit_code_check, ssn_check

MONTH = "2024-09"

SURNAMES = (
    "沈韩唐冯于董萧程曹袁邓许傅曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
)
GIVEN = "子涵雨桐浩宇欣怡梓萱俊熙诗琪博文晓彤思远佳颖志鹏海燕春梅立新冬青云飞雪莹凯旋晨曦若兰嘉诚"
FIRST_BIRTH, BIRTH_DAYS = date(1975, 1, 1), 10_400
RARE = ("古丽娜尔·买合木提", "巴特尔·苏和", "司空子文", "沈𬱖", "韩䒟", "唐堃喆")


@dataclass(frozen=True)
class Province:
    """A province of the demo: its limits in yuan, where its employers are, what they are called."""

    code: str
    floor: int
    ceiling: int
    file: str
    employers: tuple[tuple[str, str], ...]


PROVINCES = (
    Province(
        "34",
        4227,
        21133,
        f"34-declaration-{MONTH}.csv",
        (
            ("340111", "安徽巢湖帆精密仪器有限公司"),
            ("340811", "安徽皖江春农产品有限公司"),
            ("341124", "安徽滁山松建筑工程有限公司"),
        ),
    ),
    Province(
        "32",
        4879,
        24396,
        f"32-declaration-{MONTH}.csv",
        (
            ("320214", "江苏太湖石软件有限公司"),
            ("320412", "江苏运河柳纺织有限公司"),
            ("321003", "江苏瓜洲渡航运有限公司"),
        ),
    ),
    Province(
        "31",
        7384,
        36921,
        f"31-declaration-{MONTH}.xlsx",
        (
            ("310106", "上海苏河湾检测技术有限公司"),
            ("310117", "上海松江塔机器人有限公司"),
            ("310151", "上海崇明岛渔业有限公司"),
        ),
    ),
)


@dataclass(frozen=True)
class WageRow:
    """A row of a declaration; `fault` or `repair` say what was planted in it, `case` how."""

    credit_code: str
    employer: str
    name: str
    ssn: str
    wage: str
    fault: str = ""
    repair: str = ""
    case: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the file shows it."""
        return (self.credit_code, self.employer, self.name, self.ssn, self.wage)


class Town:
    """An inexhaustible source of invented people and employers, no number twice."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 the same people every time, and no secret
        self._taken: set[str] = set()

    def credit_code(self, division: str) -> str:
        """Return a well-formed credit code 统一社会信用代码 of an employer in a division."""
        body = f"91{division}{''.join(self.chance.choices(CREDIT_CODE_ALPHABET, k=9))}"
        return body + credit_code_check(body)

    def name(self) -> str:
        """Return a name."""
        given = self.chance.choices(GIVEN, k=self.chance.choice((1, 2, 2)))
        return self.chance.choice(SURNAMES) + "".join(given)

    def ssn(self, division: str, born_on: date | None = None, sex: int | None = None) -> str:
        """Return a well-formed number that nobody has yet."""
        while True:
            day = born_on or FIRST_BIRTH + timedelta(days=self.chance.randrange(BIRTH_DAYS))
            body = f"{division}{day:%Y%m%d}{self.chance.randrange(1000):03d}"
            if (sex is None or int(body[-1]) % 2 == sex) and body not in self._taken:
                self._taken.add(body)
                return body + ssn_check(body)

    def wage(self, province: Province) -> str:
        """Return a monthly wage in yuan; a few lie under the floor, some over the ceiling."""
        lowest, highest = self.chance.choice(((0.75, 1), (1, 2.5), (1, 2.5), (1, 2.5), (4, 7)))
        low, high = int(province.floor * 2 * lowest), int(province.floor * 2 * highest)
        halves = self.chance.randrange(low, high)
        return f"{halves // 2}.5" if halves % 2 else str(halves // 2)

    def rows(self, province: Province, employers: dict[str, str], count: int) -> Iterator[WageRow]:
        """Return rows of people in whose declaration nothing is wrong."""
        codes = list(employers)
        for _ in range(count):
            code = self.chance.choice(codes)
            division = self.chance.choice(("330482", "371329", "420922", code[2:8]))
            yield WageRow(
                code, employers[code], self.name(), self.ssn(division), self.wage(province)
            )


def employers_of(town: Town, province: Province) -> dict[str, str]:
    """Return a province's invented employers, name by credit code."""
    return {town.credit_code(division): name for division, name in province.employers}
