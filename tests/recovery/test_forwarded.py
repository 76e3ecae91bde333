"""A matter that 安徽 takes in and 江苏 decides: carried by real envelopes, known at all ends."""

from base64 import b64encode
from typing import Any

import pytest
from copies import MINISTRY, Country

from counter import AT, SCAN, WOMAN, WOMAN_NAME, clerk, credit_code_of, enrol, register_employer
from tongchou.channels.api.recovery import brought_forward
from tongchou.proof import changes as proof
from tongchou.proof.deep.job import work
from tongchou.proof.queries import run_as_json
from tongchou.registry.models import Forwarded
from tongchou.standards.messages import PIECE_BYTES, PaperSent
from tongchou.sync import queries
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Sent
from tongchou.workflow.files import File
from tongchou.workflow.forwarding import may_be_forwarded, next_step, papers_sent, status_of
from tongchou.workflow.models import Attachment, Content, Item, Piece
from tongchou.workflow.points import Point

SILK = credit_code_of("91320505B8PHNT1R2")
FORM = {
    "ssn": WOMAN, "name": WOMAN_NAME, "from_month": "2008-01", "last_month": "2012-12",
    "months": 58, "wage_index": "0.95", "account_yuan": "0", "document": "手册",
}  # fmt: skip
ARCHIVE = "contribution_archive"
LARGE = SCAN + bytes(PIECE_BYTES)
"""A scan that travels in two pieces."""


@pytest.fixture
def two_provinces(nodes: Country) -> Country:
    """Let the woman work in 江苏; the test stands at a counter of 安徽."""
    for node in (MINISTRY, "32"):
        nodes.stand(node)
        register_employer(SILK, "苏州丝绸厂", "320505", province="32")
        enrol(WOMAN, WOMAN_NAME, employer=SILK, province="32")
    nodes.stand("34")
    return nodes


def send(form: dict[str, Any] = FORM, *, by: str = "clerk340104", scan: bytes = b"") -> Any:
    """Take a matter in for 江苏, where the test stands."""
    scans = [(ARCHIVE, File("手册.pdf", scan))] if scan else []
    return workflow.forward(
        "prior_record", form, competent="32", clerk=clerk(by), at=AT, scans=scans
    )


def sent(form: dict[str, Any] = FORM, *, scan: bytes = b"") -> Forwarded:
    done = send(form, scan=scan)
    assert isinstance(done, Sent), done
    return done.row


def row(nodes: Country, node: str, letter: str) -> Forwarded:
    """Stand in a node and return the matter as it is held there."""
    nodes.stand(node)
    return Forwarded.objects.get(letter=letter)


def item_there(nodes: Country) -> Item:
    nodes.stand("32")
    return Item.objects.get(code="prior_record")


def taken(item: Item, verb: str, by: str, **more: Any) -> Item:
    done = workflow.take(item.number, verb, clerk=clerk(by), at=AT, **more)
    assert isinstance(done, Item), done
    return done


def decided(nodes: Country, letter: str) -> None:
    """Let 江苏 take the matter through its hands to its end."""
    item = item_there(nodes)
    done = workflow.resubmit(item.number, item.form, clerk=clerk("clerk"), at=AT)
    assert isinstance(done, Item), done
    taken(item, "review", "reviewer")
    taken(item, "approve", "approver")
    nodes.turn("32", "34")
    assert row(nodes, "34", letter).status == "completed"


def found_by_proof(nodes: Country, node: str) -> list[Any]:
    """Return what a deep proof of a node finds, but for whom the test registered past the log."""
    nodes.stand(node)
    assert proof.ask(by="operator", at=AT) is not None
    run = work(nodes.now)
    assert run is not None
    found = run_as_json(run)["found"]
    return [
        one
        for one in found
        if one["table"]
        not in {"registry_employer", "registry_person", "registry_enrolment", "registry_counter"}
    ]


def test_it_is_an_item_of_the_competent_agency_and_is_followed_to_its_end(
    two_provinces: Country,
) -> None:
    letter = sent(scan=LARGE).letter
    two_provinces.turn("34", "32")

    item = item_there(two_provinces)
    assert (item.status, item.source, item.taken_in_by) == ("submitted", "province", "340104")
    assert item.agency_code == "320505"
    assert bytes(Content.objects.get(attachment__item=item).body) == LARGE
    assert not Piece.objects.exists()
    two_provinces.turn("32", "34")
    here = row(two_provinces, "34", letter)
    assert (here.item_number, here.status, here.due_on) == (item.number, "submitted", item.due_on)
    assert (next_step(here), here.missing) == ("accept", [])
    assert [paper.sent for paper in papers_sent(here)] == [("手册.pdf",)]
    decided(two_provinces, letter)

    rows = {node: two_provinces.rows(node)["registry_forwarded"] for node in ("00", "32", "34")}
    assert rows["00"] == rows["32"] == rows["34"]
    assert len(rows["00"]) == 1
    for node in rows:
        assert found_by_proof(two_provinces, node) == []
        assert queries.set_aside() == []


