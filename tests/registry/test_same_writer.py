"""One writer for both tiers: what a province holds, the ministry holds too, row by row."""

from collections.abc import Callable
from datetime import date
from typing import Any

from counter import MAN, everything
from tongchou.registry import changes as registry
from tongchou.registry.changes.writers import writers
from tongchou.standards.messages import (
    Born,
    EmploymentEnded,
    MatterFollowed,
    MatterForwarded,
    Message,
    PaperSent,
    PersonsEnrolled,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
    canonical,
    parse,
)
from working_life import life, mistakes

ENDS = {"scheme": "110", "letter": "34-F20241105-000001-32", "sender": "34", "competent": "32"}
MATTER: tuple[Message, ...] = (
    MatterForwarded(
        **ENDS,
        agency="340104",
        agency_name="包河",
        handed_in_by="王敏",
        forwarded_on=date(2024, 11, 5),
        item="prior_record",
        subject=MAN,
        subject_name="陈建国",
        form={"ssn": MAN},
        round=1,
        checked=[],
        note="",
    ),
    PaperSent(
        **ENDS, paper="identity", name="a.pdf", digest="ab" * 32, piece=1, pieces=1, body="JVBE"
    ),
    MatterFollowed(
        **ENDS,
        followed_on=date(2024, 11, 6),
        turn=1,
        round=1,
        status="submitted",
        waits_for="",
        item_number="32-20241106-000001",
        due_on=None,
        note="",
        points=[],
        missing=["identity"],
        refusals=[],
    ),
)
DECLARED, TOLD_BY = "34-20241105-000001", "34-20241105-000009"
AMERICAN = "USA0123456789"
LIFE: tuple[Message, ...] = (
    PersonsEnrolled(
        scheme="110",
        from_month="2024-02",
        ssns=[AMERICAN],
        names=["JOHN SMITH"],
        credit_codes=[""],
        births=(Born(ssn=AMERICAN, birth_on=date(1985, 3, 7), sex="1"),),
    ),
    *mistakes(TOLD_BY),
    *life(DECLARED, names=('"皖江"\\机械', "NULL")),
    EmploymentEnded(scheme="110", ssn=MAN, credit_code="", until_month="2024-12", reason="251"),
    *MATTER,
)


def lived(province: str, *told: Message) -> dict[str, Any]:
    """Write a life, and return every row of the registry."""
    for message in told:
        registry.apply(message, province=province, item_number=TOLD_BY)
    return everything()


def test_the_life_tells_every_kind_there_is() -> None:
    told = {type(message) for message in LIFE}
    untold, unwritten = set(writers()) - told, told - set(writers())

    assert not untold, "tell it in LIFE, so that province and ministry are compared"
    assert not unwritten, "mark its writer in registry/changes with @writes(…)"


def test_the_ministry_holds_what_the_province_wrote(stand: Callable[[str], Any]) -> None:
    """The ministry reads the very text of each message, as the log carries it."""
    stand("34")
    written = lived("34", *LIFE)

    stand("00")
    held = lived("34", *(parse(message.kind, canonical(message)) for message in LIFE))

    assert held == written
    assert all(held[table] for table in ("Person", "Employer", "Enrolment", "Assessment",
                                         "Contribution", "Receipt", "EarlierRecord", "Transfer",
                                         "Benefit", "Payment", "Forwarded"))  # fmt: skip


def test_a_province_s_word_changes_no_row_of_another(ministry: Any) -> None:
    """江苏 holds the same people; whatever 安徽 tells of them leaves 江苏's rows as they were.

    Letters are the exception: both provinces and the ministry follow one transfer.
    """
    del ministry
    transfer = (TransferRequested, TransferAnswered, TransferCompleted)
    letters = (*transfer, MatterForwarded, PaperSent, MatterFollowed)
    of_jiangsu = lived("32", *LIFE)

    after = lived("34", *(message for message in LIFE if not isinstance(message, letters)))

    for table, rows in of_jiangsu.items():
        assert [row for row in rows if row not in after[table]] == [], table
    assert len(after["Contribution"]) == 2 * len(of_jiangsu["Contribution"])
