"""Every page and interface that shows people leaves an access record; every one is walked here.

Whoever adds a view declares it with `shows_people` or `shows_nobody`; one that shows people is
called below in a way in which it shows some.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from inspect import getclosurevars
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from town import USER, identifiers, leaving, returned
from town import handed_in as entered
from visiting import (
    Systems,
    addresses_of,
    browser,
    every_address,
    machine,
    token_of,
    was_refused,
)

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    clerk,
    completed,
    declare,
)
from tongchou.agency.changes import note_access
from tongchou.agency.models import AccessRecord, Clerk
from tongchou.channels.front.references import state_reference
from tongchou.node.urls import PUBLIC
from tongchou.proof import changes
from tongchou.proof.deep.differences import Difference
from tongchou.registry.models import Benefit, Forwarded, Person
from tongchou.standards.identity import mask_ssn
from tongchou.standards.time import month_of
from tongchou.workflow.models import Item

ROLES = {"province": "34", "ministry": "00"}
PEERS = {
    "sync/envelopes": "a peer's signed log, which no person reads",
    "sync/checkpoints": "signed checkpoints of logs, which hold no content",
    "sync/again": "events of a peer's signed log, which no person reads",
    "sync/inquiries": "a province's signed questions, each noted as a look where it is answered",
    "sync/reconcile": "questions and a province's signed answers, which no person reads",
}
NAMES = {MAN: MAN_NAME, WOMAN: WOMAN_NAME}
NOBODY = "11010519491231002X"
JSON = "application/json"
WHY = "来函核查"
CSV = "统一社会信用代码,姓名,社会保障号码,申报月工资\n"

both_roles = pytest.mark.parametrize("role", ROLES)


def views_of(role: str) -> Iterator[tuple[str, Any]]:
    """Yield every view of a role with its route; the interface has one for each method."""
    yield from _views(get_resolver(addresses_of(role)).url_patterns, "")


def _views(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        elif route.startswith("api/v1/") and route not in PUBLIC:
            for operation in getclosurevars(pattern.callback).nonlocals["self"].operations:
                yield f"{operation.methods[0]} {route}", operation.view_func
        else:
            yield route, pattern.callback


def declared_in(role: str) -> set[str]:
    """Return how the access record calls the views of a role that show people."""
    return {view.shows_people for _, view in views_of(role) if getattr(view, "shows_people", "")}


@both_roles
def test_every_view_says_whether_it_shows_people(role: str) -> None:
    silent = [
        route
        for route, view in views_of(role)
        if not hasattr(view, "shows_people") and route not in PUBLIC | PEERS
    ]

    assert len(list(views_of(role))) > 15
    assert silent == []


def people_in(answer: HttpResponse) -> set[str]:
    """Return whose number, whole or masked, or whose name an answer tells."""
    content = b"".join(answer) if answer.streaming else answer.content
    said = content.decode(errors="replace")
    if answer.get("Content-Type", "").startswith(JSON):
        said = json.dumps(json.loads(said), ensure_ascii=False)
    return {
        ssn
        for ssn, name in NAMES.items()
        if any(told in said for told in (ssn, mask_ssn(ssn), name))
    }


Call = Callable[[], HttpResponse]


def forwarded(page: Client) -> str:
    """Send the man's earlier years to another province, which gives them back; return the page."""
    form = {
        "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
        "months": "58", "wage_index": "0.95", "account_yuan": "0", "document": "手册",
        "for_province": "32",
    }  # fmt: skip
    sent = page.post("/clerk/items/start/prior_record", form)
    Forwarded.objects.update(status="returned", seen_round=1, turn=2, note="请补正")
    return str(sent["Location"])


