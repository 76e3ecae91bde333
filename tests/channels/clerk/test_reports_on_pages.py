"""A report of another department on its page: found true, confirmed, taken back."""

import pytest
from town import reported
from visiting import browser

pytestmark = pytest.mark.usefixtures("counter")


def test_a_death_is_confirmed_by_two_and_the_judgement_taken_back() -> None:
    page = f"/clerk/reports/{reported().pk}"

    def step(verb: str, by: str) -> int:
        return browser(by).post(page, {"verb": verb, "why": "已向派出所核实"}).status_code

    def shown() -> str:
        return browser("approver").get(page).content.decode()

    assert (step("confirm", "reviewer"), step("confirm", "reviewer")) == (302, 422)
    assert "待另一人确认" in browser("approver").get("/clerk/reports").content.decode()
    assert step("confirm", "approver") == 302
    assert 'value="reopen"' in shown()
    assert step("reopen", "approver") == 302
    assert "结论已撤回" in shown()
    assert 'value="confirm"' in shown()
