"""The courses of matters: what becomes of each between the counter and its end.

A course is played by its hands, on the pages or over the interface. One that must wait yields what
it waits for: the ministry, or others of its kind that go on with it as one batch.
"""

from collections.abc import Callable, Iterator
from typing import Any

from day import MONTH, Day, form_of
from plan import (
    APPROVER,
    BY_KEY,
    CLERK,
    COUNTY_CLERK,
    DELEGATE,
    FACTORY,
    HERE,
    REVIEWER,
    THERE,
    Matter,
    person_of,
)

MINISTRY, BATCH = "the ministry", "a batch"

Course = Iterator[str]


def _begin(day: Day, matter: Matter, *, by: str = CLERK, **instead: Any) -> str:
    """Accept a matter, and note its number."""
    form = form_of(matter) | instead
    hand = day.hand(matter)
    if matter.province == HERE:
        number = hand.accept(by, matter.code, form)
    else:
        number = hand.accept(by, matter.code, form, province=matter.province)
    day.numbers[matter.key] = number
    return str(number)


def _sign_off(day: Day, matter: Matter) -> None:
    """Review and approve a matter."""
    for who, verb in ((REVIEWER, "review"), (APPROVER, "approve")):
        day.hand(matter).step(who, day.numbers[matter.key], verb)


def carried(day: Day, matter: Matter) -> Course:
    """Carry a matter through its three hands; whoever accepted it cannot review it."""
    number = _begin(day, matter)
    if matter.hand == "machine":
        day.refuses(lambda: day.machine.step(CLERK, number, "review"), "权限")
    _sign_off(day, matter)
    yield from ()


def county(day: Day, matter: Matter) -> Course:
    """Accept in a county what is the county's; what is another's is refused there."""
    others = form_of(matter) | {"credit_code": FACTORY}
    day.refuses(lambda: day.machine.accept(COUNTY_CLERK, matter.code, others), "权限范围")
    _begin(day, matter, by=COUNTY_CLERK)
    _sign_off(day, matter)
    yield from ()


def corrected(day: Day, matter: Matter) -> Course:
    """Give a matter back for a wrong name; it cannot be accepted again unmended."""
    number, hand = _begin(day, matter, name="错名字"), day.hand(matter)
    day.refuses(lambda: hand.step(REVIEWER, number, "return"), "原因")
    hand.give_back(REVIEWER, number, "name", "姓名与身份证不符")
    wrong = form_of(matter) | {"name": "错名字"}
    day.refuses(lambda: hand.correct(CLERK, number, wrong), "尚未补正")
    hand.correct(CLERK, number, form_of(matter))
    _sign_off(day, matter)
    yield from ()


def refused(day: Day, matter: Matter) -> Course:
    """Refuse a matter for a reason; nobody can approve it afterwards."""
    number = _begin(day, matter)
    day.hand(matter).refuse(REVIEWER, number, "facts_unclear")
    day.refuses(lambda: day.machine.step(APPROVER, number, "approve"), "不能再")
    yield from ()


def withdrawn(day: Day, matter: Matter) -> Course:
    """Withdraw a matter."""
    number = _begin(day, matter)
    day.hand(matter).withdraw(CLERK, number)
    day.refuses(lambda: day.machine.step(REVIEWER, number, "review"), "不能再")
    yield from ()


def recorded(day: Day, matter: Matter) -> Course:
    """Enter what an archive says; without the archive it is not approved."""
    number, hand = _begin(day, matter), day.hand(matter)
    hand.step(REVIEWER, number, "review")
    day.refuses(lambda: hand.step(APPROVER, number, "approve"), "材料")
    hand.attach(CLERK, number, "contribution_archive")
    hand.step(APPROVER, number, "approve")
    yield from ()


def declared(day: Day, matter: Matter) -> Course:
    """Declare a person's wages in a file."""
    ssn, name = person_of(matter)
    rows = f"统一社会信用代码,姓名,社会保障号码,申报月工资\n{FACTORY},{name},{ssn},8000\n"
    files = {"file": ("九月.csv", rows.encode())}
    done = day.machine.call("", "/declarations", params={"month": MONTH}, files=files)
    again = day.machine.call("", "/declarations", params={"month": MONTH}, files=files)
    assert again["repeated"], again
    assert again["number"] == done["number"], again
    day.numbers[matter.key] = done["number"]
    yield from ()


def received(day: Day, matter: Matter) -> Course:
    """Receive what is due for the month."""
    due = day.machine.nodes.call(HERE, "GET", "/dues", params={"month": MONTH})
    rows = [
        {
            "serial": f"tax-{row['credit_code']}", "credit_code": row["credit_code"],
            "month": MONTH, "amount_fen": row["amount_fen"], "received_on": "2024-10-12",
        }
        for row in due
    ]  # fmt: skip
    done = day.machine.call("", "/feeds/contribution_receipt", json={"receipts": rows})
    day.numbers[matter.key] = done["number"]
    yield from ()


def session_lost(day: Day, matter: Matter) -> Course:
    """Accept a matter in whose form the session was lost."""
    form = form_of(matter)
    day.numbers[matter.key] = day.browser.accept_in_another_session(CLERK, matter.code, form)
    _sign_off(day, matter)
    yield from ()


