"""What this line may refuse of a file as a whole, in order of precedence."""

from collections.abc import Sequence

from tongchou.business.contribution import limits
from tongchou.business.contribution.headers import NAMES, REQUIRED, columns_of
from tongchou.business.contribution.table import Row
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

_WORDS_TOLD, _NAMES_TOLD, _QUOTED_MAX = 12, 6, 30
"""How many cells of a row, names of a column and characters of a cell are told."""

_SAVE_ANEW = Text(
    "请另存为CSV(UTF-8或GB18030)或XLSX后重新提交", "Save it anew as CSV (UTF-8 or GB18030) or XLSX"
)


def file_too_large(zh: str, en: str) -> Refusal:
    """Refuse a file of more than a declaration can have; the words name the limit."""
    return Refusal(
        code="file.too_large",
        text=Text(f"文件过大:上限为{zh}", f"The file is too large: the limit is {en}"),
        remedy=Text("请按单位拆分后分别提交", "Split it by employer and hand the parts in"),
        field="file",
    )


def too_many_rows() -> Refusal:
    """Refuse a file of more rows than one declaration may have."""
    return file_too_large(f"{limits.ROWS_MAX:,}行", f"{limits.ROWS_MAX:,} rows")


def too_many_employers() -> Refusal:
    """Refuse a file that declares for more employers than anybody acts for."""
    most = f"{limits.EMPLOYERS_MAX:,}"
    return file_too_large(f"{most}个单位", f"{most} employers")


def too_many_periods() -> Refusal:
    """Refuse a file whose rows are for more months than there may be."""
    most = f"{limits.PERIODS_MAX:,}"
    return file_too_large(f"{most}个费款所属期", f"{most} months")


def file_overgrown(zh: str, en: str) -> Refusal:
    """Refuse a file that holds far more than the rows of a declaration; the words say what."""
    return Refusal(
        code="file.too_large",
        text=Text(zh, en),
        remedy=Text(
            "请只把申报的各行复制到新建的表格,另存后提交;人数多的请按单位拆分",
            "Copy only the declared rows into a new spreadsheet, save it and hand that in; split"
            " a large one by employer",
        ),
        field="file",
    )


def too_many_columns(row: int) -> Refusal:
    """Refuse a file with a row of more cells than any table of wages has."""
    most = f"{limits.COLUMNS_MAX:,}"
    return file_overgrown(f"第{row}行超过{most}列", f"Row {row} has more than {most} columns")


def file_empty() -> Refusal:
    """Refuse a file in which nobody is declared."""
    return Refusal(
        code="file.empty",
        text=Text("文件中没有申报人员", "Nobody is declared in the file"),
        remedy=Text("请核对后重新提交", "Compare, and hand in the right file"),
        field="file",
    )


def file_unreadable(zh: str, en: str, remedy: Text | None = None) -> Refusal:
    """Refuse a file that cannot be read without guessing; the words say where and why."""
    return Refusal("file.unreadable", Text(zh, en), remedy=remedy or _SAVE_ANEW, field="file")


def header_missing(sheet: str = "", seen: Row | None = None) -> Refusal:
    """Refuse a file in which no row names the columns; `seen` is the first row that says much."""
    zh, en = "没有找到表头行", "No row names the columns"
    if seen:
        where, words = _where(sheet, seen[0]), _words(seen[1])
        zh, en = f"{zh};{where.zh}是:{words.zh}", f"{en}; {where.en} says: {words.en}"
    names = list(REQUIRED.values())
    return Refusal(
        code="file.header_missing",
        text=Text(zh, en),
        remedy=Text(
            f"表头应包含:{'、'.join(name.zh for name in names)}",
            f"The header must name: {', '.join(name.en for name in names)}",
        ),
        field="file",
    )


def column_missing(sheet: str, header: Row) -> Refusal:
    """Refuse a file whose header lacks columns that every declaration needs."""
    number, cells = header
    named = columns_of(cells)
    columns = {column: text for column, text in REQUIRED.items() if column not in named}
    where, words = _where(sheet, number), _words(cells)
    known = {
        column: [name for name in NAMES[column] if not name.isascii()][:_NAMES_TOLD]
        for column in columns
    }
    return Refusal(
        code="file.column_missing",
        text=Text(
            f"表头缺少:{'、'.join(text.zh for text in columns.values())};{where.zh}是:{words.zh}",
            f"The header lacks: {', '.join(text.en for text in columns.values())};"
            f" {where.en} says: {words.en}",
        ),
        remedy=Text(
            "请补上这些列后重新提交,列名可写作 "
            + ";".join("、".join(names) for names in known.values())
            + (
                "。信用代码也可在提交时填写,或写在表头上方,如“统一社会信用代码:…”"
                if "credit_codes" in known
                else ""
            ),
            "Add these columns and hand the file in again; they may be called "
            + "; ".join(", ".join(names) for names in known.values())
            + (
                ". The credit code may also be filled in with the file, or stand above the header:"
                " 统一社会信用代码:…"
                if "credit_codes" in known
                else ""
            ),
        ),
        field="file",
    )


