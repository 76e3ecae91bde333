"""A browser, and what all faces show of the running nodes in which the demo's life is played.

Set TONGCHOU_PICTURES=1 to write the README's pictures into docs/screenshots.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from survey import Survey

import faces
from faces import Doors, Visit, Visitor
from running import Cluster
from tongchou.channels.demo.life import Played, cast, handle


@pytest.fixture(scope="session")
def chromium(nodes: Cluster) -> Iterator[Browser]:
    """Start a browser; it closes before the nodes stop, so that they wait for no connection."""
    assert nodes.is_well()
    with faces.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def played(nodes: Cluster, played: Played) -> Played:
    """Find the mover's earlier years in two archives, once the demo's life is played."""
    earlier_years(nodes)
    return played


def earlier_years(nodes: Cluster) -> None:
    """Enter 36 months in 江苏, and 53 in 上海 half a year later, until half a year ago."""
    mover = cast()["mover"]
    person = {"ssn": mover["ssn"], "name": mover["name"]}
    employer = cast()["files"]["31"]["employers"][0]["credit_code"]
    job = {"credit_code": employer, "from_month": "2020-01"}
    handle(nodes.nodes, "32", "prior_record", person | archive("2016-07", "2019-06", 36))
    handle(nodes.nodes, "31", "person_enrolment", person | job)
    handle(nodes.nodes, "31", "prior_record", person | archive("2020-01", "2024-05", 53))
    end = {"ssn": mover["ssn"], "credit_code": employer, "last_month": "2024-05"}
    handle(nodes.nodes, "31", "employment_end", end)
    assert nodes.nodes.wait_until_held(["31", "32"], seconds=30)


def archive(first: str, last: str, months: int) -> dict[str, object]:
    """Return what an archive says of a working life: its months, index and account."""
    return {
        "from_month": first,
        "last_month": last,
        "months": months,
        "wage_index": "1.0120",
        "account_yuan": "31043.20",
        "document": f"养老保险手册({first}至{last})",
    }


@pytest.fixture(scope="session")
def doors(chromium: Browser, nodes: Cluster, played: Played) -> Doors:
    assert played.holds
    return Doors(chromium, nodes)


@pytest.fixture(scope="session")
def survey(doors: Doors, played: Played) -> Survey:
    """Look at pages, each once in each language, for all tests that ask about them."""
    return Survey(doors, played)


@pytest.fixture
def visit(doors: Doors) -> Iterator[Visit]:
    """Open windows, and fail when one of the pages shown in them made trouble."""
    opened: list[Visitor] = []

    def open_window(*where: str, **how: object) -> Visitor:
        opened.append(doors.open(*where, **how))
        return opened[-1]

    yield open_window
    troubles = [trouble for visitor in opened for trouble in visitor.troubles]
    for visitor in opened:
        visitor.page.close()
    assert not troubles
