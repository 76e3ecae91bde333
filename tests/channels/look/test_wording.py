"""How words are set: full-width punctuation where Chinese asks for it, nouns that agree."""

import pytest

from tongchou.channels.look.wording import counted, typeset


@pytest.mark.parametrize(
    ("recorded", "printed"),
    [
        ("社会保险经办条例(国务院令第765号) 第六条", "社会保险经办条例（国务院令第765号） 第六条"),
        ("个人账户储存额(元,含利息)", "个人账户储存额（元，含利息）"),
        ("关系转出:32-20241105-000007", "关系转出：32-20241105-000007"),
        ("文件过大,上限为5,000行", "文件过大，上限为5,000行"),
    ],
)
def test_chinese_is_printed_with_full_width_punctuation(recorded: str, printed: str) -> None:
    assert typeset(recorded) == printed


@pytest.mark.parametrize(
    "words",
    ["12,307.00 × (1 + 1.0868) ÷ 2", "min(max(2024-09 − 36, 2024-09), 1)", "国发〔2005〕38号 六"],
)
def test_formulas_and_titles_stay_as_they_are(words: str) -> None:
    assert typeset(words) == words


@pytest.mark.parametrize(
    ("number", "english"), [(0, "0 people"), (1, "1 person"), (1234, "1,234 people")]
)
def test_a_noun_agrees_with_its_count(number: int, english: str) -> None:
    assert counted(number, "人", "person", "en") == english
    assert counted(number, "人", "person", "zh") == f"{number:,}人"
