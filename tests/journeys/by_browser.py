"""A day's deeds on the pages, in a browser, each as one person, with what that person reads."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from in_words import NotTaken, refused_in_words
from plan import HERE, face_of
from playwright.sync_api import Page

from faces import Doors, Visitor
from tongchou.channels.demo.life import SCAN

DONE, NOT_DONE = ".flash.success", ".summary, .fault, .flash.error"
FORM = "main form .button"
BATCH_MILLISECONDS = 60_000
"""How long a batch may take: a process of its own is started for it."""


class ByBrowser:
    """What people do on the pages; whatever is refused raises `NotTaken` with what they read."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.windows: dict[str, Visitor] = {}

    @property
    def troubles(self) -> list[str]:
        """What any page of the day complained of."""
        return [trouble for window in self.windows.values() for trouble in window.troubles]

    @contextmanager
    def at(self, who: str, path: str) -> Iterator[Visitor]:
        """Open a page in the window of somebody who has signed in, and leave it again."""
        face = face_of(who)
        if who not in self.windows:
            self.windows[who] = self.doors.open(HERE, face, who)
        self.windows[who].go(f"/{face}/{path}")
        yield self.windows[who]
        self.windows[who].page.goto("about:blank")

    def accept(self, who: str, code: str, form: Mapping[str, Any]) -> str:
        """Fill a form and hand it in; return the number of the matter."""
        with self.at(who, f"{_matters_of(who)}/start/{code}") as visitor:
            return self._handed_in(visitor, form)

    def take_in(self, who: str, code: str, form: Mapping[str, Any]) -> str:
        """Hand in what is another agency's, read that it is, and take it in for that one."""
        with self.at(who, f"items/start/{code}") as visitor:
            refused_in_words(lambda: self._handed_in(visitor, form), "不在您的权限范围内")
            visitor.page.check("#field-on_behalf")
            return self._handed_in(visitor, {})

    def accept_in_another_session(self, who: str, code: str, form: Mapping[str, Any]) -> str:
        """Lose the session in the middle of a form; come in again, find it, and hand it in."""
        with self.at(who, f"items/start/{code}") as visitor, self.at("", "") as elsewhere:
            page = visitor.page
            fill(page, form)
            self._come_in(elsewhere.page, who)
            elsewhere.page.click("form[action$='sign-out'] button")  # there it ends all sessions
            elsewhere.page.wait_for_selector("#field-password")
            page.click(FORM)
            page.wait_for_selector("#field-password")
            assert "已保留" in visitor.read("main"), visitor.read("main")
            self._come_in(page, who)
            page.wait_for_selector("#field-from_month")
            found = {name: page.input_value(f"#field-{name}") for name in form}
            assert found == dict(form), found
            return self._handed_in(visitor, {})

    def step(self, who: str, number: str, verb: str, *, note: str = "") -> str:
        """Take a step of a matter on its page; return the status that is then shown."""
        is_stop = verb in {"return", "refuse"}
        path = f"items/{number}/stop/{verb}" if is_stop else f"items/{number}"
        with self.at(who, path) as visitor:
            visitor.page.fill("#field-note", note)
            visitor.page.click("main form .button.stop" if is_stop else f"button[value={verb}]")
            done(visitor)
        return ""

    def give_back(self, who: str, number: str, field: str, words: str) -> None:
        """Give a matter back for one field to be mended."""
        with self.at(who, f"items/{number}/stop/return") as visitor:
            visitor.page.fill(f"[name='point-field:{field}']", words)
            visitor.page.click("main form .button.stop")
            done(visitor)

    def correct(self, who: str, number: str, form: Mapping[str, Any]) -> None:
        """Read what is to be mended, and hand the matter in again."""
        path = (
            f"items/{number}/resubmit" if face_of(who) == "clerk" else f"matters/{number}/correct"
        )
        with self.at(who, path) as visitor:
            assert visitor.count(".fault, .summary"), "nothing says what is to be mended"
            fill(visitor.page, form)
            visitor.page.click(FORM)
            done(visitor)

    def compare(self, who: str, number: str) -> None:
        """Compare what was handed in from outside, and accept it."""
        with self.at(who, f"items/{number}/resubmit") as visitor:
            visitor.page.click(FORM)
            done(visitor)

    def refuse(self, who: str, number: str, reason: str) -> None:
        """Refuse a matter for one of the reasons."""
        with self.at(who, f"items/{number}/stop/refuse") as visitor:
            visitor.page.check(f"[value='reason:{reason}']")
            visitor.page.click("main form .button.stop")
            done(visitor)

    def withdraw(self, who: str, number: str) -> None:
        """Withdraw a matter, and answer the question whether that is meant."""
        if face_of(who) != "clerk":
            with self.at(who, f"matters/{number}/withdraw") as visitor:
                assert "确定要撤回" in visitor.read("main")
                visitor.page.click("main form button.stop")
                done(visitor)
            return
        with self.at(who, f"items/{number}") as visitor:
            visitor.page.click("button[value=withdraw]")
            visitor.page.wait_for_selector("[name=sure]", state="attached")
            visitor.page.click("main form .button.stop")
            done(visitor)

    def reverse(self, who: str, number: str, code: str, ssn: str) -> str:
        """Begin a reversal from the page of the matter; return its number."""
        with self.at(who, f"items/{number}") as visitor:
            visitor.page.click(f"a[href*='/start/{code}']")
            return self._handed_in(visitor, {"ssn": ssn, "reason": "录入有误"})

    def attach(self, who: str, number: str, paper: str) -> None:
        """Attach a scan for a paper."""
        with self.at(who, f"items/{number}") as visitor:
            visitor.page.select_option("#field-paper", paper)
            scan = {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": SCAN}
            visitor.page.set_input_files("#field-file", scan)
            visitor.page.click("#papers form:last-of-type button")
            done(visitor)

    def hand_on(self, who: str, number: str, to: str) -> None:
        """Put a matter into a colleague's hand."""
        with self.at(who, f"items/{number}") as visitor:
            visitor.page.select_option("#field-to", to)
            visitor.page.click("#desk form:has(#field-to) button")
            done(visitor)

    def take_over(self, who: str, number: str) -> None:
        """Take a matter into the own hand, in whosever it was."""
        with self.at(who, f"items/{number}") as visitor:
            visitor.page.click(f"#desk button[name=to][value={who}]")
            done(visitor)

    def batch(self, who: str, verb: str, numbers: Sequence[str]) -> None:
        """Choose matters in the inbox, read the summary, let them go, and wait for the end."""
        with self.at(who, f"?which={verb}") as visitor:
            page = visitor.page
            for number in numbers:
                page.check(f".pick[value='{number}']")
            page.click("#batch button >> nth=0")
            page.wait_for_selector("form[action$='/begin'] .button")
            assert str(len(numbers)) in visitor.read("form[action$='/begin'] .button")
            page.click("form[action$='/begin'] .button")
            page.wait_for_function(
                "() => document.body.innerText.includes('已结束于')", timeout=BATCH_MILLISECONDS
            )

    def read(self, who: str, number: str) -> list[str]:
        """Return the steps of a matter as its page shows them."""
        with self.at(who, f"{_matters_of(who)}/{number}") as visitor:
            return visitor.reads(".history strong")

    def _come_in(self, page: Page, who: str) -> None:
        page.fill("#field-login", who)
        page.fill("#field-password", self.doors.password_of(HERE, who))
        page.click(FORM)
        page.wait_for_selector("form[action$='sign-out']")

    def _handed_in(self, visitor: Visitor, form: Mapping[str, Any]) -> str:
        fill(visitor.page, form)
        visitor.page.click(FORM)
        done(visitor)
        return visitor.page.url.rsplit("/", 1)[1].partition("?")[0]


def _matters_of(who: str) -> str:
    return "items" if face_of(who) == "clerk" else "matters"


def fill(page: Page, form: Mapping[str, Any]) -> None:
    """Type what a form is asked to say."""
    for name, value in form.items():
        field = page.locator(f"#field-{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def done(visitor: Visitor) -> None:
    """Wait until the page that was sent for says that something is done, or else why not."""
    visitor.page.wait_for_load_state()
    visitor.page.wait_for_selector(f"{DONE}, {NOT_DONE}")
    if not visitor.count(DONE):
        raise NotTaken(" ".join(visitor.reads(NOT_DONE)))
