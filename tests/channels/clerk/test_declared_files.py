"""What a clerk sees of a declaration's file: where each refused row stands, and that none stood."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from visiting import browser

from counter import FACTORY, MAN, MAN_NAME, register_employer

TITLES = "九月申报表\n\n统一社会信用代码,姓名,社会保障号码,申报月工资\n"
SOUND = f"{FACTORY},{MAN_NAME},{MAN},8000\n"
BROKEN = f"{FACTORY},,1,8000\n"


@pytest.fixture
def clerk(counter: dict[str, Any]) -> Client:
    """Return a clerk's browser at a counter that knows the factory."""
    del counter
    register_employer()
    return browser("clerk")


def handed_in(clerk: Client, content: str) -> str:
    """Return the address of the item that a file became."""
    given = {"month": "2024-09", "file": SimpleUploadedFile("wages.csv", content.encode())}
    return str(clerk.post("/clerk/items/start/wage_declaration", given)["Location"])


def test_a_refused_row_is_told_by_its_place_in_the_file_too(clerk: Client) -> None:
    address = handed_in(clerk, TITLES + SOUND + BROKEN)

    page = clerk.get(address).content.decode()
    lines = clerk.get(f"{address}/refused.csv").content.decode("utf-8-sig").splitlines()

    assert "文件第5行" in page
    assert lines[0] == "行号,文件行号,原因,代码"
    assert lines[1].startswith("2,5,")


def test_a_file_of_which_no_row_stands_is_not_told_as_done(clerk: Client) -> None:
    none = clerk.get(handed_in(clerk, TITLES + BROKEN)).content.decode()
    some = clerk.get(handed_in(clerk, TITLES + SOUND + BROKEN)).content.decode()

    assert "没有一行通过" in none
    assert "已受理，编号" not in none
    assert "没有一行通过" not in some
    assert "已受理，编号" in some
