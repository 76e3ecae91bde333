"""Words in both languages, refusals as values, citations."""

import pytest
from pydantic import BaseModel, ValidationError

from tongchou.standards.citation import citation, register
from tongchou.standards.fields import Words, field_faults
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import TYPED_MAX, Text, plain_forms


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


def test_forms_are_made_plain_in_what_is_no_longer_than_a_name() -> None:
    """Normalising a long text of accents takes minutes, in which a node answers nobody."""
    assert plain_forms("ＡＢ\u3000１") == "AB 1"
    assert plain_forms("Ａ" * TYPED_MAX) == "A" * TYPED_MAX
    assert plain_forms("e" + "\u0301\u0323" * 500_000) == "e" + "\u0301\u0323" * 500_000


def test_a_text_longer_than_any_field_is_refused_before_it_is_made_plain() -> None:
    class Form(BaseModel):
        word: Words

    with pytest.raises(ValidationError) as fault:
        Form(word="e" + "\u0301\u0323" * 500_000)

    (refusal,) = field_faults(fault.value)
    assert (refusal.text.zh, refusal.text.en) == ("最多256个字符", "256 characters at most")
