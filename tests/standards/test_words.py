"""Words in both languages, refusals as values, citations."""

from tongchou.standards.citation import citation, register
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def test_a_wording_speaks_both_languages_and_is_chinese_by_itself() -> None:
    words = Text("待办", "Inbox")

    assert (words.of("zh"), words.of("en"), str(words)) == ("待办", "Inbox", "待办")


def test_a_refusal_tells_what_why_and_what_next() -> None:
    refusal = Refusal(
        code="wage.missing",
        text=Text("未填工资", "No wage"),
        remedy=Text("请补填", "Fill it in"),
        field="wage",
        row=26,
    )

    assert refusal.as_json() == {
        "code": "wage.missing",
        "zh": "未填工资",
        "en": "No wage",
        "basis": "",
        "remedy": {"zh": "请补填", "en": "Fill it in"},
        "field": "wage",
        "row": 26,
    }


def test_a_basis_is_cited_by_number_and_article() -> None:
    assert citation("state-council-2005-38-6") == "国发〔2005〕38号 六"
    assert citation("plain words") == "plain words"


def test_the_register_is_the_one_in_the_docs() -> None:
    assert "social-insurance-law-60" in register()
