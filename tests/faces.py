"""Someone at a browser: where they go, what they read, and every trouble the page makes."""

import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from running import Cluster
from tongchou.channels.demo.life import cast

DELEGATE, CHOSEN = "delegate", "a phrase of the delegate"
"""Who signs in for the mover's first employer, and by which password, once they chose one."""

DESKTOP, PHONE = 1280, 375
HEIGHTS = {DESKTOP: 900, PHONE: 720}
IDEOGRAPHS = "[\u4e00-\u9fff]"
CLIENT_ERROR = 400

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS_SHADOW = "getComputedStyle(document.activeElement).boxShadow"

FLAGS = ("--no-sandbox", "--disable-gpu", "--lang=en-US")
LOOK_UP = Path(__file__).parents[1] / "tools" / "browser.py"

Visit = Callable[..., "Visitor"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Lend a browser, and close it again."""
    path = runpy.run_path(str(LOOK_UP))["find"]()
    assert path, "no Chromium: python tools/browser.py says how to come by one"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a browser, on one node and one of its faces."""

    page: Page
    node: str
    troubles: list[str] = field(default_factory=list)

    def speak(self, language: str) -> None:
        """Ask for all further pages in a language."""
        cookie = {"name": "language", "value": language, "url": self.node}
        self.page.context.add_cookies([cookie])

    def go(self, path: str) -> Page:
        """Open a page of the node."""
        self.page.goto(self.node + path)
        return self.page

    def read(self, selector: str) -> str:
        """Return the text a selector shows, without line breaks."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def reads(self, selector: str) -> list[str]:
        """Return the texts of everything a selector finds."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]

    def count(self, selector: str) -> int:
        """Return how many elements a selector finds."""
        return self.page.locator(selector).count()

    def wait_for_focus(self, name: str) -> None:
        """Wait until the field of this id has the keyboard: it comes there by itself."""
        self.page.wait_for_function("name => document.activeElement.id === name", arg=name)

    def focused(self) -> str:
        """Return the id of what has the keyboard."""
        return str(self.page.evaluate("document.activeElement.id"))

    def sideways(self, width: int) -> int:
        """Return by how many pixels the page is wider than a window of this width."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        return int(self.page.evaluate(SIDEWAYS))


@dataclass
class Doors:
    """The nodes' doors: opens a window, signs people in once, and lends their sessions."""

    browser: Browser
    cluster: Cluster
    sessions: dict[tuple[str, str, str], BrowserContext] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict)

    def open(self, code: str, face: str, who: str = "", *, width: int = DESKTOP) -> Visitor:
        """Open a window on a node's face; whoever is named has signed in there."""
        node = self.cluster.listed["nodes"][code]["url"]
        key = (code, face, who)
        if key not in self.sessions or not who:
            self.sessions[key] = self.browser.new_context(locale="zh-CN")
            self.sessions[key].set_default_timeout(10_000)
            if who:
                self._sign_in(self.sessions[key].new_page(), node + f"/{face}/sign-in", code, who)
        visitor = Visitor(self.sessions[key].new_page(), node)
        visitor.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self._watch(visitor)
        visitor.speak("zh")
        return visitor

    def password_of(self, code: str, who: str) -> str:
        """Return the demo password of a clerk, a supervisor or one of the demo's citizens."""
        if who in self.slips:
            return self.slips[who]
        if who in cast():
            return str(cast()[who]["password"])
        if who == DELEGATE:
            if code not in self.slips:
                self.slips[code] = self._slip_in(code)
            return self.slips[code]
        signed_in = self.cluster.listed["nodes"][code]["sign_ins"]
        clerks = [*signed_in["clerks"], *signed_in["administrators"]]
        return str(next(clerk["password"] for clerk in clerks if clerk["login"] == who))

    def _sign_in(self, page: Page, door: str, code: str, who: str) -> None:
        page.goto(door)
        page.fill("#field-ssn, #field-login", login_of(who))
        page.fill("#field-password", self.password_of(code, who))
        page.click("main form button")
        page.wait_for_selector("form[action$='sign-out']")
        if page.url.endswith("/password"):
            page.fill("#field-old", self.password_of(code, who))
            page.fill("#field-chosen", CHOSEN)
            page.fill("#field-again", CHOSEN)
            page.click("main form button")
            page.wait_for_url(f"**/{page.url.split('/')[3]}/")
        page.close()

    def _slip_in(self, code: str) -> str:
        """Return the password on the slip that the counter makes for the delegate."""
        call = self.cluster.nodes.call
        form = {
            "credit_code": cast()["mover"]["credit_code"],
            "ssn": cast()["mover"]["ssn"],
            "name": cast()["mover"]["name"],
            "document": "identity_card",
        }
        asked = {"code": "employer_user", "form": form}
        item = call(code, "POST", "/items", sign_in="clerk", json=asked)
        slip = call(code, "POST", f"/items/{item['number']}/password", sign_in="clerk")
        return str(slip["password"])

    def _watch(self, visitor: Visitor) -> None:
        """Note down what no page may do: complain, reach outside, miss a part of itself."""
        ours = tuple(node["url"] for node in self.cluster.listed["nodes"].values())
        note = visitor.troubles.append

        def on_console(message: ConsoleMessage) -> None:
            is_about_status = message.text.startswith("Failed to load resource")
            if message.type in {"error", "warning"} and not is_about_status:
                note(f"console: {message.text}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((*ours, "data:")):
                note(f"leaves the machine: {request.url}")

        def on_response(response: Response) -> None:
            if response.status >= CLIENT_ERROR and response.request.resource_type != "document":
                note(f"missing: {response.status} {response.url}")

        visitor.page.on("console", on_console)
        visitor.page.on("pageerror", lambda error: note(f"script: {error}"))
        visitor.page.on("request", on_request)
        visitor.page.on("response", on_response)


def login_of(who: str) -> str:
    """Return a sign-in's login: a citizen's is their number."""
    if who == DELEGATE:
        return f"{cast()['mover']['credit_code']}-01"
    return str(cast()[who]["ssn"]) if who in cast() else who
