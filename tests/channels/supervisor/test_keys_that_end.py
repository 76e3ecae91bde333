"""A province's page says when its key, or the ministry's own, has ended or ends soon."""

from datetime import timedelta
from typing import Any

from visiting import browser, page_of

from counter import AT
from tongchou.sync.models import NodeKey, NodeKeyEnd, Peer
from tongchou.sync.register import known_keys


def page() -> str:
    return page_of(browser("supervisor").get("/nation/provinces/34"))


def test_a_key_that_ends_is_told_on_the_page_of_its_province(capital: dict[str, Any]) -> None:
    assert capital
    Peer.objects.filter(code="34").update(contact_at=AT)
    assert "密钥" not in page()
    [key] = known_keys("34")

    NodeKeyEnd.objects.create(
        key=NodeKey.objects.get(key_id=key.key_id), ends_at=AT + timedelta(days=9),
        is_revoked=False, entered_at=AT, entered_by="test",
    )  # fmt: skip

    assert "节点34的密钥将于2024-11-14失效" in page()
