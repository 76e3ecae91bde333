"""What a file is that is no table: told by its first bytes, for whoever picked the wrong one."""

from typing import IO

from tongchou.business.contribution.refusals import file_unreadable
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

_START_BYTES = 4096

_SIGNATURES = (
    (b"%PDF", Text("PDF文件", "a PDF document")),
    (b"\x89PNG", Text("PNG图片", "a PNG picture")),
    (b"\xff\xd8\xff", Text("JPEG图片", "a JPEG picture")),
    (b"GIF8", Text("GIF图片", "a GIF picture")),
    (b"Rar!", Text("RAR压缩文件", "a RAR archive")),
    (b"7z\xbc\xaf", Text("7z压缩文件", "a 7z archive")),
    (b"\x1f\x8b", Text("gzip压缩文件", "a gzip archive")),
    (b"{\\rtf", Text("RTF文档", "an RTF document")),
)
_HTML = Text("另存为表格的网页(HTML)", "a web page (HTML) saved as a spreadsheet")
_XML_SHEET = Text("XML电子表格2003", "an XML spreadsheet of 2003")
_SPREADSHEETS = (_HTML, _XML_SHEET)
_ANOTHER = Text("请选择申报工资的CSV或XLSX文件", "Choose the file of wages, CSV or XLSX")
_STATEMENT = Text("银行对账单(camt XML)", "a bank statement (camt XML)")
_PAYMENTS = Text("银行付款文件(pain XML)", "a bank payment file (pain XML)")
_XML = Text("XML文件", "an XML file")
_JSON = Text("JSON文件", "a JSON file")


def refused_by_format(body: IO[bytes]) -> Refusal | None:
    """Return what is said of a file that is of another kind; None for what may be a table."""
    body.seek(0)
    start = body.read(_START_BYTES)
    kind = next((text for mark, text in _SIGNATURES if start.startswith(mark)), None)
    kind = kind or _kind_of_text(start)
    if kind is None:
        return None
    said = f"文件是{kind.zh},不是表格", f"The file is {kind.en}, not a table"
    return file_unreadable(*said, remedy=None if kind in _SPREADSHEETS else _ANOTHER)


def _kind_of_text(start: bytes) -> Text | None:
    encoding = "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = start.decode(encoding, "ignore").lstrip().lower()
    if text.startswith("<?xml"):
        marks = {
            "urn:schemas-microsoft-com:office:spreadsheet": _XML_SHEET,
            "<html": _HTML,
            "camt.": _STATEMENT,
            "pain.": _PAYMENTS,
        }
        return next((kind for mark, kind in marks.items() if mark in text), _XML)
    if text.startswith(("<!doctype html", "<html", "<table", "<meta", "<head", "mime-version:")):
        return _HTML
    return _JSON if text.startswith(("{", "[{")) else None
