"""Declaration files built to exhaust whoever reads them, each of one kind."""

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from random import Random
from struct import pack_into
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

MB = 1 << 20
HEADER = "统一社会信用代码,单位名称,姓名,社会保障号码,申报月工资\n"
ROW = "91350100M000100Y43,某某公司,沈𬱖,11010519491231002X,9100\n"
ACCENTS = "e" + "\u0301" * 45_000 + "\u0323" * 45_000
SHARED = '<c t="s"><v>0</v></c>'
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{KINDS}/%s" Target="%s"/>
<Relationship Id="r2" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="r3" Type="{KINDS}/styles" Target="styles.xml"/>
</Relationships>"""
HEAD = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER.strip().split(","))
LAUGHS = "".join(
    f'<!ENTITY {name} "{("&" + inner + ";") * 10}">' for inner, name in pairwise("abcdefghij")
)


def under_header(*rows: str) -> bytes:
    """Return a CSV file of a good header and the rows given."""
    return (HEADER + "".join(rows)).encode()


def sheet(rows: str, before: str = "") -> bytes:
    """Return a sheet with a good header and the rows given."""
    text = f"{before}<worksheet {SPACE}><sheetData><row>{HEAD}</row>{rows}</sheetData></worksheet>"
    return text.encode()


def workbook(
    sheet1: bytes = sheet(""),
    *,
    styles: bytes = b"<styleSheet/>",
    strings: bytes = b"<sst/>",
    book: str = '<sheet name="a" r:id="r1"/>',
    more: dict[str, bytes] | None = None,
    how: int = ZIP_DEFLATED,
) -> bytes:
    """Return a workbook made of the parts given."""
    packed = BytesIO()
    with ZipFile(packed, "w", how) as archive:
        archive.writestr("_rels/.rels", RELATIONS % ("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {SPACE} xmlns:r="{KINDS}"><sheets>{book}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELATIONS % ("worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr("xl/styles.xml", styles)
        archive.writestr("xl/sharedStrings.xml", strings)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet1.xml", sheet1)
    return packed.getvalue()


def noise(size: int) -> bytes:
    """Return bytes that do not pack, so that what holds them seems to be worth its size."""
    return Random(1).randbytes(size)  # noqa: S311  # nobody shall guess; it shall not pack


def half_noise(element: str, count: int) -> str:
    """Return elements that pack to about a fiftieth, so that no ratio gives them away."""
    marks = Random(2)  # noqa: S311  # as above
    return "".join(f"{element * 64}<!--{marks.randbytes(3).hex()}-->" for _ in range(count // 64))


def with_directory(content: bytes, place: int, form: str, lie: int) -> bytes:
    """Return an archive in which the last entry of the directory lies about one of its facts."""
    changed = bytearray(content)
    pack_into(form, changed, changed.rindex(b"PK\x01\x02") + place, lie)
    return bytes(changed)


FIRST_PLACE = '<row r="2"><c r="A2"><v>1</v></c></row>'
CELLS = "<c><v>1</v></c>" * 2_000_000

BOMBS: dict[str, Callable[[], bytes]] = {
    "one row of commas": lambda: HEADER.encode() + b"," * (60 * MB),
    "a header of commas": lambda: b"," * (30 * MB) + HEADER.encode(),
    "one row of quoted line ends": lambda: HEADER.encode() + b'"\n",' * (8 * MB),
    "one cell without end": lambda: HEADER.encode() + b"x" * (60 * MB),
    "a quote that stays open": lambda: (HEADER + '"').encode() + ROW.encode() * 500_000,
    "nothing but line ends": lambda: HEADER.encode() + b"\n" * (60 * MB),
    "nothing but carriage returns": lambda: HEADER.encode() + b"\r" * (60 * MB),
    "rows of a thousand cells": lambda: HEADER.encode() + (b"," * 999 + b"\n") * 60_000,
    "UTF-16 of commas": lambda: (HEADER + "," * (20 * MB)).encode("utf-16"),
    "GB18030 of one cell": lambda: HEADER.encode("gb18030") + "沈".encode("gb18030") * (20 * MB),
    "rows of brackets": lambda: (b"(" * 99_000 + b"\n") * 30 + HEADER.encode(),
    "accents behind accents": lambda: under_header(
        ROW.replace("沈𬱖", ACCENTS) * 300, ROW.replace("9100", ACCENTS) * 300, '"'
    ),
    "wide characters": lambda: under_header(ROW.replace("沈", "𬱖" * 90_000) * 350, '"'),
    "long names": lambda: under_header(ROW.replace("沈", "沈" * 380) * 100_001),
    "long numbers": lambda: under_header(ROW.replace("1231002X", "1" * 180) * 500_000),
    "long wages": lambda: under_header(ROW.replace("9100", "9" * 180) * 500_000),
    "an employer a row": lambda: under_header(
        *(ROW.replace("91350100M0", f"{row:010}") for row in range(1_000_000))
    ),
    "a million rows and more": lambda: HEADER.encode() + ROW.encode() * 1_000_001,
    "styles of 49 MB": lambda: workbook(styles=b"<s><cellXfs>" + b"<xf/>" * (10 * MB)),
    "styles that hardly pack": lambda: workbook(
        styles=f"<s><cellXfs>{half_noise('<xf/>', 3 * MB)}</cellXfs></s>".encode()
    ),
    "a format of brackets": lambda: workbook(
        styles=f'<s><numFmt numFmtId="200" formatCode="{"[" * 900_000}"/></s>'.encode()
    ),
    "strings of 60 MB": lambda: workbook(strings=b"<sst>" + b"<si/>" * (12 * MB) + b"</sst>"),
    "strings that hardly pack": lambda: workbook(
        strings=f"<sst>{half_noise('<si/>', 4 * MB)}</sst>".encode()
    ),
    "a long string that many cells share": lambda: workbook(
        strings=f"<sst><si><t>{'沈' * 90_000}</t></si></sst>".encode(),
        sheet1=sheet(f"<row>{SHARED}</row>" * 4_000),
    ),
    "a row of one string": lambda: workbook(
        strings=f"<sst><si><t>{'沈' * 90_000}</t></si></sst>".encode(),
        sheet1=sheet(f"<row>{SHARED * 1_000}</row>" * 50),
    ),
    "one string without end": lambda: workbook(
        strings=b"<sst><si><t>" + noise(3 * MB).hex().encode() + b"</t></si></sst>",
        sheet1=sheet('<row><c t="s"><v>0</v></c></row>'),
    ),
    "one row of empty cells": lambda: workbook(sheet(f"<row>{'<c/>' * 10_000_000}</row>")),
    "one row of cells": lambda: workbook(sheet(f"<row>{CELLS}</row>")),
    "one row of cells that hardly packs": lambda: workbook(
        sheet(f"<row>{half_noise('<c/>', 4 * MB)}</row>")
    ),
    "a cell in the last row and column": lambda: workbook(
        sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "a cell beyond all columns": lambda: workbook(sheet('<row><c r="ZZZZZZ2"><v>1</v></c></row>')),
    "a row beyond all rows": lambda: workbook(sheet(f'<row r="{10**18}"><c><v>1</v></c></row>')),
    "rows that run backwards": lambda: workbook(sheet(FIRST_PLACE * 2)),
    "empty rows": lambda: workbook(sheet("<row/>" * 5_000_000)),
    "rows that hardly pack": lambda: workbook(sheet(half_noise("<row/>", 2 * MB))),
    "a cell without end": lambda: workbook(sheet(f"<row><c><v>{'1' * (40 * MB)}</v></c></row>")),
    "a tag without end": lambda: workbook(
        sheet(f"<row><c r='{noise(3 * MB).hex()}'><v>1</v></c></row>")
    ),
    "tags in tags": lambda: workbook(sheet(half_noise("<a>", 8 * MB))),
    "laughs": lambda: workbook(
        sheet('<row><c t="str"><v>&j;</v></c></row>', f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>')
    ),
    "spaces": lambda: workbook(b" " * (8 * MB)),
    "spaces beside 8 MB of noise": lambda: workbook(
        b"<a>" + half_noise(" ", 30 * MB).encode(), more={"xl/media/image1.png": noise(8 * MB)}
    ),
    "cells beside 8 MB of noise": lambda: workbook(
        sheet(f"<row>{half_noise('<c/>', 12 * MB)}</row>"),
        more={"xl/media/image1.png": noise(8 * MB)},
    ),
    "many parts": lambda: workbook(more={f"xl/{place}": b"" for place in range(20_000)}),
    "one sheet named many times": lambda: workbook(
        f"<worksheet>{FIRST_PLACE}</worksheet>".encode(), book='<sheet r:id="r1"/>' * 100_000
    ),
    "many sheets": lambda: workbook(
        f"<worksheet>{half_noise('<c/>', 400_000)}</worksheet>".encode(),
        book='<sheet r:id="r1"/>' * 200,
    ),
    "a part that claims terabytes": lambda: with_directory(workbook(), 24, "<I", 0xFFFFFFFE),
    "a part that claims little": lambda: with_directory(
        workbook(sheet("<row/>" * 5_000_000)), 24, "<I", 1000
    ),
    "a part that claims the bytes of others": lambda: with_directory(
        workbook(sheet("<row/>" * 5_000_000)), 20, "<I", 100 * MB
    ),
    "a part that is encrypted": lambda: with_directory(workbook(), 8, "<H", 1),
    "a part packed in another way": lambda: workbook(how=ZIP_BZIP2),
    "a workbook in a workbook": lambda: workbook(
        workbook(b" " * (90 * MB)), more={"xl/embeddings/a.xlsx": workbook(b" " * (90 * MB))}
    ),
    "unpacked megabytes of one tag": lambda: workbook(b"<a " * (30 * MB), how=ZIP_STORED),
    "half a workbook": lambda: workbook(sheet(FIRST_PLACE * 1000))[:-400],
    "an encrypted workbook": lambda: (
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le").rjust(4 * MB, b"\0")
    ),
}
"""Each file, built when it is asked for."""
