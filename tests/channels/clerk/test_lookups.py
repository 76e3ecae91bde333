"""Look-ups in a form: by name instead of a code, within the walls, with and without script."""

from typing import Any

import pytest
from django.test.utils import override_settings
from town import HERE, settle
from visiting import browser, page_of

from counter import FACTORY, MAN, MAN_NAME, MILL, WOMAN, WOMAN_NAME, ssn_of
from tongchou.agency.models import AccessRecord
from tongchou.registry.models import Person
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.models import Item

START = "/clerk/items/start/person_enrolment"
END = "/clerk/items/start/employment_end"
OWN = f"clerk{HERE}"

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(counter: dict[str, Any]) -> None:
    """Settle the town: the man's county here, the woman's next to it."""
    del counter
    settle()


def found(login: str, kind: str, text: str) -> Any:
    """Return what a look-up answers."""
    return browser(login).post(f"/clerk/find/{kind}", {"text": text}).json()


def test_an_employer_is_found_by_a_part_of_its_name_or_code() -> None:
    answers = [found("clerk", "employer", text) for text in ("皖江", "wanjiang", FACTORY[-6:])]

    assert [[one["value"] for one in answer["found"]] for answer in answers] == [[FACTORY]] * 3
    assert answers[0]["found"][0]["name"] == "安徽皖江机械有限公司"


def test_a_person_is_found_by_name_and_no_number_is_told() -> None:
    answer = found("clerk", "person", MAN_NAME)

    (one,) = answer["found"]
    assert one["value"] == str(Person.objects.get(ssn=MAN).handle)
    assert (one["name"], one["code"]) == (MAN_NAME, mask_ssn(MAN))
    assert MAN not in str(answer)


def test_who_lies_beyond_the_scope_is_not_found() -> None:
    assert found(OWN, "person", WOMAN_NAME)["found"] == []
    assert found(OWN, "employer", MILL)["found"] == []


def test_a_part_of_a_number_finds_nobody() -> None:
    answer = found("clerk", "person", MAN[:10])

    assert answer["found"] == []
    assert answer["refusal"] == "不按号码的一部分查找"


def test_a_look_up_is_recorded_and_slowed_like_a_search() -> None:
    with override_settings(SEARCHES_AN_HOUR=2):
        answers = [found("clerk", "person", text) for text in (MAN_NAME, WOMAN_NAME, "王")]
        employer = found("clerk", "employer", "皖江")

    looks = AccessRecord.objects.filter(what="form.find").order_by("id")
    assert [look.search for look in looks][:2] == [MAN_NAME, WOMAN_NAME]
    assert [look.ssns for look in looks][:2] == [[MAN], [WOMAN]]
    assert [bool(answer["refusal"]) for answer in (*answers, employer)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_place_is_found_by_its_name() -> None:
    values = [one["value"] for one in found("clerk", "place", "蜀山")["found"]]

    assert values == ["340104"]


def test_what_is_no_kind_of_look_up_is_not_there() -> None:
    assert browser("clerk").post("/clerk/find/amount", {"text": "1"}).status_code == 404


def test_without_script_a_look_up_is_a_step_that_keeps_what_was_typed() -> None:
    clerk, newcomer = browser("clerk"), ssn_of("19900101", "203")
    typed = {"ssn": newcomer, "name": "张三", "credit_code": "皖江", "from_month": "2024-10"}

    looked = page_of(clerk.post(START, typed | {"find": "credit_code"}))
    picked = page_of(clerk.post(START, typed | {"pick": f"credit_code={FACTORY}"}))
    done = clerk.post(f"{START}?kept=1", typed | {"credit_code": FACTORY})

    assert f'value="credit_code={FACTORY}"' in looked
    assert f'value="{newcomer}"' in looked
    assert f'value="{FACTORY}"' in picked
    assert "安徽皖江机械有限公司" in picked
    assert done.status_code == 302


def test_a_person_who_was_found_is_handed_in_by_the_handle() -> None:
    clerk, handle = browser("clerk"), str(Person.objects.get(ssn=MAN).handle)
    form = {"ssn": handle, "credit_code": FACTORY, "last_month": "2024-10"}

    picked = page_of(clerk.post(END, {"pick": f"ssn={handle}"}))
    done = clerk.post(END, form)

    assert mask_ssn(MAN) in picked
    assert MAN not in picked
    assert done.status_code == 302
    number = done["Location"].rsplit("/", 1)[1]
    assert Item.objects.get(number=number).subject == MAN


def test_a_handle_of_somebody_beyond_the_scope_stands_for_nobody() -> None:
    handle = str(Person.objects.get(ssn=WOMAN).handle)
    form = {"ssn": handle, "credit_code": MILL, "last_month": "2024-10"}

    page = page_of(browser(OWN).post(END, form))

    assert 'id="fault-ssn"' in page
    assert WOMAN_NAME not in page


def test_the_item_shows_the_employer_s_name_beside_its_code() -> None:
    clerk = browser("clerk")
    number = Item.objects.filter(subject=MAN).first()
    form = {"ssn": MAN, "credit_code": FACTORY, "last_month": "2024-10"}
    path = f"/clerk/items/{number.number}" if number else clerk.post(END, form)["Location"]

    assert "皖江机械有限公司" in page_of(clerk.get(path))
