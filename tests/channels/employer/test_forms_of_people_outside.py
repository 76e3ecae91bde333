"""Forms at the entrances of people outside: looked up, put back, and begun with the first field."""

from typing import Any

import pytest
from django.test import Client
from town import USER, inhabit
from visiting import HOST, browser, page_of

from counter import MAN, MAN_NAME, WOMAN, WOMAN_NAME
from tongchou.agency.models import AccessRecord, Clerk, KeptForm
from tongchou.registry.models import Person
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.models import Item

END = "/employer/matters/start/employment_end"
ROWS = "/employer/matters/start/wage_declaration/rows"
MOVE = "/my/matters/start/transfer_in"
CLAIM = "/my/matters/start/retirement_claim"


@pytest.fixture(autouse=True)
def _inhabited(counter: dict[str, Any]) -> None:
    del counter
    inhabit()


def plain_browser(login: str) -> Client:
    """Return a browser that shows where it is led."""
    client = Client(SERVER_NAME=HOST)
    client.force_login(Clerk.objects.get(login=login))
    return client


def handle_of(ssn: str) -> str:
    return str(Person.objects.get(ssn=ssn).handle)


@pytest.mark.parametrize(
    ("login", "page", "typed", "shown"),
    [
        (USER, END, {"ssn": "123", "last_month": "2024-09"}, 'value="2024-09"'),
        (USER, ROWS, {"month": "2099-01"}, 'value="2099-01"'),
        (MAN, CLAIM, {"track": "man", "retirement_month": "2099-01"}, 'value="2099-01"'),
    ],
)
def test_a_refused_form_leads_back_to_its_page_in_either_language(
    login: str, page: str, typed: dict[str, str], shown: str
) -> None:
    visitor = plain_browser(login)

    answer = visitor.post(page, typed)
    pages = [page_of(visitor.get(answer["Location"] + more)) for more in ("", "&language=en")]
    switched = visitor.post(page, typed | {"language_asked": "en"})

    assert (answer.status_code, answer["Location"]) == (303, f"{page}?kept=1")
    assert all(shown in said and 'class="summary"' in said for said in pages)
    assert switched["Location"] == f"{page}?language=en&kept=1"
    assert not Item.objects.filter(status="submitted").exists()


def test_a_form_in_which_nothing_was_typed_says_what_is_missing() -> None:
    page = page_of(browser(MAN).post(MOVE, {"origin": ""}))

    assert 'class="summary"' in page
    assert 'id="fault-origin"' in page


def test_nothing_is_kept_once_the_form_is_taken() -> None:
    visitor = plain_browser(MAN)
    visitor.post(MOVE, {"origin": ""})

    done = visitor.post(f"{MOVE}?kept=1", {"origin": "32"})

    assert done.status_code == 302
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize(("login", "page"), [(USER, END), (USER, ROWS), (MAN, MOVE)])
def test_the_first_field_has_the_focus(login: str, page: str) -> None:
    assert page_of(browser(login).get(page)).count(" autofocus") == 1


def test_an_employer_looks_up_its_own_people_and_nobody_else() -> None:
    user = browser(USER)

    own, other = (
        user.post("/employer/find/person", {"text": text}).json() for text in (MAN_NAME, WOMAN_NAME)
    )

    assert [(one["value"], one["code"]) for one in own["found"]] == [
        (handle_of(MAN), mask_ssn(MAN))
    ]
    assert other["found"] == []
    looks = AccessRecord.objects.filter(what="employer.find").order_by("id")
    assert [(look.search, look.ssns) for look in looks] == [(MAN_NAME, [MAN]), (WOMAN_NAME, [])]
    assert user.post("/employer/find/employer", {"text": "厂"}).json()["found"] == []
    assert user.post("/employer/find/amount", {"text": "1"}).status_code == 404


def test_who_was_found_is_handed_in_by_the_handle_and_shown_by_no_number() -> None:
    user, form = browser(USER), {"last_month": "2024-10", "reason": "222"}

    picked = page_of(user.post(END, {"pick": f"ssn={handle_of(MAN)}"}))
    done = user.post(END, form | {"ssn": handle_of(MAN)})

    assert mask_ssn(MAN) in picked
    assert MAN not in picked
    assert Item.objects.get(number=done["Location"].rsplit("/", 1)[1]).subject == MAN


def test_the_handle_of_a_stranger_stands_for_nobody() -> None:
    form = {"last_month": "2024-10", "reason": "222", "ssn": handle_of(WOMAN)}

    page = page_of(browser(USER).post(END, form))

    assert 'id="fault-ssn"' in page
    assert WOMAN_NAME not in page
    assert mask_ssn(WOMAN) not in page
