"""The page of an item that waits says for what, also to who may still take it back."""

from typing import Any

import pytest
from town import inhabit
from visiting import browser, page_of

from counter import AT, MAN, accepted, carried
from tongchou.proof.models import Run


@pytest.mark.parametrize("who", ["clerk", "reviewer"])
def test_an_approved_repair_says_who_carries_it_out_and_by_which_command(
    counter: dict[str, Any], who: str
) -> None:
    assert counter
    inhabit()
    run = Run.objects.create(asked_by="operator", asked_at=AT, outcome="differs", findings=1)
    run.named.create(node="34", table="registry_person", key={"ssn": MAN}, kind="missing")
    item = accepted("row_repair", {"run": run.pk, "reason": "核对不符"})
    carried(item)

    page = page_of(browser(who).get(f"/clerk/items/{item.number}"))

    assert "等待系统运维人员以数据库属主身份执行（tongchou node repair）" in page
    assert "对方" not in page
    assert ('value="withdraw"' in page) == (who == "clerk")
