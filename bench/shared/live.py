"""Small items of one step, some every second, and how soon the ministry holds what each told."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep

import httpx
import psycopg

from shared.pair import MINISTRY, Pair, value
from tongchou.node.nodes import Node

CALLERS = 12

Reached = list[tuple[int, float]]
"""How far the ministry's copy of a log was at which moments."""


def is_level(nodes: Pair, code: str) -> bool:
    """Whether nothing waits in a province and the ministry holds its last event."""
    if value(nodes.url(code), "SELECT count(*) FROM (SELECT FROM events_unsealed LIMIT 1)"):
        return False
    return held(nodes, code) == tip(nodes, code)


def tip(nodes: Pair, code: str) -> int:
    """Return the last position sealed in a province."""
    return value(nodes.url(code), "SELECT coalesce(max(position), 0) FROM events_seal")


def held(nodes: Pair, code: str) -> int:
    """Return the last position of a province's log that the ministry holds."""
    return value(
        nodes.url(MINISTRY),
        f"SELECT coalesce(max(received_position), 0) FROM sync_peer WHERE code = '{code}'",  # noqa: S608  # of the bench's own
    )


def made_up(province: str, count: int) -> Iterator[dict[str, str]]:
    """Yield the forms of employers that nobody registered yet."""
    from tongchou.standards.identity import credit_code_check  # noqa: PLC0415 - needs settings

    for number in range(count):
        body = f"91{province}0104MB{number:07d}"
        yield {
            "credit_code": body + credit_code_check(body),
            "name": f"第{number}号机械有限公司",
            "division_code": f"{province}0104",
        }


def held_after(nodes: Pair, node: Node, forms: Sequence[dict[str, str]], rate: int) -> list[float]:
    """Hand in items at a rate; return how long after its answer each was held, in ms."""
    with watched(nodes, node.code) as reached:
        answered = handed_in(nodes, node, forms, rate)
        while not is_level(nodes, node.code):
            sleep(0.05)
        sleep(0.1)
    return delays(nodes, node.code, answered, reached)


def handed_in(
    nodes: Pair, node: Node, forms: Sequence[dict[str, str]], rate: int
) -> dict[str, float]:
    """Hand in items at a rate; return at which moment each was answered, by its number."""
    told = json.loads((nodes.home / "nodes" / node.code / "sign-ins.json").read_text("utf-8"))
    token = next(clerk["token"] for clerk in told["clerks"] if clerk["login"] == "clerk")
    answered: dict[str, float] = {}
    began = monotonic()

    def hand_in(turn: int) -> None:
        with httpx.Client(
            base_url=node.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False
        ) as caller:
            for place in range(turn, len(forms), CALLERS):
                sleep(max(0.0, began + place / rate - monotonic()))
                said = {"code": "employer_registration", "form": forms[place]}
                answer = caller.post("/api/v1/items", json=said)
                assert answer.status_code == httpx.codes.CREATED, answer.text
                answered[answer.json()["number"]] = monotonic()

    with ThreadPoolExecutor(CALLERS) as callers:
        list(callers.map(hand_in, range(CALLERS)))
    return answered


def delays(nodes: Pair, code: str, answered: dict[str, float], reached: Reached) -> list[float]:
    """Return how long after its answer the last event of each item was held, in ms."""
    with psycopg.connect(nodes.url(code)) as owner:
        places: dict[str, int] = dict(
            owner.execute(
                "SELECT item_number, max(position) FROM events_seal JOIN events_event AS event"
                " ON event.id = event_id WHERE item_number = ANY(%s) GROUP BY 1",
                [list(answered)],
            ).fetchall()
        )
    positions = [position for position, _ in reached]
    found = {number: reached[bisect_left(positions, place)][1] for number, place in places.items()}
    assert len(found) == len(answered)
    return [(found[number] - at) * 1_000 for number, at in answered.items()]


@contextmanager
def watched(nodes: Pair, code: str) -> Iterator[Reached]:
    """Note how the ministry's copy of a log grows, as long as the block lasts."""
    reached: Reached = []
    done = Event()
    watching = Thread(target=_watch, args=(nodes.url(MINISTRY), code, reached, done))
    watching.start()
    try:
        yield reached
    finally:
        done.set()
        watching.join()


def _watch(url: str, code: str, reached: Reached, done: Event) -> None:
    with psycopg.connect(url, autocommit=True) as owner:
        while not done.is_set():
            row = owner.execute(
                "SELECT received_position FROM sync_peer WHERE code = %s", [code]
            ).fetchone()
            position = int(row[0]) if row else 0
            if not reached or position > reached[-1][0]:
                reached.append((position, monotonic()))
            sleep(0.002)
