"""The clerks' face: a matter from the counter to its end, by keyboard, with refusals on the way."""

import csv
import io
import re

import pytest

from counter import ssn_of
from faces import PHONE, Visit
from tongchou.channels.demo.life import Played, cast, sample

EMPLOYER = cast()["mover"]["credit_code"]


@pytest.fixture
def newcomer(request: pytest.FixtureRequest) -> str:
    """Return the number of somebody nobody enrolled yet, another for each test."""
    place = sum(map(ord, request.node.name)) % 800
    return ssn_of("19920411", f"{place + 100:03}")


def enrol(visit: Visit, ssn: str, name: str = "林小舟") -> str:
    """Accept an enrolment over the counter, and return its number."""
    page = visit("34", "clerk", "clerk").go("/clerk/items/start/person_enrolment")
    page.fill("#field-ssn", ssn)
    page.fill("#field-name", name)
    page.fill("#field-credit_code", EMPLOYER)
    page.fill("#field-from_month", "2024-11")
    page.click("main form .button")
    page.wait_for_selector(".flash.success")
    return page.url.rsplit("/", 1)[1]


def take_step(visit: Visit, who: str, number: str, verb: str, note: str = "") -> None:
    """Take a step of an item, as another clerk."""
    page = visit("34", "clerk", who).go(f"/clerk/items/{number}")
    if verb in {"return", "refuse"}:
        page.click(f"a[href*='/stop/{verb}']")
        verb = ""
    page.fill("#field-note", note)
    page.click(f"button[value={verb}]" if verb else "main form button.stop")
    page.wait_for_selector(".flash.success")


def test_a_clerk_signs_in_and_finds_the_inbox(visit: Visit) -> None:
    clerk = visit("34", "clerk")
    page = clerk.go("/clerk/people")
    clerk.wait_for_focus("field-login")
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")

    refused, kept = clerk.read("[role=alert]"), page.input_value("#field-login")

    assert "账号或密码不正确" in refused
    assert kept == "clerk"


def test_a_clerk_starts_a_matter_by_keyboard_alone(visit: Visit, newcomer: str) -> None:
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go("/clerk/items/start")
    links = page.locator("a.walk").all_inner_texts()
    for _ in range(links.index("个人参保登记") + 1):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#field-ssn")
    clerk.wait_for_focus("field-document_kind")

    for typed, beside in ((newcomer, 1), ("林小舟", 0), (EMPLOYER, 1)):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
        for _ in range(beside):  # what looks it up
            page.keyboard.press("Tab")
    for key in ("Tab", "ArrowDown", "ArrowDown", "ArrowRight"):  # December, November, the year
        page.keyboard.press(key)
    page.keyboard.type("2024")
    while page.evaluate("document.activeElement.className") != "button":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash")

    assert re.fullmatch(r"已受理，编号34-\d{8}-\d{6}。", clerk.read(".flash"))
    assert "2024年11月" in clerk.read(".facts")


def test_a_refusal_keeps_what_was_typed_and_leads_to_the_field(visit: Visit) -> None:
    clerk = visit("34", "clerk", "clerk", width=PHONE)
    page = clerk.go("/clerk/items/start/person_enrolment")
    page.fill("#field-ssn", "340104199001011")
    page.fill("#field-name", "周望山")
    page.click("main form .button")
    page.wait_for_selector(".summary")

    was_focused = page.evaluate("document.activeElement.className")
    page.click(".summary a >> nth=0")

    assert was_focused == "summary"
    assert clerk.focused() == "field-ssn"
    assert page.input_value("#field-ssn") == "340104199001011"
    assert page.input_value("#field-name") == "周望山"
    assert page.get_attribute("#field-ssn", "aria-describedby") == "fault-ssn hint-ssn"
    assert clerk.count(".field.wrong") == clerk.count(".summary li")


def test_an_employer_is_found_by_a_part_of_its_code_with_the_keyboard(visit: Visit) -> None:
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go("/clerk/items/start/person_enrolment")
    page.fill("#field-credit_code", EMPLOYER[-6:])
    asked = clerk.read("#hint-credit_code")

    page.press("#field-credit_code", "ArrowDown")
    page.wait_for_selector("[role=option][aria-selected=true]")
    said = page.get_attribute("#field-credit_code", "aria-expanded")
    page.press("#field-credit_code", "Enter")

    assert said == "true"
    assert page.input_value("#field-credit_code") == EMPLOYER
    assert clerk.read("#hint-credit_code") not in {asked, ""}
    assert clerk.count("[role=option]:visible") == 0
    assert page.url.endswith("/person_enrolment")


def test_the_way_back_after_a_corrected_error_breaks_nothing(visit: Visit, newcomer: str) -> None:
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go("/clerk/items/start/person_enrolment")
    for name, typed in (
        ("ssn", newcomer), ("name", "林3"), ("credit_code", EMPLOYER), ("from_month", "2024-11"),
    ):  # fmt: skip
        page.fill(f"#field-{name}", typed)
    page.click("main form .button")
    page.wait_for_selector(".summary")
    titled = page.title()
    page.fill("#field-name", "林小舟")
    page.click("main form .button")
    page.wait_for_selector(".flash.success")

    answer = page.go_back()
    page.wait_for_selector("#field-name")

    assert titled.startswith("有1处需改正")
    assert answer is not None
    assert answer.ok