def column_repeated(sheet: str, header: Row, places: Sequence[int]) -> Refusal:
    """Refuse a file in which several columns have the name of one that every row needs."""
    number, cells = header
    where, heading = _where(sheet, number), _quoted(cells[places[0]])
    told = [_column_letters(place) if sheet else str(place + 1) for place in places]
    return Refusal(
        code="file.column_repeated",
        text=Text(
            f"{where.zh}有多列叫“{heading}”:第{'、'.join(told)}列",
            f"{where.en} names several columns “{heading}”: {', '.join(told)}",
        ),
        remedy=Text(
            "请只保留养老保险的一列,或在上一行写明“养老保险”",
            "Keep the one of the pension only, or write 养老保险 above it",
        ),
        field="file",
    )


def several_sheets(first: str, other: str) -> Refusal:
    """Refuse a workbook of which two sheets declare people."""
    first, other = _quoted(first), _quoted(other)
    return Refusal(
        code="file.several_sheets",
        text=Text(
            f"工作表“{first}”和“{other}”都有申报人员",
            f"Sheets “{first}” and “{other}” both declare people",
        ),
        remedy=Text(
            "请合并到一张工作表,或分别另存后提交;不申报的工作表(包括隐藏的)请删除",
            "Put them into one sheet, or hand each in as a file; delete what is not declared,"
            " hidden sheets too",
        ),
        field="file",
    )


def other_month(said: str, row: int, declared: str) -> Refusal:
    """Refuse a file that states another month than the one it is declared for."""
    said = _quoted(said)
    return Refusal(
        code="declaration.other_month",
        text=Text(
            f"文件第{row}行的费款所属期是“{said}”,申报的是{declared}",
            f"Row {row} of the file is for “{said}”; it is declared for {declared}",
        ),
        remedy=Text(
            "请更正费款所属期后重新提交;多个月份请分别提交",
            "Correct the month and hand it in again, each month by itself",
        ),
        field="month",
    )


def other_employers(named: Sequence[str], declared: str) -> Refusal:
    """Refuse a file that names other employers than the one it is handed in for."""
    other = next(code for code in (*named, "") if code != declared)
    return Refusal(
        code="declaration.other_employer",
        text=Text(
            f"文件中的单位是“{_quoted(other)}”,填写的是{declared}",
            f"The file names the employer “{_quoted(other)}”; {declared} was filled in",
        ),
        remedy=Text(
            "文件中有单位的不必填写;请核对后重新提交",
            "Leave it blank where the file names its employers; compare, and hand it in again",
        ),
        field="credit_code",
    )


def _where(sheet: str, row: int) -> Text:
    if not sheet:
        return Text(f"第{row}行", f"row {row}")
    sheet = _quoted(sheet)
    return Text(f"工作表“{sheet}”第{row}行", f"row {row} of sheet “{sheet}”")


def _words(cells: Sequence[str]) -> Text:
    said = [_quoted(cell) for cell in cells if cell.strip()]
    more = len(said) > _WORDS_TOLD
    told = said[:_WORDS_TOLD]
    return Text("、".join(told) + "…" * more, ", ".join(told) + "…" * more)


def _quoted(text: str) -> str:
    """Return the beginning of what a file says, on one line and without invisible signs."""
    plain = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return plain[:_QUOTED_MAX] + "…" * (len(plain) > _QUOTED_MAX)


def _column_letters(place: int) -> str:
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def too_many_refused(count: int, case: Text, cases: int) -> Refusal:
    """Refuse a file of which so many rows are refused that the file itself must be at fault."""
    return Refusal(
        code="file.rows_refused",
        text=Text(
            f"文件有{count:,}行不符合要求,其中{cases:,}行:{case.zh}",
            f"{count:,} rows of the file are refused, {cases:,} of them for: {case.en}",
        ),
        remedy=Text(
            "请更正后重新提交,或按单位拆分后分别提交以逐行查看原因",
            "Correct it and hand it in again; split by employer it shows each row's reason",
        ),
        field="file",
    )


def month_ahead() -> Refusal:
    """Refuse wages for a month that has not come yet."""
    return Refusal(
        code="declaration.month_ahead",
        text=Text("费款所属期尚未到来", "The month has not come yet"),
        field="month",
    )