def calls_of_a_province(sign_ins: dict[str, Any], facts: Mapping[str, Any]) -> dict[str, Call]:
    """Return a call that shows somebody for every view of a province that shows people."""
    page, reviewer, own = browser("clerk"), browser("reviewer"), browser(MAN)
    token, systems = machine(token_of(sign_ins, "clerk")), Systems(sign_ins)
    man, item = f"/clerk/people/{handle_of(MAN)}", f"/clerk/items/{facts['number']}"
    bulk = handed_in(systems).json()["number"]
    declare(MAN, "2024-11")
    roll = completed("payment_roll", {"month": "2024-10"}).number
    user, own_page, their_page = browser(USER), *matters_outside()
    sent = forwarded(page)
    form = {"credit_code": FACTORY, "ssn": WOMAN, "name": WOMAN_NAME, "document": "passport"}
    slips = [accepted("employer_user", form).number]
    slips.append(accepted("employer_user", form | {"ssn": MAN, "name": MAN_NAME}).number)
    return {
        "inbox": lambda: page.get("/clerk/?which=open"),
        "people.list": lambda: page.post("/clerk/people", {"text": MAN_NAME}, follow=True),
        "person.page": lambda: page.get(man),
        "person.number": lambda: page.post(f"{man}/number"),
        "batch.page": lambda: page.get(f"/clerk/batches/{facts['batch_id']}"),
        "api.batches": lambda: token.get(f"/api/v1/batches/{facts['batch_id']}"),
        "employer.page": lambda: page.get(f"/clerk/employers/{FACTORY}"),
        "form.find": lambda: page.post("/clerk/find/person", {"text": MAN_NAME}),
        "item.start": lambda: page.post("/clerk/items/start/employment_end", leaving(MAN, MILL)),
        "item.page": lambda: page.get(f"/clerk/items/{roll}"),
        "item.step": lambda: reviewer.post(f"{item}/step", {"verb": "return", "note": " "}),
        "item.number": lambda: page.post(f"{item}/number"),
        "item.hand": lambda: page.post(f"{item}/hand", {"to": "nobody"}),
        "item.work": lambda: page.post(f"{item}/work"),
        "item.comment": lambda: page.post(f"{item}/comment", {"text": ""}),
        "inbox.next": lambda: page.get(f"/clerk/items/next?list={state_reference(text=MAN_NAME)}"),
        "item.resubmit": lambda: page.get(f"{item}/resubmit"),
        "item.stop": lambda: reviewer.get(f"{item}/stop/return"),
        "item.notice": lambda: page.get(f"{item}/notices/1"),
        "item.attach": lambda: page.post(f"{item}/papers", {"paper": "identity"}),
        "item.promise": lambda: page.post(f"{item}/papers/promise", {"paper": "identity"}),
        "item.paper": lambda: page.get(f"{item}/papers/{facts['attachment_id']}"),
        "papers": lambda: page.get("/clerk/papers"),
        "api.papers": lambda: token.get(f"/api/v1/items/{facts['number']}/papers"),
        "item.refused": lambda: page.get(f"/clerk/items/{bulk}/refused.csv"),
        "signals.list": lambda: page.get("/clerk/signals"),
        "signal.page": lambda: page.get(f"/clerk/signals/{facts['signal_id']}"),
        "api.signals": lambda: token.get("/api/v1/signals"),
        "forwarded": lambda: page.get("/clerk/forwarded"),
        "forwarded.matter": lambda: page.get(sent),
        "forwarded.answer": lambda: page.get(f"{sent}/form"),
        "forwarded.paper": lambda: page.post(f"{sent}/papers", {"paper": "none"}),
        "api.forwarded": lambda: token.get("/api/v1/forwarded"),
        "reports.list": lambda: page.get("/clerk/reports"),
        "report.page": lambda: page.get(f"/clerk/reports/{facts['report_id']}"),
        "api.reports": lambda: token.get("/api/v1/reports"),
        "item.password": lambda: page.post(f"/clerk/items/{slips[0]}/password"),
        "api.item_password": lambda: token.post(f"/api/v1/items/{slips[1]}/password"),
        "citizen.page": lambda: own.get("/my/"),
        "citizen.matters": lambda: own.get("/my/matters"),
        "citizen.start": lambda: own.post("/my/matters/start/transfer_in", {"origin": "31"}),
        "citizen.matter": lambda: own.get(own_page),
        "citizen.correct": lambda: own.get(f"{own_page}/correct"),
        "citizen.attach": lambda: own.post(f"{own_page}/papers", {"paper": "identity"}),
        "employer.attach": lambda: user.post(f"{their_page}/papers", {"paper": "identity"}),
        "citizen.withdraw": lambda: own.get(f"{own_page}/withdraw"),
        "employer.home": lambda: user.get("/employer/"),
        "employer.people": lambda: user.get("/employer/people"),
        "employer.find": lambda: user.post("/employer/find/person", {"text": MAN_NAME}),
        "employer.matters": lambda: user.get("/employer/matters"),
        "employer.start": lambda: user.post(
            "/employer/matters/start/employment_end", leaving(MAN, "")
        ),
        "employer.rows": lambda: user.get("/employer/matters/start/wage_declaration/rows"),
        "employer.matter": lambda: user.get(their_page),
        "employer.correct": lambda: user.get(f"{their_page}/correct"),
        "employer.withdraw": lambda: user.get(f"{their_page}/withdraw"),
        "api.verify": lambda: proof_of(MAN, systems),
        "api.feed": lambda: token_feed(systems),
        "api.declarations": lambda: handed_in(systems, MAN_NAME),
        "api.dues": lambda: systems.get("/api/v1/dues?month=2024-11"),
        "api.items": lambda: token.post(
            "/api/v1/items/search", {"which": "all", "text": MAN}, content_type=JSON
        ),
        "api.rerun": lambda: token.get(f"/api/v1/items/{facts['number']}/rerun"),
        "api.person": lambda: token.post(
            "/api/v1/persons/query", {"ssn": MAN, "reason": WHY}, content_type=JSON
        ),
        "audit.records": lambda: audit_of(MAN),
        "api.citizens": lambda: systems.post(
            "/api/v1/citizens",
            {"ssn": MAN, "name": MAN_NAME, "password": "long enough for me"},
            content_type=JSON,
        ),
    }


