"""The one-key query at the ministry: masked, noted, and the number in no address."""

from typing import Any

import pytest
from hostile import EVERYTHING, broken, typed
from town import identifiers
from visiting import browser, every_address, machine, page_of, service_of, token_of

from counter import MAN, MAN_NAME, WOMAN, apply
from tongchou.agency.models import AccessRecord
from tongchou.channels.front.references import state_reference
from tongchou.standards.identity import mask_ssn
from tongchou.standards.messages import PersonsEnrolled

FIELDS = {
    "nation/sign-in": ("login", "password"),
    "nation/query": ("ssn", "reason"),
    "nation/signals/<int:signal_id>": ("judgement",),
}
"""The fields of the ministry's forms."""


@pytest.fixture
def country(capital: dict[str, Any]) -> dict[str, Any]:
    """Let the ministry hold two people, one of them in question; returns its sign-ins."""
    identifiers("ministry")
    return capital


WHY = "来函核查"


def looks() -> list[tuple[str, ...]]:
    """Return who looked at whom, on which page, in order."""
    return [(one.login, *one.ssns, one.what) for one in AccessRecord.objects.order_by("id")]


def dossier_of(ssn: str) -> str:
    """Return the address of a dossier that was asked for with a reason."""
    return f"/nation/people/{state_reference(ssn=ssn, reason=WHY)}"


@pytest.mark.usefixtures("country")
def test_the_number_leads_to_an_address_that_does_not_hold_it() -> None:
    asked = {"ssn": f" {MAN[:6]} {MAN[6:].lower()} ", "reason": WHY}

    answer = browser("supervisor").post("/nation/query", asked)

    assert (answer.status_code, answer["Location"]) == (302, dossier_of(MAN))
    assert MAN not in answer["Location"]


@pytest.mark.usefixtures("country")
def test_who_states_no_reason_hears_nothing_of_a_person() -> None:
    supervisor = browser("supervisor")

    asked = [supervisor.post("/nation/query", {"ssn": ssn, "reason": " "}) for ssn in (MAN, "x")]
    opened = supervisor.get(f"/nation/people/{state_reference(ssn=MAN)}")

    said = [answer.content.decode().replace(f'value="{MAN}"', "") for answer in asked]
    assert [answer.status_code for answer in (*asked, opened)] == [422, 422, 404]
    assert all("请写明查询事由" in page for page in said)
    assert not any(told in page for page in said for told in ("号码不正确", "没有这个号码"))
    assert [one.search for one in AccessRecord.objects.order_by("id")] == [MAN, "X"]


@pytest.mark.usefixtures("country")
def test_the_page_says_how_many_people_the_provinces_registered() -> None:
    apply(
        PersonsEnrolled(
            scheme="110", from_month="2024-01", ssns=[MAN], names=[MAN_NAME], credit_codes=[""]
        ),
        province="32",
    )

    page = page_of(browser("supervisor").get("/nation/query"))

    assert "<small>各省参保登记合计</small><strong>3<span>人次</span>" in page


@pytest.mark.usefixtures("country")
def test_a_dossier_is_masked_and_the_look_at_it_noted() -> None:
    said = browser("supervisor").get(dossier_of(MAN)).content.decode()

    assert MAN_NAME in said
    assert mask_ssn(MAN) in said
    assert MAN not in said
    assert looks() == [("supervisor", MAN, "one_key_query")]
    assert AccessRecord.objects.get().reason == WHY


@pytest.mark.usefixtures("capital")
def test_no_page_of_the_ministry_shows_a_number() -> None:
    facts = identifiers("ministry")
    supervisor = browser("supervisor")

    said = {
        address.route: supervisor.get(address.path(facts)).content.decode()
        for address in every_address("ministry")
        if address.face == "nation"
    }

    assert [route for route, page in said.items() if MAN in page or WOMAN in page] == []
    assert mask_ssn(MAN) in said["nation/signals"]
    assert mask_ssn(MAN) in said["nation/people/<str:asked>"]


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("340104196409151013", "号码不正确"),
        ("340104199001011234", "号码不正确"),
        ("", "号码不正确"),
        ("x" * 5000, "号码不正确"),
        ("😀", "号码不正确"),
        ("110105194912310021", "号码不正确"),
        ("11010519491231002X", "全国参保库中没有这个号码"),
    ],
)
def test_what_is_no_ones_number_is_said_and_kept(typed: str, sentence: str) -> None:
    answer = browser("supervisor").post("/nation/query", {"ssn": typed, "reason": WHY})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in said
    assert f'value="{typed.upper()}"' in said
    searched = "".join(typed.split()).upper()[:100]
    assert looks() == ([("supervisor", "query.ask")] if searched else [])
    assert [one.search for one in AccessRecord.objects.all()] == ([searched] if searched else [])


def test_a_machines_query_is_noted_under_the_number_itself(country: dict[str, Any]) -> None:
    service = machine(service_of(country, "query"))

    found, missed, unexplained = (
        service.post("/api/v1/query", asked, content_type="application/json")
        for asked in (
            {"ssn": f" {MAN.lower()} ", "reason": WHY},
            {"ssn": "nobody", "reason": WHY},
            {"ssn": MAN, "reason": ""},
        )
    )

    assert found.json()["ssn"] == MAN
    assert (missed.status_code, unexplained.status_code) == (404, 422)
    assert looks() == [("inquiry", MAN, "api.query"), ("inquiry", "api.query")]
    assert AccessRecord.objects.latest("id").search == "NOBODY"


def test_a_machine_that_reads_signals_is_noted(country: dict[str, Any]) -> None:
    answer = machine(token_of(country, "supervisor")).get("/api/v1/signals")

    assert [signal["ssn"] for signal in answer.json()] == [MAN]
    assert looks() == [("supervisor", MAN, "api.signals")]


@pytest.mark.usefixtures("capital")
def test_no_value_breaks_a_form_of_the_ministry() -> None:
    facts = identifiers("ministry")
    supervisor = browser("supervisor")
    paths = {one.route: one.path(facts) for one in every_address("ministry")}

    answers = [
        ((route, name, value[:20]), supervisor.post(paths[route], {name: typed(value)}))
        for route, names in FIELDS.items()
        for name in names
        for value in EVERYTHING
    ]

    assert broken(answers) == []