def test_the_other_language_keeps_what_was_typed_and_not_sent(visit: Visit) -> None:
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go("/clerk/items/start/person_enrolment")
    page.select_option("#field-document_kind", "passport")
    page.fill("#field-ssn", "USA0123456789")
    is_asked = page.is_visible("#field-birth_on")
    page.fill("#field-birth_on", "1985-03-07")

    page.click("a[data-language]")
    page.wait_for_selector("html[lang=en]")

    assert is_asked
    assert page.input_value("#field-ssn") == "USA0123456789"
    assert page.input_value("#field-birth_on") == "1985-03-07"
    assert page.input_value("#field-document_kind") == "passport"


def test_three_hands_carry_a_matter_to_its_end(visit: Visit, newcomer: str) -> None:
    number = enrol(visit, newcomer)
    own = visit("34", "clerk", "clerk")
    own.go(f"/clerk/items/{number}")
    may_review = own.count("button[value=review]")

    take_step(visit, "reviewer", number, "review", "材料齐全")
    take_step(visit, "approver", number, "approve")
    own.go(f"/clerk/items/{number}")

    assert may_review == 0
    assert own.reads(".steps strong") == ["受理", "复核", "审批", "办结"]
    assert own.count(".steps .done") == 4
    assert "材料齐全" in own.read(".history")
    assert own.count("a[href^='/clerk/people/']") == 1


def test_a_returned_matter_comes_back_and_is_accepted_again(visit: Visit, newcomer: str) -> None:
    number = enrol(visit, newcomer, "错名字")
    reviewer = visit("34", "clerk", "reviewer")
    page = reviewer.go(f"/clerk/items/{number}")
    page.click("a[href*='/stop/return']")
    page.click("main form button.stop")
    page.wait_for_selector(".summary")
    asked = reviewer.read("#fault-note")

    take_step(visit, "reviewer", number, "return", "姓名与身份证不符")
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go(f"/clerk/items/{number}")
    stopped = clerk.reads(".steps strong")
    page.click("a[href$=resubmit]")
    page.fill("#field-name", "林小舟")
    page.click("main form .button")
    page.wait_for_selector(".flash.success")

    assert "请写明原因" in asked
    assert stopped == ["受理", "退回"]
    assert clerk.reads(".steps .now strong") == ["复核"]
    assert "林小舟" in clerk.read(".facts")


def test_the_inbox_is_searched_and_walked_by_keyboard(visit: Visit, newcomer: str) -> None:
    number = enrol(visit, newcomer, "欧阳望舒")
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go("/clerk/?which=open")
    before = clerk.count("#items tbody tr")

    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#items tbody tr').length === 1")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".steps")

    assert before >= 1
    assert f"/items/{number}" in page.url


def test_the_item_page_shows_how_a_pension_came_about(visit: Visit, played: Played) -> None:
    clerk = visit("31", "clerk", "clerk")
    page = clerk.go(f"/clerk/items/{played.pension['item_number']}")

    lines = clerk.reads(".worksheet tbody th")
    basis_was_shown = page.locator(".worksheet .basis").last.get_attribute("open")
    page.locator(".worksheet summary").last.click()

    assert len(lines) == len(played.pension["worksheet"])
    assert clerk.read(".worksheet .result .value").replace(",", "") == (
        f"{played.pension['total_fen'] // 100}.{played.pension['total_fen'] % 100:02} 元"
    )
    assert basis_was_shown is None
    assert "国发〔2005〕38号" in clerk.reads(".worksheet .basis[open]")[0]
    assert clerk.reads(".history strong") == ["受理", "复核", "审批"]


def test_verdicts_begin_with_what_was_refused_and_hand_it_out(visit: Visit, played: Played) -> None:
    declared = played.declarations[0]
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go(f"/clerk/items/{declared['item_number']}")
    totals = clerk.reads("#verdicts .figures strong")
    rows = page.locator("#verdicts tbody td:first-child").all_inner_texts()

    with page.expect_download() as handed_out:
        page.click("#verdicts a.button")
    text = handed_out.value.path().read_text("utf-8-sig")
    _head, *lines = csv.reader(io.StringIO(text))

    assert totals[:2] == [f"{declared['accepted']}行", f"{declared['refused']}行"]
    assert [int(row) for row in rows] == [refusal["row"] for refusal in declared["refusals"]]
    assert [line[0] for line in lines] == rows


def test_the_same_file_again_changes_nothing_and_says_so(visit: Visit, played: Played) -> None:
    name = played.declarations[0]["file"]
    clerk = visit("34", "clerk", "clerk")
    page = clerk.go("/clerk/items/start/wage_declaration")
    page.fill("#field-month", "2024-09")
    page.set_input_files(
        "#field-file", {"name": name, "mimeType": "text/csv", "buffer": sample(name)}
    )

    page.click("main form .button")
    page.wait_for_selector(".flash.warning")

    assert "本次未作任何更改" in clerk.read(".flash")
    assert page.url.endswith(played.declarations[0]["item_number"])


def test_a_number_is_masked_until_it_is_asked_for_and_the_asking_is_kept(
    visit: Visit, played: Played
) -> None:
    retiree = cast()["retiree"]
    assert played.holds
    clerk = visit("31", "clerk", "clerk")
    page = clerk.go("/clerk/people")
    page.fill("[name=text]", retiree["ssn"])
    page.press("[name=text]", "Enter")
    page.wait_for_url("**list=**")
    page.click("a.walk")
    page.wait_for_selector("#number")
    masked = clerk.read("#number .code")

    page.click("#number button")
    page.wait_for_function("() => !document.querySelector('#number button')")
    shown = clerk.read("#number")
    page.reload()
    looks = page.locator(".looks li").all_text_contents()

    assert masked == "310106********8372"
    assert shown == retiree["ssn"]
    assert clerk.read("#number .code") == masked
    assert ["调阅了完整号码" in look for look in looks[:2]] == [True, False]
    assert "clerk" in looks[0]