def handed_over(day: Day, matter: Matter) -> Course:
    """Put a matter into the reviewer's hand; of two who may mend it, only whose hand it is in."""
    number, hand = _begin(day, matter, by=COUNTY_CLERK, name="错名字"), day.hand(matter)
    hand.hand_on(CLERK, number, REVIEWER)
    hand.give_back(REVIEWER, number, "name", "姓名与身份证不符")
    hand.take_over(COUNTY_CLERK, number)
    day.refuses(lambda: day.machine.correct(CLERK, number, form_of(matter)), "由.*经办|正在办理")
    hand.take_over(CLERK, number)
    hand.correct(CLERK, number, form_of(matter))
    _sign_off(day, matter)
    yield from ()


def delegated(day: Day, matter: Matter) -> Course:
    """Open a sign-in for whom the employer sends."""
    number = _begin(day, matter)
    slip = day.machine.call(CLERK, f"/items/{number}/password")
    day.browser.doors.slips[HERE] = slip["password"]
    yield from ()


def asked(day: Day, matter: Matter) -> Course:
    """Claim a pension, which waits until the ministry has answered."""
    number = _begin(day, matter)
    assert day.machine.shown(number)["waits_for"] == "ministry"
    day.refuses(lambda: day.machine.step(REVIEWER, number, "review"), "尚未收到答复")
    yield MINISTRY
    _sign_off(day, matter)


def admitted(day: Day, matter: Matter) -> Course:
    """Open a citizen's own sign-in."""
    number, (ssn, _) = _begin(day, matter), person_of(matter)
    slip = day.machine.call(CLERK, f"/items/{number}/password")
    day.browser.doors.slips[ssn] = slip["password"]
    yield from ()


def transferred(day: Day, matter: Matter) -> Course:
    """Let a citizen ask another province for their record, once the ministry has answered."""
    ssn, _ = person_of(matter)
    number = day.browser.accept(ssn, matter.code, {"origin": THERE})
    day.numbers[matter.key] = number
    day.browser.compare(CLERK, number)
    yield MINISTRY
    _sign_off(day, matter)
    assert day.machine.status(number) == "waiting"


def answered(day: Day, matter: Matter) -> Course:
    """Answer the letter of another province, which then has the record."""
    ssn, _ = person_of(matter)
    letter = day.machine.found(THERE, matter.code, ssn)
    day.numbers[matter.key] = letter
    _sign_off(day, matter)
    own = day.numbers[matter.of]
    day.machine.wait_until(own, "completed")
    steps = day.browser.read(ssn, own)
    assert steps[:4] == ["提交", "受理", "复核", "审批"], steps
    yield from ()


def outside_corrected(day: Day, matter: Matter) -> Course:
    """Let the employer's delegate hand in, mend, and see a matter to its end."""
    form = form_of(matter)
    del form["credit_code"]
    browser = day.browser
    number = browser.accept(DELEGATE, matter.code, form | {"last_month": "2024-09"})
    day.numbers[matter.key] = number
    browser.give_back(CLERK, number, "last_month", "以解除合同的月份为准")
    browser.correct(DELEGATE, number, {"last_month": "2024-10"})
    browser.compare(CLERK, number)
    _sign_off(day, matter)
    steps = browser.read(DELEGATE, number)
    assert steps == ["提交", "退回", "提交", "受理", "复核", "审批"], steps
    yield from ()


def outside_withdrawn(day: Day, matter: Matter) -> Course:
    """Let the delegate hand a matter in and withdraw it; a wrong number is refused before."""
    form = form_of(matter)
    del form["credit_code"]
    wrong = form | {"ssn": "340104199001011"}
    day.refuses(lambda: day.browser.accept(DELEGATE, matter.code, wrong), "号码")
    number = day.browser.accept(DELEGATE, matter.code, form)
    day.numbers[matter.key] = number
    day.browser.withdraw(DELEGATE, number)
    yield from ()


def reversed_(day: Day, matter: Matter) -> Course:
    """Reverse a completed matter; it is reversed once."""
    ssn, _ = person_of(matter)
    before, hand = day.numbers[matter.of], day.hand(matter)
    number = hand.reverse(CLERK, before, matter.code, ssn)
    day.numbers[matter.key] = number
    _sign_off(day, matter)
    day.refuses(lambda: day.machine.reverse(CLERK, before, matter.code, ssn), "冲销")
    yield from ()


def reversed_first(day: Day, matter: Matter) -> Course:
    """Reverse what rests on another matter, which cannot be reversed before."""
    below = BY_KEY[BY_KEY[matter.of].of]
    ssn, _ = person_of(matter)
    day.refuses(
        lambda: day.machine.reverse(CLERK, day.numbers[below.key], f"{below.code}_reversal", ssn),
        "为依据",
    )
    yield from reversed_(day, matter)


def batched(day: Day, matter: Matter) -> Course:
    """Accept a matter that goes on together with others."""
    _begin(day, matter)
    yield BATCH


def taken_in(day: Day, matter: Matter) -> Course:
    """Take a matter in for the agency that is competent, which handles it."""
    number = day.hand(matter).take_in(COUNTY_CLERK, matter.code, form_of(matter))
    day.numbers[matter.key] = number
    day.refuses(lambda: day.machine.step(COUNTY_CLERK, number, "review"), "权限")
    _sign_off(day, matter)
    assert day.machine.status(number, COUNTY_CLERK) == "completed"
    yield from ()


COURSES: dict[str, Callable[[Day, Matter], Course]] = {
    course.__name__.rstrip("_"): course
    for course in (
        carried, county, corrected, refused, withdrawn, recorded, declared, received,
        session_lost, handed_over, delegated, admitted, asked, transferred, answered,
        outside_corrected, outside_withdrawn, reversed_first, reversed_, batched, taken_in,
    )
}  # fmt: skip
