import pytest
from provinces import LI, MORNING, WANG, book, contribute, employ

from tongchou.ministry.supervision.queries import province_rows
from tongchou.registry.models import Forwarded
from tongchou.sync.changes import note_answer
from tongchou.sync.models import Peer
from tongchou.sync.protocol.marks import START, Mark, Standing

pytestmark = pytest.mark.usefixtures("ministry")


def test_three_provinces_are_three_rows() -> None:
    employ("34", LI, WANG)
    employ("32", LI)
    contribute("34", "2024-09", LI, WANG)
    book("34", "1", "fund", "2024-09", ("1005", "", 240_000), ("4001.01", "", -240_000))
    note_answer("34", Standing(START, START), at=MORNING)
    Peer.objects.filter(code="32").update(received_position=5)
    note_answer("32", Standing(Mark(1, 7, b"7" * 32), START), at=MORNING)

    rows = {row.province: row for row in province_rows(at=MORNING)}

    assert [rows[code].state for code in ("34", "32", "31")] == ["level", "behind", "never"]
    assert (rows["32"].sealed, rows["32"].held, rows["32"].lag) == (7, 5, 2)
    assert rows["34"].counted == {"people": 2, "contribution_months": 2, "pensioners": 0}
    assert rows["34"].cash_fen == {"1005": 240_000, "1003": 0, "1004": 0}
    assert rows["31"].counted["people"] == 0
    assert rows["32"].as_json()["state_name"]["zh"] == "追赶中"


def test_open_matters_between_provinces_are_counted_at_both_ends() -> None:
    for place, (sender, competent, status) in enumerate(
        [("34", "32", ""), ("34", "32", "returned"), ("31", "34", "completed")]
    ):
        Forwarded.objects.create(
            letter=f"{sender}-F20241105-{place:06d}-{competent}", scheme="110", sender=sender,
            competent=competent, status=status,
        )  # fmt: skip

    rows = {row.province: row for row in province_rows(at=MORNING, with_lags=True)}

    assert (rows["34"].sent, rows["34"].deciding) == (2, 0)
    assert rows["32"].as_json()["forwarded"] == {"sent": 0, "deciding": 2}
