"""The demo's own declaration files: invented people, with faults planted on purpose.

`python -m tongchou.channels.demo.sample` writes the files anew, always the same ones; what they
must come to is reckoned here by plain arithmetic, so that it can judge the system.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tongchou.channels.demo.sample_files import as_csv, as_xlsx
from tongchou.channels.demo.sample_town import (
    MONTH,
    PROVINCES,
    RARE,
    Province,
    Town,
    WageRow,
    employers_of,
)
from tongchou.standards.identity import ssn_check

SEED = 20240930
FILES = Path(__file__).parent / "files"
FAULT_WAGE = "7350"


def faulty(town: Town, province: Province, rows: Iterator[WageRow]) -> Iterator[WageRow]:
    """Return rows with one fault each, as employers make them."""
    place = province.employers[0][0]
    plants: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("identity.mangled", "spreadsheet-mangled number", {"ssn": f"{place[0]}.{place[1:]}E+17"}),
        ("identity.birth_date", "month 13", {"ssn": _checked(f"{place}19881305{place[:3]}")}),
        ("identity.length", "15-digit number", {"ssn": f"{place}710228163"}),
        ("name.missing", "empty name", {"name": ""}),
        ("age.under_16", "under 16", {"ssn": town.ssn(place, date(2011, 3, 7))}),
        ("wage.missing", "empty wage", {"wage": ""}),
        ("wage.not_a_number", "wage in words", {"wage": "陆仟伍"}),
        ("wage.not_positive", "negative wage", {"wage": "-6200"}),
    )
    for (fault, case, planted), row in zip(plants, rows, strict=False):
        yield replace(row, fault=fault, case=case, **{"wage": FAULT_WAGE, **planted})
    row = next(rows)
    wrong = row.ssn[:-1] + ("7" if row.ssn[-1] != "7" else "3")
    yield replace(row, ssn=wrong, wage=FAULT_WAGE, fault="identity.check_digit", case="check digit")


def untidy(town: Town, province: Province, rows: Iterator[WageRow]) -> Iterator[WageRow]:
    """Return rows that are right once they are read as they were meant."""
    full_width = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    place = province.employers[1][0]
    row = next(rows)
    yield replace(
        row,
        ssn=row.ssn.translate(full_width),
        wage="12,640.50",
        case="full-width digits, thousands comma",
    )
    row = next(rows)
    yield replace(row, ssn=f"'{row.ssn}", case="leading apostrophe")
    row = next(rows)
    yield replace(row, name="\u3000".join(row.name), case="spaces in the name")
    while not (ssn := town.ssn(place)).endswith("X"):
        pass
    yield replace(
        next(rows),
        ssn=ssn.lower(),
        wage="8150".translate(full_width),
        case="lower-case x, full-width wage",
    )


def _checked(body: str) -> str:
    return body + ssn_check(body)


def seconds(town: Town, first: list[WageRow], employers: dict[str, str]) -> Iterator[WageRow]:
    """Return second rows for people who were declared already; each stands after the first."""
    again, other = town.chance.sample(first, 2)
    yield replace(again, wage=FAULT_WAGE, fault="row.duplicate", case="second row for one person")
    code = next(code for code in employers if code != other.credit_code)
    yield replace(
        other,
        credit_code=code,
        employer=employers[code],
        name=town.name() + "霖",
        fault="identity.name_mismatch",
        case="same number, other name",
    )


def file_rows(
    town: Town, province: Province, employers: dict[str, str], extra: list[WageRow], count: int
) -> list[WageRow]:
    """Return the rows of one file in the order in which they stand."""
    source = town.rows(province, employers, count)
    good = [*extra]
    good += [replace(next(source), name=name) for name in RARE]
    mixed = [*faulty(town, province, source), *untidy(town, province, source)]
    good += source
    mixed += good
    town.chance.shuffle(mixed)
    for row in seconds(town, good, employers):
        first = next(place for place, other in enumerate(mixed) if other.ssn == row.ssn)
        mixed.insert(town.chance.randrange(first + 1, len(mixed) + 1), row)
    return mixed


def expectation(province: Province, rows: list[WageRow], shared: set[str]) -> dict[str, Any]:
    """Return what a file must come to, by the law's own arithmetic row by row."""
    numbered = list(enumerate(rows, start=1))
    bases, floored, capped = [], 0, 0
    for row in (row for row in rows if not row.fault):
        wage_fen = _fen(row.wage)
        floored += not row.case and wage_fen < province.floor * 100
        capped += not row.case and wage_fen > province.ceiling * 100
        bases.append(min(max(wage_fen, province.floor * 100), province.ceiling * 100))
    return {
        "province": province.code,
        "month": MONTH,
        "rows": len(rows),
        "ignored_rows": 2,
        "accepted": len(bases),
        "refused": len(rows) - len(bases),
        "base_total": f"{sum(bases) // 100}.{sum(bases) % 100:02d}".removesuffix("0"),
        "employer_fen": sum((base * 16 + 50) // 100 for base in bases),
        "employee_fen": sum((base * 8 + 50) // 100 for base in bases),
        "refusals": [
            {"row": number, "code": row.fault, "case": row.case}
            for number, row in numbered
            if row.fault
        ],
        "normalised": [
            {"row": number, "case": row.case}
            for number, row in numbered
            if row.case and not row.fault
        ],
        "signals": [
            {"row": number, "signal": "duplicate_contribution_month"}
            for number, row in numbered
            if row.ssn in shared and not row.fault
        ],
        "floored": floored,
        "capped": capped,
    }


def _fen(wage: str) -> int:
    digits = wage.translate(str.maketrans("０１２３４５６７８９", "0123456789")).replace(",", "")
    yuan, _, part = digits.partition(".")
    return int(yuan) * 100 + int(part.ljust(2, "0"))


def declaration(count: int, *, seed: int = SEED) -> tuple[list[dict[str, str]], bytes]:
    """Return employers as the feed lists them and a faultless CSV file of `count` people."""
    town, province = Town(seed), PROVINCES[0]
    employers = employers_of(town, province)
    rows = (row.cells for row in town.rows(province, employers, count))
    return _feed(employers), as_csv(rows, "utf-8-sig")


def _feed(employers: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"credit_code": code, "name": name, "division_code": code[2:8]}
        for code, name in employers.items()
    ]


def written() -> dict[str, bytes]:
    """Return the sample files, what they must come to, and who plays in the demo."""
    town = Town(SEED)
    towns = {province.code: employers_of(town, province) for province in PROVINCES}
    two_jobs = [next(town.rows(PROVINCES[0], towns["34"], 1)) for _ in range(3)]
    mover = next(town.rows(PROVINCES[0], towns["34"], 1))
    retiree = replace(
        next(town.rows(PROVINCES[2], towns["31"], 1)),
        ssn=town.ssn("310106", date(1964, 9, 16), sex=1),
        wage="15860",
    )
    second_jobs = [
        replace(row, credit_code=code, employer=towns["32"][code], wage=town.wage(PROVINCES[1]))
        for row, code in zip(two_jobs, towns["32"], strict=True)
    ]
    files: dict[str, bytes] = {}
    expected = {}
    for province, extra in zip(
        PROVINCES, ([*two_jobs, mover], second_jobs, [retiree]), strict=True
    ):
        rows = file_rows(town, province, towns[province.code], extra, 54 + len(files) * 5)
        cells = [row.cells for row in rows]
        files[province.file] = {
            "34": lambda cells: as_csv(cells, "utf-8-sig"),
            "32": lambda cells: as_csv(cells, "gb18030"),
            "31": lambda cells: as_xlsx(cells, "上海市2024年9月缴费工资申报表"),
        }[province.code](cells)
        expected[province.file] = expectation(province, rows, {row.ssn for row in two_jobs})
    cast = {
        "files": {
            province.code: {"file": province.file, "employers": _feed(towns[province.code])}
            for province in PROVINCES
        },
        "mover": _mover(mover, next(iter(towns["32"]))),
        "retiree": _retiree(retiree),
    }
    return files | {"expected.json": _json(expected), "cast.json": _json(cast)}


def _mover(row: WageRow, next_code: str) -> dict[str, Any]:
    return {
        "ssn": row.ssn,
        "name": row.name,
        "province": "34",
        "destination": "32",
        "home": "32",
        "credit_code": row.credit_code,
        "next_credit_code": next_code,
        "next_wage": "9860",
        "password": "yanjiang-2024",
    }


def _retiree(row: WageRow) -> dict[str, Any]:
    return {
        "ssn": row.ssn,
        "name": row.name,
        "province": "31",
        "home": "31",
        "track": "man",
        "password": "pujiang-2024",
        "record": {
            "from_month": "1998-01",
            "last_month": "2024-08",
            "months": 312,
            "wage_index": "1.0862",
            "account_yuan": "168532.40",
            "document": "养老保险手册(1998年1月至2024年8月)",
        },
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__":
    for name, content in written().items():
        (FILES / name).write_bytes(content)
