"""No address breaks, whatever is written into it, its parameters, or the head of a request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from hostile import EVERYTHING, broken, spelt
from town import identifiers
from visiting import HOST, Address, Systems, browser, every_address, machine, token_of

from counter import MAN
from tongchou.node import wsgi

ROLES = {"province": "34", "ministry": "00"}
PARAMETERS = {
    "clerk/": ("which", "list", "page"),
    "clerk/people": ("list",),
    "clerk/employers": ("list", "page"),
    "clerk/employers/<str:credit_code>": ("page",),
    "clerk/items/start/<slug:code>": ("ssn", "last_month", "reason"),
    "clerk/signals": ("which", "list"),
    "clerk/sign-in": ("next", "language"),
    "my/": ("language",),
    "my/sign-in": ("next",),
    "nation/": ("seen",),
    "nation/books": ("month", "book", "province", "account"),
    "nation/signals": ("page",),
    "nation/query": ("ssn",),
    "nation/sign-in": ("next",),
    "api/v1/dues": ("month",),
    "api/v1/items": ("which", "limit", "status", "item", "since", "cursor"),
    "api/v1/changes": ("after", "limit", "wait"),
    "api/v1/declarations": ("month",),
    "api/v1/books": ("month", "book"),
    "api/v1/signals": ("item_number", "status", "cursor", "limit"),
}
"""The parameters that each address reads."""

HEADERS = (
    ("HTTP_AUTHORIZATION", "Bearer"),
    ("HTTP_AUTHORIZATION", "Bearer \x00"),
    ("HTTP_AUTHORIZATION", "Bearer " + "x" * 9000),
    ("HTTP_COOKIE", "session_34=x; session_00=x; csrf_34=\xff; language=../x"),
    ("HTTP_COOKIE", 'session_34="\\000aaaaaaaaaa"; session_00="\\000aaaaaaaaaa"'),
    ("HTTP_HOST", "elsewhere.example"),
    ("HTTP_HOST", "\x00"),
    ("HTTP_REFERER", "http://[::1"),
    ("HTTP_ORIGIN", "\xff"),
    ("HTTP_HX_REQUEST", "true"),
    ("HTTP_HX_CURRENT_URL", "http://[::1"),
    ("HTTP_ACCEPT_LANGUAGE", "x" * 9000),
    ("HTTP_IDEMPOTENCY_KEY", "\xff" * 9000),
    ("CONTENT_LENGTH", "-1"),
    ("CONTENT_TYPE", "multipart/form-data"),
    ("CONTENT_TYPE", "multipart/form-data; boundary=\xff"),
    ("CONTENT_TYPE", "application/x-www-form-urlencoded; charset=gbk"),
    ("HTTP_TONGCHOU_NODE", "../../34"),
    ("HTTP_TONGCHOU_SIGNATURE", "no hexadecimals"),
)


@dataclass(frozen=True)
class Node:
    """An open node: who visits which face, and something real for every identifier."""

    role: str
    visitors: Mapping[str, Client]
    facts: Mapping[str, Any]

    def asked(self) -> Iterator[tuple[Client, Address, str]]:
        """Yield every address with its visitor, and a path that leads somewhere."""
        for address in every_address(self.role):
            yield self.visitor(address), address, address.path(self.facts)

    def visitor(self, address: Address) -> Client:
        """Return who may visit an address."""
        return self.visitors.get(address.face, self.visitors[""])


@pytest.fixture(params=ROLES)
def node(opened: Any, request: pytest.FixtureRequest) -> Node:
    """Open a node of each role, with people and matters in it."""
    sign_ins = opened(ROLES[request.param])
    facts = identifiers(request.param)
    first = sign_ins["clerks"][0]["login"]
    visitors = {
        "clerk": browser(first),
        "nation": browser(first),
        "my": browser(MAN),
        "api": machine(token_of(sign_ins, first)),
        "": browser(),
    }
    return Node(request.param, visitors, facts)


def test_under_a_name_that_is_none_of_the_node_s_nothing_is_answered(node: Node) -> None:
    """A browser that was led here under a stranger's name would take our answers for his."""
    found = {
        address.route: client.get(path, HTTP_HOST="elsewhere.example").status_code
        for client, address, path in node.asked()
    }

    assert len(found) > 15
    assert set(found.values()) == {400}, found


def test_no_parameter_breaks_an_address(node: Node) -> None:
    asked = [
        (client, f"{path}?{name}={spelt(value)}")
        for client, address, path in node.asked()
        for name in PARAMETERS.get(address.route, ())
        for value in EVERYTHING
    ]

    answers = [(path, client.get(path)) for client, path in asked]

    assert len(answers) > 300
    assert broken(answers) == []