def test_what_comes_back_is_mended_where_it_was_taken_in(two_provinces: Country) -> None:
    letter = sent().letter
    two_provinces.turn("34", "32", "34")
    points = (Point("field:months", "月数不符"), Point(f"paper:{ARCHIVE}", "请附手册"))
    taken(item_there(two_provinces), "return", "clerk", points=points, note="请补正")
    two_provinces.turn("32", "34")
    back = row(two_provinces, "34", letter)
    assert (back.status, back.note, back.missing) == ("returned", "请补正", [ARCHIVE])
    assert [one["about"] for one in back.points] == [one.about for one in points]

    strange = workflow.forward_again(letter, FORM, clerk=clerk("clerk340209"), at=AT)
    again = workflow.forward_again(
        letter, FORM | {"months": 57}, clerk=clerk("clerk340104"), at=two_provinces.now(),
        scans=[(ARCHIVE, File("手册.pdf", SCAN))],
    )  # fmt: skip
    assert isinstance(strange, tuple)
    assert isinstance(again, Forwarded), again
    assert status_of(again).en == "On its way; not heard yet"
    two_provinces.turn("34", "32", "34")

    item = item_there(two_provinces)
    assert (item.status, item.form["months"]) == ("submitted", 57)
    decided(two_provinces, letter)


def test_what_its_rules_refuse_is_told_in_words_and_may_be_mended(two_provinces: Country) -> None:
    letter = sent(FORM | {"name": "别人"}, scan=SCAN).letter
    two_provinces.turn("34", "32", "34")

    refused = row(two_provinces, "34", letter)
    assert (refused.status, refused.item_number) == ("not_taken", "")
    assert refused.refusals
    assert refused.refusals[0]["zh"]
    assert isinstance(workflow.forward_again(letter, FORM, clerk=clerk("clerk"), at=AT), Forwarded)
    two_provinces.turn("34", "32", "34")

    assert row(two_provinces, "34", letter).status == "submitted"
    item = item_there(two_provinces)
    assert Attachment.objects.filter(item=item).count() == 1  # the scan that came before


def test_the_same_twice_is_one_matter(two_provinces: Country) -> None:
    first, again, other = send(), send(), send(FORM | {"months": 50})

    assert isinstance(again, Sent)
    assert (again.repeated, again.row.letter) == (True, first.row.letter)
    assert [refusal.code for refusal in other] == ["forwarded.under_way"]
    two_provinces.turn("34", "32")
    assert item_there(two_provinces).number


def test_a_competent_province_restored_from_an_old_copy_begins_it_anew_under_its_number(
    two_provinces: Country,
) -> None:
    two_provinces.copied("32")
    letter = sent(scan=SCAN).letter
    two_provinces.turn("34", "32", "34")
    number = item_there(two_provinces).number
    two_provinces.restored("32")
    two_provinces.turn("32", times=1)
    two_provinces.stand("32")

    assert isinstance(brought_forward(two_provinces.link("32"), now=two_provinces.now), list)
    two_provinces.turn("32", "34")

    assert item_there(two_provinces).number == number
    assert queries.set_aside() == []
    assert Attachment.objects.count() == 1
    held = [row(two_provinces, node, letter).turn for node in ("00", "32", "34")]
    assert held[0] == held[1] == held[2]
    decided(two_provinces, letter)


def test_the_same_scan_again_tells_nothing_new(two_provinces: Country) -> None:
    letter = sent(scan=SCAN).letter
    two_provinces.turn("34", "32")
    held = row(two_provinces, "32", letter)
    piece = PaperSent(
        scheme=held.scheme, letter=letter, sender="34", competent="32", paper=ARCHIVE,
        name="手册.pdf", digest=held.papers[0]["digest"], piece=1, pieces=1,
        body=b64encode(SCAN).decode(),
    )  # fmt: skip

    workflow.keep_piece(piece, at=AT)

    assert Attachment.objects.count() == 1
    assert row(two_provinces, "32", letter).turn == held.turn


def test_what_is_not_taken_in_keeps_no_other_agency_out(two_provinces: Country) -> None:
    letter = sent(FORM | {"name": "别人"}).letter
    two_provinces.turn("34", "32", "34")
    assert row(two_provinces, "34", letter).status == "not_taken"

    assert [refusal.code for refusal in send()] == ["forwarded.under_way"]
    assert isinstance(send(by="clerk340209"), Sent)


def test_what_books_a_file_or_reverses_is_not_taken_in_for_another_province(
    two_provinces: Country,
) -> None:
    two_provinces.stand("34")
    may = {
        code: may_be_forwarded(code)
        for code in (
            "prior_record", "retirement_claim", "transfer_in", "person_enrolment",
            "wage_declaration", "payment_roll", "person_enrolment_reversal", "transfer_out",
            "employer_registration",
        )
    }  # fmt: skip

    assert [code for code, is_so in may.items() if is_so] == list(may)[:4]