def calls_of_the_ministry(sign_ins: dict[str, Any], facts: Mapping[str, Any]) -> dict[str, Call]:
    """Return a call that shows somebody for every view of the ministry that shows people."""
    page, own, systems = browser("supervisor"), browser(MAN), Systems(sign_ins)
    token = machine(token_of(sign_ins, "supervisor"))
    clerks = machine(token_of(sign_ins, "clerk"))
    asked = state_reference(ssn=MAN, reason=WHY)
    return {
        "query.ask": lambda: page.post("/nation/query", {"ssn": MAN, "reason": ""}),
        "one_key_query": lambda: page.get(f"/nation/people/{asked}"),
        "signals.list": lambda: page.get("/nation/signals"),
        "api.batches": lambda: clerks.get(f"/api/v1/batches/{facts['batch_id']}"),
        "signal.page": lambda: page.get(f"/nation/signals/{facts['signal_id']}"),
        "reconciliation.page": lambda: page.get(f"/nation/reconciliations/{facts['proof_id']}"),
        "deep_proof.page": lambda: page.get(f"/nation/deep-proofs/{facts['run_id']}"),
        "api.items": lambda: clerks.post(
            "/api/v1/items/search", {"which": "all", "text": MAN}, content_type=JSON
        ),
        "api.reconcile": lambda: token.get(f"/api/v1/reconcile/{facts['proof_id']}"),
        "citizen.page": lambda: own.get("/my/months"),
        "api.query": lambda: systems.post(
            "/api/v1/query", {"ssn": MAN, "reason": WHY}, content_type=JSON
        ),
        "api.signals": lambda: systems.get("/api/v1/signals"),
        "api.reports": lambda: clerks.get("/api/v1/reports"),
        "api.verify": lambda: proof_of(MAN, systems),
        "audit.records": lambda: audit_of(MAN),
        "api.citizens": lambda: systems.post(
            "/api/v1/citizens",
            {"ssn": MAN, "name": MAN_NAME, "password": "long enough for me"},
            content_type=JSON,
        ),
    }


def matters_outside() -> tuple[str, str]:
    """Hand in a matter of the man and one of the factory, both given back; return their pages."""
    own = returned(entered(MAN, "transfer_in", {"origin": "32"}))
    end = leaving(MAN, "") | {"last_month": "2024-11"}
    theirs = returned(entered(USER, "employment_end", end))
    return f"/my/matters/{own.number}", f"/employer/matters/{theirs.number}"


