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
from tongchou.channels.api.statuses import DESCRIBED, EVERYWHERE

ROLES = {"province": "34", "ministry": "00"}
BODIES = (
    b"",
    b"{",
    b"{}",
    b" " * (body.JSON_BYTES_MAX + 1),
    b'{"province": "99"}',
    b'{"code": "employment_end", "form": {}}',
    b'{"code": "employment_end", "form": {"a": 1}}',
    f'{{"ssn": "nobody", "reason": "r", "name": "{MAN_NAME}", "password": "long-enough"}}'.encode(),
    f'{{"ssn": "{MAN}", "reason": "r", "name": "{MAN_NAME}", "password": "long-enough"}}'.encode(),
)
"""What is sent to every operation: nothing, no JSON, too much, what one or another takes."""

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
    yield machine(str(issue_own_token(clerk("system"), at=AT)[1]))
    yield machine("nobody's")
    yield Client(SERVER_NAME="localhost")


def places(path: str, facts: dict[str, Any]) -> Iterator[str]:
    """Return where an operation is found, and where nothing is."""
    yield re.sub(r"{(\w+)}", lambda part: str(facts[part[1]]), path)
    yield re.sub(r"{\w+}", "nobody", path)
    yield re.sub(r"{\w+}", "0", path) + "?province=99"


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
    return found


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
        assert told.keys() >= EVERYWHERE | {200}
        assert all(
            told[status]["description"] == DESCRIBED[status][0] for status in told.keys() - {200}
        )


def test_who_submits_is_told_of_the_key_and_of_the_conflict(opened: Callable[[str], Any]) -> None:
    opened("34")

    operation = described()["post", "/api/v1/items"]

    assert [(one["name"], one["in"]) for one in operation["parameters"]] == [
        ("Idempotency-Key", "header")
    ]
    assert "409" in operation["responses"]
