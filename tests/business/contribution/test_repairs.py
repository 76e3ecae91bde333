"""What was meant is taken; what nobody can know is refused; money is never guessed."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongchou.business.contribution.declaration import (
    Declaration,
    Employers,
    WrittenRows,
    joined,
    repaired,
)
from tongchou.business.contribution.repairs import name_fault, repair_name, repair_wage


@pytest.mark.parametrize(
    ("written", "name", "changes"),
    [
        ("罗娜", "罗娜", ()),
        (" 罗娜\u3000", "罗娜", ()),
        ("上　官　丽", "上官丽", ("spaces",)),
        ("罗\u200b娜", "罗娜", ("spaces",)),
        ("阿依古丽·吐尔逊", "阿依古丽·吐尔逊", ()),
        ("阿依古丽•吐尔逊", "阿依古丽·吐尔逊", ("dot",)),
        ("阿依古丽 ・ 吐尔逊", "阿依古丽·吐尔逊", ("dot", "spaces")),
        ("Ｊｏｈｎ  Smith", "John Smith", ("forms", "spaces")),
        ("郭䶮", "郭䶮", ()),
        ("沈𬱖", "沈𬱖", ()),
    ],
)
def test_a_name_is_read_as_it_was_meant(written: str, name: str, changes: tuple[str, ...]) -> None:
    assert repair_name(written) == (name, changes)
    assert name_fault(name) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "name.missing"),
        ("罗" * 65, "name.too_long"),
        ("罗\0娜", "name.characters"),
        ("罗\ufffd", "name.characters"),
        ("张三2", "name.characters"),
        ("---", "name.characters"),
    ],
)
def test_what_is_no_name_has_a_fault(name: str, fault: str) -> None:
    assert name_fault(name) == fault


@pytest.mark.parametrize(
    ("written", "fen", "changes"),
    [
        ("9100", 910000, ()),
        ("8762.5", 876250, ()),
        ("0.01", 1, ()),
        ("9100.", 910000, ()),
        ("8,800.00", 880000, ("thousands_comma",)),
        ("1,234,567", 123456700, ("thousands_comma",)),
        ("７５００", 750000, ("full_width",)),
        ("８，８００．５", 880050, ("full_width", "thousands_comma")),
        ("'9100", 910000, ("apostrophe",)),
        ("9 100", 910000, ("spaces",)),
        ("8,600.00元", 860000, ("thousands_comma", "currency")),
        ("￥8600", 860000, ("full_width", "currency")),
        ("¥ 8600", 860000, ("currency",)),
        ('="9100"', 910000, ()),
        ("8762.499999999", 876250, ("rounded",)),  # 8762.50 rounds from the third decimal on
        ("8762.494999", 876249, ("rounded",)),
        ("8762.995", 876300, ("rounded",)),
        ("9100.000", 910000, ()),
        ("10000000", 1_000_000_000, ()),
    ],
)
def test_a_wage_becomes_fen(written: str, fen: int, changes: tuple[str, ...]) -> None:
    assert repair_wage(written) == (fen, changes, None)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "wage.missing"),
        ("\u3000", "wage.missing"),
        ("八千", "wage.in_words"),
        ("1,2,3", "wage.not_a_number"),
        ("88,00", "wage.not_a_number"),
        ("nan", "wage.in_words"),
        ("inf", "wage.in_words"),
        ("1e3", "wage.not_a_number"),
        ("9.1E+03", "wage.not_a_number"),
        ("٩١٠٠", "wage.not_a_number"),
        ("8800美元", "wage.not_a_number"),
        ("$8800", "wage.not_a_number"),
        ("=", "wage.formula"),
        ("=A1*2", "wage.formula"),
        ("9" * 5000, "wage.not_a_number"),
        ("0", "wage.zero"),
        ("0.004", "wage.zero"),
        ("-0", "wage.zero"),
        ("-5000", "wage.negative"),
        ("－5000", "wage.negative"),
        ("−5000", "wage.negative"),
        ("10000000.01", "wage.too_large"),
        ("999999999999", "wage.too_large"),
    ],
)
def test_what_is_no_wage_has_a_fault(written: str, fault: str) -> None:
    assert repair_wage(written) == (0, (), fault)


def declared(*rows: tuple[str, str, str, str]) -> Declaration:
    credit_codes, names, ssns, wages = (list(cells) for cells in zip(*rows, strict=True))
    numbers, employers = list(range(1, len(rows) + 1)), Employers()
    given = WrittenRows(numbers, credit_codes, names, ssns, wages)
    return joined([repaired(given, employers)])


cells = st.one_of(
    st.text(max_size=12),
    st.text("0123456789.,-+eE '’　Xx０９上官·•", max_size=20),
    st.characters(codec="utf-8").map(str),
)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=12))
def test_no_text_raises_and_a_row_alone_is_read_as_in_its_column(
    rows: list[tuple[str, str, str, str]],
) -> None:
    together = declared(*rows)

    for place, row in enumerate(rows):
        alone = declared(row)
        assert alone.names[0] == together.names[place]
        assert alone.ssns[0] == together.ssns[place]
        assert alone.employers == together.credit_codes(np.array([place]))
        assert alone.wage_fens[0] == together.wage_fens[place] == repair_wage(row[3])[0]
        assert alone.changes[0] == together.changes[place]
        assert alone.faults[0] == together.faults[place]


@settings(deadline=None)  # a busy machine is no fault
@given(cells)
@example("K¸𰀀")
def test_a_repaired_name_stays_as_it_is_and_every_change_is_told(text: str) -> None:
    name, changes = repair_name(text)

    assert repair_name(name)[0] == name
    assert changes or name == text.strip()


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(1, 10**9))
def test_fen_written_as_yuan_come_back_to_the_fen(fen: int) -> None:
    written = f"{fen // 100:,}.{fen % 100:02d}"

    assert repair_wage(written)[0] == fen