def proof_of(ssn: str, systems: Client) -> HttpResponse:
    """Follow a deep proof that found something of a person."""
    run = changes.ask(by="operator", at=AT)
    assert run is not None
    key = {"ssn": ssn, "month": "1"}
    found = Difference("34", "registry_contribution", key, "missing", position=4)
    changes.note_step(run, "registry 34", [found], at=AT)
    return systems.get("/api/v1/verify/deep")


def audit_of(ssn: str) -> HttpResponse:
    """Look up, as the audit administrator, who looked at a person."""
    note_access(login="clerk", ssns=[ssn], what="person.page", at=AT)
    page = browser("audit")
    found = page.post("/administration/records/looks", {"text": ssn})
    return page.get(found["Location"])


def handle_of(ssn: str) -> str:
    """Return by what a person is called in this node's addresses."""
    return str(Person.objects.get(ssn=ssn).handle)


CALLS = {"province": calls_of_a_province, "ministry": calls_of_the_ministry}


def handed_in(systems: Client, name: str = "李四") -> Any:
    """Hand in a declaration with one refused row about the man."""
    content = f"{CSV}{FACTORY},{name},{MAN},1\n".encode()
    return systems.post(
        "/api/v1/declarations?month=2024-10", {"file": SimpleUploadedFile("a.csv", content)}
    )


def token_feed(systems: Client) -> Any:
    employer = {"credit_code": FACTORY, "name": MAN_NAME, "division_code": "340104"}
    return systems.post("/api/v1/feeds/employer_feed", {"employers": [employer]}, content_type=JSON)


