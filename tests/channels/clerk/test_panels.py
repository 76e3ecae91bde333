"""An item declared here shows all of itself on the clerks' pages: no page knows it by name."""

import hashlib
from datetime import date
from typing import Annotated, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pydantic import BaseModel, Field
from town import inhabit
from visiting import browser, page_of

from counter import FACTORY, MAN, MAN_NAME, carried
from tongchou.channels.clerk.panels.cards import CARDS
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import (
    CreditCode,
    DivisionCode,
    FileDigest,
    FileEmployer,
    FileName,
    ItemNumber,
    Kind,
    MonthText,
    Name,
    Province,
    SocialSecurityNumber,
    WholeNumber,
    Words,
    YuanText,
    kind_of,
)
from tongchou.standards.messages import BenefitDetermined, PaymentsMade
from tongchou.standards.text import Text
from tongchou.workflow import catalogue
from tongchou.workflow.item import (
    Act,
    BusinessItem,
    Decision,
    Effects,
    Figure,
    FileAsked,
    Panel,
)
from tongchou.workflow.models import Item

CODE = "person_enrolment"
"""The item in whose place ours stands: the table of items says how it moves."""

START = f"/clerk/items/start/{CODE}"
CONTENT = b"a file"


class Form(BaseModel, frozen=True, extra="forbid"):
    """A field of each kind."""

    ssn: SocialSecurityNumber = Field(title="甲", description="Field A")
    name: Name = Field(title="乙", description="Field B")
    employer: CreditCode = Field(title="丙", description="Field C")
    place: DivisionCode = Field(title="丁", description="Field D")
    province: Province = Field(title="戊", description="Field E")
    since: MonthText = Field(title="己", description="Field F")
    on: date = Field(title="庚", description="Field G")
    count: WholeNumber = Field(title="辛", description="Field H")
    amount: YuanText = Field(title="壬", description="Field I")
    words: Words = Field(title="癸", description="Field J")
    earlier: ItemNumber | None = Field(default=None, title="卯", description="Field N")
    sender: FileEmployer | None = Field(default=None, title="辰", description="Field O")
    rows: Annotated[list[int], Kind.ROWS] = Field(
        default=[1, 2, 3], title="子", description="Field K"
    )
    document: FileName = Field(default="", title="丑", description="Field L", exclude=True)
    digest: FileDigest = Field(default="", title="寅", description="Field M")


def gather(form: Form, _act: Act) -> Form:
    return form


def decide(facts: Form, _law: Law) -> Decision[None]:
    sheet = Sheet()
    sheet.line("months", "月数", "Months", facts.count, "months", "", "archive")
    return Decision(None, sheet.worksheet())


def record(facts: Form, _found: None, act: Act) -> Effects:
    """Determine a benefit, pay it once, and tell of rows and figures."""
    determined = BenefitDetermined(
        scheme=act.scheme,
        benefit="pension",
        ssn=facts.ssn,
        from_month="2024-10",
        retirement_month="2024-09",
        basic_fen=150_000,
        account_fen=50_000,
        total_fen=200_000,
        contribution_months=240,
        wage_index_e4=10_000,
        worksheet=[],
        item_number=act.item_number,
        provisional=False,
    )
    paid = PaymentsMade(
        scheme=act.scheme,
        benefit="pension",
        month="2024-10",
        paid_on="2024-11-05",
        item_number=act.item_number,
        ssns=[facts.ssn],
        amount_fens=[200_000],
        account_part_fens=[50_000],
    )
    refused = {"row": 7, "code": "wage.missing", "case": "no wage"}
    return Effects(
        messages=(determined, paid),
        outcome={
            "rows": 9,
            "accepted": 8,
            "refused": 1,
            "refusals": [refused],
            "cases": {"no wage": "没有工资"},
            "here_fen": 123_400,
            "there_fen": 100,
            "word": "如此",
        },
    )


ITEM = BusinessItem(
    code=CODE,
    form=Form,
    facts=Form,
    gather=gather,
    decide=decide,
    record=record,
    panels=tuple(Panel),
    figures=(
        Figure(Text("两处合计", "Both together"), "fen", ("here_fen", "there_fen")),
        Figure(Text("一句话", "A word"), "text", ("word",)),
        Figure(Text("没有的", "Untold"), "fen", ("elsewhere_fen",)),
    ),
    file=FileAsked(
        Text("附件甲", "Paper A"), (".pdf",), ((Text("份数", "Copies"), Text("一份", "One")),)
    ),
)

FILLED = {
    "ssn": MAN,
    "name": MAN_NAME,
    "employer": FACTORY,
    "place": "340104",
    "province": "32",
    "since": "2024-10",
    "on": "2024-11-01",
    "count": "240",
    "amount": "31043.20",
    "words": "一段话",
}


