"""What the interface answers when something is amiss is described by its schema."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from town import identifiers
from visiting import Systems, machine

from counter import AT, MAN, MAN_NAME, clerk
from tongchou.agency.changes import issue_own_token
from tongchou.channels.api import body
from tongchou.channels.api.problems import KINDS, MEDIA_TYPE
from tongchou.channels.api.statuses import EVERYWHERE, PROBLEM, REFUSAL

ROLES = {"province": "34", "ministry": "00"}
BODIES = (
    b"",
    b"{",
    b"{}",
    b" " * (body.JSON_BYTES_MAX + 1),
    b'{"province": "99"}',
    b'{"why": "as I was told"}',
    b'{"text": "said"}',
    b'{"judgement": "as I was told"}',
    b'{"code": "employment_end", "form": {}}',
    b'{"code": "employment_end", "form": {"a": 1}}',
    f'{{"ssn": "nobody", "reason": "r", "name": "{MAN_NAME}", "password": "long-enough"}}'.encode(),
    f'{{"ssn": "{MAN}", "reason": "r", "name": "{MAN_NAME}", "password": "long-enough"}}'.encode(),
)
"""What is sent to every operation: nothing, no JSON, too much, what one or another takes."""

VERBS = {"verb": "confirm"}
"""What of a path names a deed: there are no others, so what is done to nothing keeps it."""

Operation = tuple[str, str]
Statuses = dict[Operation, set[int]]
both_roles = pytest.mark.parametrize("role", ROLES)


def described() -> dict[Operation, dict[str, Any]]:
    """Return every operation of the schema of the node that is open."""
    paths = Client(SERVER_NAME="localhost").get("/api/v1/openapi.json").json()["paths"]
    return {
        (method, path): operation
        for path, operations in paths.items()
        for method, operation in operations.items()
    }


def callers(sign_ins: Any) -> Iterator[Client]:
    """Return who calls: systems, clerks, an administrator, who has nobody's token, a stranger."""
    yield Systems(sign_ins)
    yield from (machine(one["token"]) for one in sign_ins["clerks"][:4])
    for login in ("system", "security"):
        yield machine(str(issue_own_token(clerk(login), at=AT)[1]))
    yield machine("nobody's")
    yield Client(SERVER_NAME="localhost")


def places(path: str, facts: dict[str, Any]) -> Iterator[str]:
    """Return where an operation is found, and where nothing is."""
    yield re.sub(r"{(\w+)}", lambda part: str(facts[part[1]]), path)
    yield re.sub(r"{\w+}", "nobody", path)
    yield re.sub(r"{(\w+)}", lambda part: VERBS.get(part[1], "999999"), path) + "?province=99"


def answered(role: str, sign_ins: Any) -> Statuses:
    """Return what every operation answers to everybody, whatever is sent."""
    facts, found = identifiers(role), defaultdict(set)
    for method, path in described():
        for place in places(path, facts):
            for caller in callers(sign_ins):
                for sent in BODIES if method == "post" else (b"",):
                    answer = caller.generic(
                        method.upper(), place, sent, content_type="application/json",
                        HTTP_IDEMPOTENCY_KEY="k",
                    )  # fmt: skip
                    found[method, path].add(answer.status_code)
                    assert answer.status_code < 400 or is_problem(answer), answer.content
    return found


def is_problem(answer: Any) -> bool:
    """Whether an answer is a problem as RFC 9457 and our schema write it, refusals and all."""
    told = answer.json()
    return (
        answer["Content-Type"] == MEDIA_TYPE
        and set(PROBLEM["required"]) <= told.keys() <= PROBLEM["properties"].keys()
        and told["type"] == f"/api/v1/problems/{KINDS[answer.status_code].name}"
        and told["status"] == answer.status_code
        and all(one.keys() == REFUSAL["properties"].keys() for one in told.get("refusals", []))
    )


@pytest.mark.usefixtures("counter")
def test_what_no_operation_answers_is_told_in_the_same_shape() -> None:
    stranger = Client(SERVER_NAME="localhost", raise_request_exception=False)

    answers = {
        404: stranger.get("/api/nothing"),
        405: stranger.put("/api/v1/items"),
        400: stranger.get("/api/v1/items?a=%00"),
        401: stranger.get("/api/v1/items"),
        415: machine("x").post("/api/v1/items", "<a/>", content_type="text/xml; charset=gbk"),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {
        404: 404, 405: 405, 400: 400, 401: 401, 415: 401,
    }  # fmt: skip
    assert all(map(is_problem, answers.values()))
    assert answers[401]["WWW-Authenticate"] == "Bearer"
    assert set(answers[405]["Allow"].split(", ")) == {"GET", "POST"}


def test_what_breaks_is_told_in_the_same_shape_and_named_in_the_log(
    counter: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("tongchou.workflow.queries.inbox", broken)
    token = next(one["token"] for one in counter["clerks"] if one["login"] == "clerk")

    answer = machine(token).get("/api/v1/items")

    assert (answer.status_code, is_problem(answer)) == (500, True)
    assert answer.json()["instance"] in caplog.text


@both_roles
def test_every_type_of_problem_says_what_it_means(opened: Callable[[str], Any], role: str) -> None:
    opened(ROLES[role])
    anybody = Client(SERVER_NAME="localhost")

    told = [anybody.get(f"/api/v1/problems/{kind.name}").json() for kind in KINDS.values()]

    assert [one["status"] for one in told] == list(KINDS)


@both_roles
def test_every_status_answered_is_described_and_every_404_described_is_answered(
    opened: Callable[[str], Any], role: str
) -> None:
    sign_ins = opened(ROLES[role])
    known = described()

    found = answered(role, sign_ins)

    assert {401, 403} <= set.union(*found.values())
    strange = {
        operation: statuses - {int(status) for status in known[operation]["responses"]}
        for operation, statuses in found.items()
    }
    assert {operation: some for operation, some in strange.items() if some} == {}
    says = {one for one, operation in known.items() if "404" in operation["responses"]}
    assert {operation for operation, statuses in found.items() if 404 in statuses} == says


@both_roles
def test_every_operation_describes_what_stands_before_all_of_them(
    opened: Callable[[str], Any], role: str
) -> None:
    opened(ROLES[role])

    for operation in described().values():
        told = {int(status): one for status, one in operation["responses"].items()}
        is_open = "security" not in operation
        beside = EVERYWHERE - {401, 403} if is_open else EVERYWHERE
        assert told.keys() >= beside
        assert told.keys() & {200, 201, 202}
        assert all(
            told[status]["description"] == KINDS[status].when for status in told if status >= 400
        )


def test_who_submits_is_told_of_the_key_and_of_the_conflict(opened: Callable[[str], Any]) -> None:
    opened("34")

    operation = described()["post", "/api/v1/items"]

    assert [(one["name"], one["in"]) for one in operation["parameters"]] == [
        ("Idempotency-Key", "header")
    ]
    assert "409" in operation["responses"]
