"""What this line may refuse of a file as a whole, in order of precedence."""

from collections.abc import Sequence

from tongchou.business.contribution import limits
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

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


def file_unreadable(zh: str, en: str) -> Refusal:
    """Refuse a file that cannot be read without guessing; the words say where and why."""
    return Refusal(code="file.unreadable", text=Text(zh, en), remedy=_SAVE_ANEW, field="file")


def header_missing() -> Refusal:
    """Refuse a file in which no row names the columns."""
    return Refusal(
        code="file.header_missing",
        text=Text("没有找到表头行", "No row names the columns"),
        remedy=Text(
            "表头应包含:统一社会信用代码、姓名、社会保障号码、申报月工资",
            "The header must name: credit code, name, social security number, monthly wage",
        ),
        field="file",
    )


def column_missing(columns: Sequence[Text]) -> Refusal:
    """Refuse a file whose header lacks columns that every declaration needs."""
    return Refusal(
        code="file.column_missing",
        text=Text(
            f"表头缺少:{'、'.join(column.zh for column in columns)}",
            f"The header lacks: {', '.join(column.en for column in columns)}",
        ),
        remedy=Text("请补上这些列后重新提交", "Add these columns and hand the file in again"),
        field="file",
    )


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
