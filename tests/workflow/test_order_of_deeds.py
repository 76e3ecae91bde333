"""What the log tells first came true first, also when two deeds are done at once.

The ministry does the deeds over in the order of the log; were it another order than that of
the commits, the two could come to hold different things.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from counter import AT, FACTORY, MAN, MAN_NAME, MILL, WOMAN, WOMAN_NAME, register_employer
from running import wait_for_a_lock
from tongchou.events.models import Event
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Assessment
from tongchou.registry.queries import amounts_due
from tongchou.standards.time import month_of
from tongchou.workflow.changes import Accepted, accept
from tongchou.workflow.item import File

HEADER = "统一社会信用代码,姓名,社会保障号码,申报月工资"
MONTH = "2024-09"


def feed(code: str, form: dict[str, Any], *content: bytes) -> str:
    """Hand in a feed in whatever thread this is; return its item's number."""
    files = tuple(File("declaration.csv", one) for one in content)
    done = accept(code, form, province="34", at=AT, source="system", files=files)
    assert isinstance(done, Accepted), done
    return done.item.number


def feed_and_leave(code: str, form: dict[str, Any], *content: bytes) -> str:
    """Hand in a feed in a thread of its own, whose connection is closed after it."""
    try:
        return feed(code, form, *content)
    finally:
        connection.close()


def employer(code: str) -> dict[str, Any]:
    return {"employers": [{"credit_code": code, "name": "某厂", "division_code": "340104"}]}


def declaration_of(name: str, ssn: str) -> tuple[dict[str, str], bytes]:
    content = f"{HEADER}\n{FACTORY},{name},{ssn},8000\n".encode()
    return {"month": MONTH, "file_digest": ssn}, content


def receipt() -> dict[str, Any]:
    (due,) = amounts_due(month_of(MONTH), province="34", credit_codes=[FACTORY], scheme="110")
    row = {"serial": "1", "credit_code": FACTORY, "month": MONTH, "received_on": "2024-10-12"}
    return {"receipts": [{**row, "amount_fen": due.total_fen}]}


def test_a_deed_is_told_after_the_one_whose_commit_it_waited_for(
    province: Any, server: Postgres
) -> None:
    del province

    with ThreadPoolExecutor(1) as hands:
        with transaction.atomic():
            first = feed("employer_feed", employer(FACTORY))
            waiting = hands.submit(feed_and_leave, "employer_feed", employer(MILL))
            wait_for_a_lock(server.url("test_34"))
            told_meanwhile = Event.objects.values_list("item_number", flat=True)
            assert set(told_meanwhile) == {first}
        second = waiting.result()

    told = list(Event.objects.order_by("id").values_list("item_number", flat=True))
    assert list(dict.fromkeys(told)) == [first, second]


def test_a_declaration_that_comes_during_a_receipt_is_not_taken_for_received(
    province: Any, server: Postgres
) -> None:
    del province
    register_employer()
    early = feed("wage_declaration", *declaration_of(MAN_NAME, MAN))

    with ThreadPoolExecutor(1) as hands:
        with transaction.atomic():
            feed("contribution_receipt", receipt())
            waiting = hands.submit(
                feed_and_leave, "wage_declaration", *declaration_of(WOMAN_NAME, WOMAN)
            )
            wait_for_a_lock(server.url("test_34"))
        late = waiting.result()

    received = Event.objects.get(kind="contributions_received")
    assert early in received.body
    assert late not in received.body
    assert Assessment.objects.get(item_number=early).received_on is not None
    assert Assessment.objects.get(item_number=late).received_on is None
    assert Event.objects.filter(item_number=late, id__lt=received.id).count() == 0
