"""Files of rows as commands take them: CSV or JSON, as spreadsheets and programs save them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

_EMPLOYER_COLUMNS = {
    "credit_code": "统一社会信用代码",
    "name": "单位名称",
    "division_code": "行政区划代码",
}


def employers_in(file: Path) -> list[dict[str, str]]:
    """Return the employers of a file, whether its columns are named in English or in Chinese."""
    return [
        {name: str(row.get(name, row.get(zh, ""))) for name, zh in _EMPLOYER_COLUMNS.items()}
        for row in rows_in(file, "employers")
    ]


def rows_in(file: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a CSV or JSON file, the latter a list or an object that holds it.

    The text is UTF-8, or GB18030 as Chinese spreadsheets save it. Raises `ValueError`.
    """
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    if file.suffix.lower() != ".json":
        return list(csv.DictReader(io.StringIO(text)))
    listed = json.loads(text)
    rows = listed.get(name) if isinstance(listed, dict) else listed
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{file} holds no list of {name}")
    return rows