def test_no_name_of_a_parameter_breaks_an_address(node: Node) -> None:
    answers = [
        (path, client.get(f"{path}?{spelt(name)}=1"))
        for client, _, path in node.asked()
        for name in ("\x00", "\ud800", "x" * 5000, "page[]", "😀")
    ]

    assert broken(answers) == []


def test_no_identifier_breaks_an_address(node: Node) -> None:
    asked = [
        (node.visitor(address), address.path({**node.facts, part: spelt(value)}))
        for address in every_address(node.role)
        for part in address.parts
        for value in EVERYTHING
    ]

    answers = [
        (path, answer)
        for client, path in asked
        for answer in (client.get(path), client.post(path, "{}", content_type="application/json"))
    ]

    assert len(answers) > 150
    assert broken(answers) == []


def test_no_method_breaks_an_address(node: Node) -> None:
    answers = [
        ((method, path), getattr(client, method)(path))
        for client, _, path in node.asked()
        for method in ("put", "patch", "delete", "options", "trace", "head")
    ]

    assert len(answers) > 100
    assert broken(answers) == []


def test_no_header_breaks_an_address(node: Node) -> None:
    asked = [
        (client, path, {name: value}) for client, _, path in node.asked() for name, value in HEADERS
    ]

    answers = [
        ((path, header), answer)
        for client, path, header in asked
        for answer in (client.get(path, **header), client.post(path, **header))
    ]

    assert len(answers) > 500
    assert broken(answers) == []


def test_a_nul_is_turned_away_in_words(node: Node) -> None:
    page, machines = browser().get("/?a=%00"), node.visitors["api"].get("/api/v1/log?a=%00")

    assert (page.status_code, machines.status_code) == (400, 400)
    assert "请求无法读取，没有任何更改" in page.content.decode()
    assert machines.json()["type"] == "/api/v1/problems/unreadable"


def test_a_form_longer_than_any_is_refused_before_it_is_taken_apart(node: Node) -> None:
    """60 MB of escapes took four gigabytes; what stands in a file is read as it comes."""
    del node
    form = "text=" + "%e6%b2%88" * 30_000

    answers = [
        browser().post(path, form, content_type="application/x-www-form-urlencoded")
        for path in ("/clerk/people", "/my/sign-in")
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "请求无法读取，没有任何更改" in answers[0].content.decode()


@pytest.mark.parametrize("charset", ["base64", "zip", "idna", "utf-16", "undefined", "nonsense"])
def test_a_charset_that_is_not_unicode_is_turned_away(charset: str) -> None:
    answer = called(CONTENT_TYPE=f"text/html; charset={charset}")

    assert answer == "415 Unsupported Media Type"


@pytest.mark.usefixtures("counter")
def test_a_request_in_unicode_is_read() -> None:
    named = ("", "; charset=utf-8", '; Charset="UTF-8"', "; boundary=x")

    answers = [called(CONTENT_TYPE=f"multipart/form-data{one}") for one in named]

    assert answers == ["200 OK"] * 4


def called(**facts: str) -> str:
    """Call the node as its web server does; return the status."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "SERVER_NAME": HOST,
        "SERVER_PORT": "80", "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", **facts,
    }  # fmt: skip
    wsgi.application(environ, lambda status, _headers, _fault=None: said.append(status) or print)
    return said[0]


LEADS = {
    "/clerk/people?text=1": "/clerk/people?text=1",
    "": "/clerk/",
    "//elsewhere.example": "/clerk/",
    "https://elsewhere.example/clerk/": "/clerk/",
    "javascript:alert(1)": "/clerk/",
    "\\\\elsewhere.example": "/clerk/",
    "front_door": "front_door",  # a path below the door, not the name of a page
    "１２３": "%EF%BC%91%EF%BC%92%EF%BC%93",
}
"""Where the door leads whoever wanted to go there before they signed in."""


@pytest.mark.usefixtures("counter")
def test_the_door_leads_nowhere_else() -> None:
    sign_in = {"login": "clerk", "password": "by-the-book"}

    answers = {
        wanted: browser().post("/clerk/sign-in", sign_in | {"next": wanted}) for wanted in LEADS
    }

    assert {wanted: answer["Location"] for wanted, answer in answers.items()} == LEADS


def test_books_of_a_month_that_is_none_are_refused(capital: Any) -> None:
    supervisor, service = browser("supervisor"), Systems(capital)
    asked = [
        {"month": month, "book": book}
        for month in ("0000-01", "9999-12", "2024-13", "abc", "２０２４-０９")
        for book in ("fund", "accounts")
    ]

    pages = [supervisor.get("/nation/books", facts) for facts in asked]
    told = [service.get("/api/v1/books", facts) for facts in asked]

    assert [page.status_code for page in pages] == [422] * 10
    assert [answer.status_code for answer in told] == [422] * 10
    assert {answer.json()["detail"] for answer in told} == {
        "年月应写成 2024-09 · write a month as 2024-09"
    }
