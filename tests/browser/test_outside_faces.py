"""The faces of people outside: a citizen's matter and an employer's, from start to end."""

import pytest

from counter import ssn_of
from faces import DELEGATE, PHONE, Visit, Visitor
from tongchou.channels.demo.life import Played, cast

EMPLOYER = cast()["mover"]["credit_code"]
NEWCOMER, NAME = ssn_of("19930518", "217"), "温晚晴"


def step_at_the_counter(visit: Visit, code: str, number: str, verb: str, note: str) -> None:
    """Take a step of a matter that was handed in, as the province's clerk."""
    page = visit(code, "clerk", "clerk").go(f"/clerk/items/{number}")
    if verb in {"return", "refuse"}:
        page.click(f"a[href*='/stop/{verb}']")
        verb = ""
    page.fill("#field-note", note)
    page.click(f"button[value={verb}]" if verb else "main form button.stop")
    page.wait_for_selector(".flash.success")


def accept_at_the_counter(visit: Visit, code: str, number: str) -> None:
    """Compare what was handed in and accept it, as the province's clerk."""
    page = visit(code, "clerk", "clerk").go(f"/clerk/items/{number}")
    page.click("a.button[href$='/resubmit']")
    page.click("main form .button")
    page.wait_for_selector(".flash.success")


@pytest.fixture
def citizen(visit: Visit, played: Played) -> Visitor:
    """Let the mover, who works in 江苏 now, sign in on a phone."""
    assert played.holds
    return visit("32", "my", "mover", width=PHONE)


def test_a_citizen_starts_mends_and_withdraws_a_matter(citizen: Visitor, visit: Visit) -> None:
    page = citizen.go("/my/")
    page.click("a[href='/my/matters']")
    page.click("a[href$='/start/transfer_in']")
    page.select_option("#field-origin", "31")
    page.click("main form button.button")
    page.wait_for_selector(".flash.success")
    number = page.url.rsplit("/", 1)[1]
    handed_in = citizen.reads(".steps strong")

    step_at_the_counter(visit, "32", number, "return", "请核对转出地")
    page.reload()
    asked = citizen.read("main .notice")
    page.click("a[href$='/correct']")
    page.select_option("#field-origin", "33")
    page.click("main form button.button")
    page.wait_for_selector(".flash.success")

    accept_at_the_counter(visit, "32", number)
    page.reload()
    accepted = citizen.count(".steps .done")
    page.click("a[href$='/withdraw']")
    question = citizen.read("main form p")
    page.click("main form button.stop")
    page.wait_for_selector(".flash.success")

    assert handed_in == ["提交", "受理", "复核", "审批", "办结"]
    assert "请核对转出地" in asked
    assert accepted == 2
    assert "确定要撤回" in question
    assert citizen.reads(".history strong") == ["提交", "退回", "提交", "受理", "撤回"]
    assert citizen.sideways(PHONE) == 0


def test_a_citizen_whose_session_ended_finds_the_form_as_it_was(visit: Visit) -> None:
    citizen = visit("32", "my")
    page = citizen.go("/my/matters/start/transfer_in")

    assert page.url.endswith("/my/sign-in?next=/my/matters/start/transfer_in")
    page.fill("#field-ssn", cast()["mover"]["ssn"])
    page.fill("#field-password", cast()["mover"]["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#field-origin")

    assert citizen.read("h1") == "关系转入"


def carry(visit: Visit, number: str) -> None:
    """Let three hands accept, review and approve what an employer of 34 handed in."""
    accept_at_the_counter(visit, "34", number)
    for who, verb in (("reviewer", "review"), ("approver", "approve")):
        clerk = visit("34", "clerk", who).go(f"/clerk/items/{number}")
        clerk.click(f"button[value={verb}]")
        clerk.wait_for_selector(".flash.success")


def test_an_employer_enrols_declares_and_follows_what_it_handed_in(visit: Visit) -> None:
    employer = visit("34", "employer", DELEGATE)
    page = employer.go("/employer/matters/start/person_enrolment")
    page.fill("#field-ssn", NEWCOMER)
    page.fill("#field-name", NAME)
    page.fill("#field-from_month", "2024-10")
    page.click("main form button.button")
    page.wait_for_selector(".flash.success")
    carry(visit, page.url.rsplit("/", 1)[1])

    page = employer.go("/employer/matters/start/wage_declaration")
    rows = f"姓名,社会保障号码,申报月工资\n{NAME},{NEWCOMER},8000\n李四,34010419900101111X,7000\n"
    page.fill("#field-month", "2024-10")
    page.set_input_files(
        "#field-file", {"name": "十月.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.click("main form button.button")
    page.wait_for_selector("#verdicts")
    verdict = employer.read("#verdicts table tbody tr .lead")

    page.goto(page.url.partition("/matters/")[0] + "/people")
    page.fill("[name=text]", NAME)
    page.press("[name=text]", "Enter")
    page.wait_for_url("**list=**")
    found = employer.reads("#people td.lead")
    employer.go("/employer/months")
    months = employer.reads("td.lead")

    assert "校验位不符" in verdict
    assert found == [NAME]
    assert "2024年10月" in months


def test_an_employer_ends_an_employment_and_three_hands_carry_it(visit: Visit) -> None:
    employer = visit("34", "employer", DELEGATE)
    page = employer.go("/employer/matters/start/employment_end")
    page.fill("#field-ssn", NEWCOMER)
    page.fill("#field-last_month", "2024-10")
    page.select_option("#field-reason", "222")
    page.click("main form button.button")
    page.wait_for_selector(".flash.success")
    number = page.url.rsplit("/", 1)[1]
    at_home = employer.go("/employer/").locator(f"a[href$='{number}']").count()

    carry(visit, number)
    employer.go(f"/employer/matters/{number}")

    assert at_home == 1
    assert employer.reads(".steps strong") == ["提交", "受理", "复核", "审批", "办结"]
    assert employer.count(".steps .done") == 5
    assert employer.count("a[href$='/withdraw']") == 0