@pytest.fixture(autouse=True)
def declared(counter: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle a town whose counter handles the item of this file."""
    del counter
    inhabit()
    monkeypatch.setitem(catalogue._CATALOGUE, CODE, ITEM)


def handed_in(**other: str) -> Item:
    paper = SimpleUploadedFile("申请书.pdf", CONTENT)
    answer = browser("clerk").post(START, FILLED | other | {"file": paper})
    assert answer.status_code == 302, page_of(answer)
    return Item.objects.get(number=answer["Location"].rpartition("/")[2])


def item_page(item: Item, language: str = "zh") -> str:
    return page_of(browser("clerk").get(f"/clerk/items/{item.number}?language={language}"))


def test_every_panel_and_every_kind_of_field_is_declared_here() -> None:
    assert CARDS.keys() == set(Panel)
    assert {kind_of(field) for field in Form.model_fields.values()} == set(Kind) - {
        Kind.CHOICE  # what there is to choose from makes it one, whatever kind it is
    } | {kind_of(Form.model_fields["province"])}


def test_the_form_asks_each_field_by_its_kind_and_the_file_by_its_title() -> None:
    page = page_of(browser("clerk").get(START))

    assert ">卯" in page
    for title in "甲乙丙丁戊己庚辛壬癸":
        assert f">{title}</label>" in page
    for title in "子丑寅":
        assert f">{title}<" not in page
    assert 'name="since" value="" autocomplete="off" type="month"' in " ".join(page.split())
    assert 'type="date"' in page
    assert '<select id="field-province"' in page
    assert '<option value="32">江苏</option>' in page
    assert 'name="place"' in page
    assert 'inputmode="numeric"' in page
    assert 'inputmode="decimal"' in page
    assert ">附件甲</label>" in page
    assert 'accept=".pdf"' in page
    assert "<dt>份数</dt><dd>一份</dd>" in page


def test_what_was_handed_in_is_shown_by_the_kinds_of_its_fields() -> None:
    page = item_page(handed_in())

    assert MAN not in page
    assert '<dt>甲</dt><dd><span id="number"><span class="code">340104' in page
    assert f'<dt>丙</dt><dd><a class="code" href="/clerk/employers/{FACTORY}">' in page
    assert "<dt>戊</dt><dd>江苏</dd>" in page
    assert "<dt>己</dt><dd>2024年10月</dd>" in page
    assert "<dt>庚</dt><dd>2024年11月1日</dd>" in page
    assert "<dt>子</dt><dd>3行</dd>" in page
    assert "<dt>文件名</dt><dd>申请书.pdf</dd>" in page
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert f"<dt>文件摘要（SHA-256）</dt><dd>{digest}</dd>" in page


def test_a_decided_item_shows_its_worksheet_and_nothing_that_is_not_there_yet() -> None:
    page = item_page(handed_in())

    assert "核定表" in page
    assert "240个月" in page
    assert "逐行结论" not in page
    assert "发放清单" not in page
    assert "办理结果" not in page


def test_a_completed_item_shows_rows_payments_and_the_figures_of_its_outcome() -> None:
    item = handed_in()

    carried(item)
    page, english = item_page(item), item_page(item, "en")

    assert "<small>未通过</small><strong>1<span>行</span></strong>" in page
    assert "<small>两处合计</small><strong>1,235.00<span>元</span></strong>" in page
    assert "没有工资" in page
    assert f">{MAN_NAME}</a></td>" in page
    assert "2,000.00" in page
    assert "<dt>两处合计</dt><dd>1,235.00 元</dd>" in page
    assert "<dt>一句话</dt><dd>如此</dd>" in page
    assert "没有的" not in page
    assert "<dt>Both together</dt><dd>1,235.00 yuan</dd>" in english
    assert "no wage" in english


def test_the_list_of_rolls_has_a_column_for_each_figure_of_an_item_that_pays() -> None:
    item = handed_in()
    carried(item)

    page = page_of(browser("clerk").get("/clerk/rolls"))

    assert '<th class="number">两处合计</th>' in page
    assert '<td class="number" data-head="两处合计">1,235.00 元</td>' in page
    assert '<td class="number" data-head="没有的">—</td>' in page
    assert f'href="{START}"' in page


def test_a_file_that_is_missing_is_asked_for() -> None:
    page = page_of(browser("clerk").post(START, FILLED))

    assert "请选择文件" in page
    assert Item.objects.count() == 0


def test_the_lists_name_whom_it_is_about_and_mask_the_number() -> None:
    handed_in()

    page = page_of(browser("clerk").get("/clerk/?which=open"))

    assert MAN_NAME in page
    assert MAN not in page