@pytest.fixture
def opened_node(opened: Callable[[str], Any], role: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Open a node with people and matters in it, one of the people retired."""
    sign_ins, facts = opened(ROLES[role]), identifiers(role)
    month = month_of("2024-09")
    Benefit.objects.create(
        ssn=WOMAN, province="34", scheme="110", kind="pension", from_month=month + 1,
        retirement_month=month,
        basic_fen=1, account_fen=1, total_fen=2, contribution_months=180, wage_index_e4=10_000,
        worksheet=[], provisional=False, item_number="34-1",
    )  # fmt: skip
    return sign_ins, facts


@both_roles
def test_whoever_is_shown_stands_in_the_record(role: str, opened_node: Any) -> None:
    sign_ins, facts = opened_node
    calls = CALLS[role](sign_ins, facts)
    unrecorded = []

    for page, call in calls.items():
        before = AccessRecord.objects.count()
        answer = call()
        looks = list(AccessRecord.objects.order_by("id"))[before:]
        recorded = {ssn for look in looks for ssn in (*look.ssns, look.search)}
        is_bulk = any(look.rows for look in looks)
        if page not in {look.what for look in looks} or answer.status_code >= 500:
            unrecorded.append((page, answer.status_code, "no record"))
        elif not is_bulk and not people_in(answer) <= recorded:
            unrecorded.append((page, answer.status_code, "not all who were shown"))

    assert unrecorded == []


@both_roles
def test_every_view_that_shows_people_is_called_here(role: str, opened_node: Any) -> None:
    assert declared_in(role) == CALLS[role](*opened_node).keys()


@both_roles
def test_a_view_that_shows_nobody_shows_nobody(role: str, opened_node: Any) -> None:
    sign_ins, facts = opened_node
    first = sign_ins["clerks"][0]
    visitors = {
        "clerk": browser(first["login"]),
        "nation": browser(first["login"]),
        "my": browser(),
        "employer": browser(USER),
        "administration": browser("security"),
        "applies": browser(),
        "api": Systems(sign_ins),
    }
    quiet = {
        route.rpartition(" ")[2]
        for route, view in views_of(role)
        if getattr(view, "shows_people", None) == "" and not route.startswith("POST")
    }

    answers = {
        address.route: visitors[address.face].get(address.path(facts))
        for address in every_address(role)
        if address.route in quiet and not address.route.endswith("sign-out")
    }

    assert len(answers) > 4
    assert {
        route: people_in(answer) for route, answer in answers.items() if people_in(answer)
    } == {}
    assert AccessRecord.objects.count() == 0


def test_a_record_says_who_looked_where_what_for_and_when(counter: dict[str, Any]) -> None:
    del counter
    number = identifiers("province")["number"]

    browser("reviewer").get(f"/clerk/items/{number}")

    look = AccessRecord.objects.get()
    assert (look.login, look.person_code) == ("reviewer", clerk("reviewer").person_code)
    assert (look.ssns, look.what, look.reason) == ([MAN], "item.page", number)


def test_who_is_looked_for_is_recorded_however_much_space_stands_before(
    counter: dict[str, Any],
) -> None:
    token = machine(token_of(counter, "clerk"))
    spaced = " " * 90 + "\u3000" + MAN

    answers = [
        token.post("/api/v1/items/search", {"text": text}, content_type=JSON)
        for text in (spaced[20:], " " * 100 + MAN, "'" * 150 + MAN)
    ]
    browser("clerk").post("/clerk/items/start/employment_end", leaving(spaced, MILL))

    assert [answer.status_code for answer in answers] == [200, 422, 422]
    searches = AccessRecord.objects.values_list("search", flat=True).order_by("id")
    assert [MAN in search for search in searches] == [True, True, False, True]
    assert answers[2].json()["refusals"][0]["code"] == "search.too_long"


def test_another_person_who_is_named_in_a_correction_is_recorded(counter: dict[str, Any]) -> None:
    number = identifiers("province")["number"]
    token, reviewer = (machine(token_of(counter, login)) for login in ("clerk", "reviewer"))
    step = f"/api/v1/items/{number}"
    reviewer.post(f"{step}/return", {"note": "请核对"}, content_type=JSON)

    corrected = leaving(NOBODY, MILL)
    refusals = [
        token.post(f"{step}/accept", {"form": corrected}, content_type=JSON),
        browser("clerk").post(f"/clerk/items/{number}/resubmit", corrected),
    ]

    assert refusals[0].status_code == 422
    assert was_refused(refusals[1])
    looks = AccessRecord.objects.filter(search=NOBODY)
    assert [look.ssns for look in looks] == [[MAN]] * 2


def test_two_logins_of_one_person_are_known_as_one(counter: dict[str, Any]) -> None:
    del counter
    identifiers("province")
    Clerk.objects.filter(login="reviewer").update(person_code=clerk("clerk").person_code)

    for login in ("clerk", "reviewer"):
        browser(login).get(f"/clerk/people/{handle_of(MAN)}")

    assert AccessRecord.objects.values("person_code").distinct().count() == 1


def test_what_cannot_be_recorded_is_not_shown(
    counter: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    del counter
    identifiers("province")

    def full(**_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("tongchou.channels.front.seen.note_access", full)
    answer = browser("clerk").get(f"/clerk/people/{handle_of(MAN)}")

    assert answer.status_code == 500
    assert people_in(answer) == set()


def test_a_step_whose_look_cannot_be_recorded_is_not_taken(
    counter: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = identifiers("province")["number"]
    reviewer = machine(token_of(counter, "reviewer"))

    def full(**_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("tongchou.channels.front.seen.note_access", full)
        answer = reviewer.post(f"/api/v1/items/{number}/review", {}, content_type=JSON)
    assert (answer.status_code, people_in(answer)) == (500, set())
    assert Item.objects.get(number=number).status == "accepted"

    reviewer.post(f"/api/v1/items/{number}/review", {}, content_type=JSON)
    look = AccessRecord.objects.get()
    assert (look.login, look.ssns, look.what, look.reason) == (
        "reviewer",
        [MAN],
        "api.items",
        number,
    )


def test_a_page_is_recorded_in_one_statement(counter: dict[str, Any]) -> None:
    del counter
    identifiers("province")

    with CaptureQueriesContext(connection) as asked:
        browser("clerk").get("/clerk/people")

    written = [one["sql"] for one in asked if "INTO agency_accessrecord" in one["sql"]]
    assert len(written) == 1
    assert AccessRecord.objects.get().ssns == sorted([MAN, WOMAN])
