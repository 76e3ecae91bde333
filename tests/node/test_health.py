"""A node says that it can work only when it can: its database answers, and its key is there."""

from typing import Any

from django.conf import settings
from django.test import Client


def test_a_node_whose_key_is_missing_says_at_once_that_it_cannot_work(province: Any) -> None:
    del province
    visitor = Client(SERVER_NAME="localhost")
    key = settings.HOME / "nodes" / "34" / "key.pem"
    kept = key.rename(key.with_suffix(".away"))

    without = visitor.get("/healthz")
    kept.rename(key)
    again = visitor.get("/healthz")

    assert (without.status_code, without.json()["ready"]) == (503, False)
    assert (again.status_code, again.json()["ready"]) == (200, True)
