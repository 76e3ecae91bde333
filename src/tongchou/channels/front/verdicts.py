"""What became of each row of a declaration, as a table and as a file to send back."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from tongchou.standards.text import Text
from tongchou.workflow.models import Item

HEAD = Text("行号 文件行号 原因 代码", "row file_row reason code")
ABOUT = {
    "employer": Text("单位", "Employer"),
    "credit_code": Text("单位", "Employer"),
    "name": Text("姓名", "Name"),
    "identity": Text("号码", "Number"),
    "age": Text("年龄", "Age"),
    "wage": Text("工资", "Wage"),
}
"""Which column a verdict is about, by the first word of its code."""

WHOLE_ROW = Text("整行", "Whole row")
BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read a UTF-8 file as GBK."""


@dataclass(frozen=True)
class Judged:
    """What was said of one row: refused or put right, and under which codes.

    `row` is counted under the header, `file_row` from the top of the file.
    """

    row: int
    text: Text
    file_row: int
    codes: tuple[str, ...] = ()
    remedy: Text | None = None

    @property
    def about(self) -> Text:
        """The column that the weightiest verdict is about, or the whole row."""
        return ABOUT.get("".join(self.codes[:1]).partition(".")[0], WHOLE_ROW)


@dataclass(frozen=True)
class Verdicts:
    """The result of a bulk item: totals first, then what was refused, then what was changed."""

    outcome: dict[str, Any]

    @property
    def rows(self) -> int:
        """How many rows were judged."""
        return int(self.outcome.get("rows", 0))

    @property
    def accepted(self) -> int:
        """How many rows were taken."""
        return int(self.outcome.get("accepted", 0))

    @property
    def refused(self) -> int:
        """How many rows were not."""
        return int(self.outcome.get("refused", 0))

    @property
    def refused_share(self) -> int:
        """The refused rows' share of a bar a thousand wide, never too thin to see."""
        return max(10, self.refused * 1000 // max(self.rows, 1)) if self.refused else 0

    @property
    def kept_share(self) -> int:
        """The rest of the bar."""
        return 1000 - self.refused_share

    @property
    def due_fen(self) -> int:
        """What the accepted rows owe, employers' and employees' part together, in fen."""
        return sum(int(self.outcome.get(part, 0)) for part in ("employer_fen", "employee_fen"))

    @property
    def refusals(self) -> list[Judged]:
        """The refused rows with their reasons, in the order of the file."""
        return self._judged("refusals")

    @property
    def normalised(self) -> list[Judged]:
        """The rows that were taken after a safe correction."""
        return self._judged("normalised")

    def _judged(self, which: str) -> list[Judged]:
        chinese = self.outcome.get("cases", {})
        above = int(self.outcome.get("header_row", 0))
        rows = [
            Judged(
                row=int(one["row"]),
                text=Text(chinese.get(one["case"], one["case"]), one["case"]),
                file_row=int(one["row"]) + above,
                codes=(*([one["code"]] if "code" in one else ()), *one.get("also", ())),
                remedy=Text(**one["remedy"]) if "remedy" in one else None,
            )
            for one in self.outcome.get(which, [])
        ]
        return sorted(rows, key=lambda one: one.row)


def verdicts_of(item: Item) -> Verdicts | None:
    """Return the verdicts of a bulk item; None for every other item."""
    return Verdicts(item.outcome) if "refusals" in item.outcome else None


def refused_file(verdicts: Verdicts, language: str) -> str:
    """Return the refused rows with their reasons as CSV."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEAD.of(language).split())
    for refusal in verdicts.refusals:
        cells = (refusal.row, refusal.file_row, refusal.text.of(language), " ".join(refusal.codes))
        writer.writerow(_inert(cell) for cell in cells)
    return BYTE_ORDER_MARK + written.getvalue()


def _inert(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    words = str(cell)
    return "'" + words if words[:1] in {"=", "+", "-", "@", "\t"} else words
