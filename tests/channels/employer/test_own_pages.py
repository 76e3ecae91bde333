"""An employer's pages: its own people, months and matters, by its own entrance, and no other's."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings
from hostile import EVERYTHING, broken, typed
from town import (
    DELEGATE,
    MILL_NAME,
    PASSWORD,
    THERE,
    USER,
    handed_in,
    inhabit,
    leaving,
    open_user,
    returned,
)
from visiting import browser, page_of, was_refused

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    declare,
    enrol,
    receive,
    ssn_of,
)
from tongchou.agency.models import AccessRecord, Clerk
from tongchou.registry.models import Contribution, Employer
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.models import Item, Status

OTHER = f"{MILL}-01"
PAGES = ("/employer/", "/employer/people", "/employer/months", "/employer/matters")
FACTORY_NAME = "安徽皖江机械有限公司"
HEADER = "姓名,社会保障号码,申报月工资"
DECLARE = "/employer/matters/start/wage_declaration"


@pytest.fixture(autouse=True)
def _inhabited(counter: dict[str, Any]) -> None:
    del counter
    inhabit()
    open_user(OTHER, MILL)


def sheet(*rows: str, header: str = HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile("wages.csv", "\n".join([header, *rows]).encode())


def declared(login: str, *rows: str, month: str = "2024-10", header: str = HEADER) -> Any:
    file = sheet(*rows, header=header)
    return browser(login).post(DECLARE, {"month": month, "file": file})


def test_an_employers_user_comes_in_by_their_own_door_and_no_other() -> None:
    typed_in = f" {USER[:6]} {USER[6:].lower()} "

    own = browser().post("/employer/sign-in", {"login": typed_in, "password": PASSWORD})
    wrong = browser().post("/employer/sign-in", {"login": USER, "password": "my-secret"})
    others = [
        browser().post("/my/sign-in", {"ssn": USER, "password": PASSWORD}),
        browser().post("/clerk/sign-in", {"login": USER, "password": PASSWORD}),
        browser().post("/employer/sign-in", {"login": MAN, "password": PASSWORD}),
        browser().post("/employer/sign-in", {"login": "clerk", "password": PASSWORD}),
    ]

    assert (own.status_code, own["Location"]) == (302, "/employer/")
    assert wrong.status_code == 422
    assert "my-secret" not in wrong.content.decode()
    assert [answer.status_code for answer in others] == [422] * 4


def test_the_pages_tell_of_the_own_employer_and_of_no_other() -> None:
    own, other = ([browser(login).get(page) for page in PAGES] for login in (USER, OTHER))

    assert {answer.status_code for answer in [*own, *other]} == {200}
    for answers, named, hidden in (
        (own, (FACTORY_NAME, MAN_NAME), (MILL_NAME, WOMAN_NAME, mask_ssn(WOMAN), MILL)),
        (other, (MILL_NAME, WOMAN_NAME), (FACTORY_NAME, MAN_NAME, mask_ssn(MAN), FACTORY)),
    ):
        said = "".join(answer.content.decode() for answer in answers)
        assert all(word in said for word in named)
        assert not any(word in said for word in hidden)


def test_a_month_shows_what_is_due_and_what_came() -> None:
    enrol(WOMAN, WOMAN_NAME)
    declare(MAN, "2024-10")
    declare(WOMAN, "2024-10", base_fen=500_000)

    due = page_of(browser(USER).get("/employer/months"))
    receive("2024-10")
    came = page_of(browser(USER).get("/employer/months"))

    assert "2024年10月" in due
    assert "2,080.00" in due  # 16 % of 13,000.00
    assert "1,040.00" in due  # 8 %
    assert "未到账 3,120.00 元" in due
    assert "未到账" not in came
    assert "2024年11月5日" in came


def test_a_delegate_with_a_password_for_one_time_chooses_another_one_first() -> None:
    Clerk.objects.filter(login=USER).update(is_password_one_time=True)

    answer = browser(USER).get("/employer/people")

    assert (answer.status_code, answer["Location"]) == (302, "/employer/password")


def test_a_user_who_was_ended_is_a_stranger_at_once() -> None:
    visitor = browser(USER)
    assert visitor.get("/employer/").status_code == 200
    form = {"credit_code": FACTORY, "ssn": DELEGATE, "reason": "离职"}

    accepted("employer_user_end", form)

    assert visitor.get("/employer/").status_code == 302
    answer = browser().post("/employer/sign-in", {"login": USER, "password": PASSWORD})
    assert answer.status_code == 422


def test_people_are_found_among_the_own_alone() -> None:
    user = browser(USER)

    def found(text: str) -> str:
        answer = user.post("/employer/people", {"text": text}, follow=True)
        return str(answer.content.decode())

    assert mask_ssn(MAN) in found(MAN_NAME)
    assert mask_ssn(MAN) in found(MAN)
    assert mask_ssn(MAN) in found("chenjianguo")
    for text in (WOMAN_NAME, WOMAN, "lian"):
        said = found(text)
        assert "没有找到" in said
        assert mask_ssn(WOMAN) not in said


def test_namesakes_elsewhere_hide_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongchou.registry.queries.search.SUBJECTS_MAX", 0)

    answer = browser(USER).post("/employer/people", {"text": "建国"}, follow=True)

    assert mask_ssn(MAN) in answer.content.decode()


def test_a_long_list_of_people_is_turned_page_by_page() -> None:
    people = sorted(ssn_of(f"1985{month:02d}{day:02d}") for month in range(1, 4)
                    for day in range(1, 21))  # fmt: skip
    for place, ssn in enumerate(people):
        enrol(ssn, f"员工{place}")
    user = browser(USER)

    first = user.get("/employer/people")
    following = first.content.decode().partition('href="?list=')[2].partition('"')[0]
    second = user.get(f"/employer/people?list={following}")

    looks = AccessRecord.objects.filter(what="employer.people").order_by("id")
    assert [len(look.ssns) for look in looks] == [50, 11]
    assert set(looks[0].ssns) | set(looks[1].ssns) == {*people, MAN}
    assert "回到开头" in second.content.decode()


def test_an_employer_declares_and_hears_of_every_row() -> None:
    answer = declared(USER, f"{MAN_NAME},{MAN},8000", "李四,34010419900101111X,7000")
    item = Item.objects.get(code="wage_declaration")

    said = page_of(browser(USER).get(answer["Location"]))

    assert (item.status, item.sender, item.source) == (Status.COMPLETED, FACTORY, "employer")
    assert item.form["credit_code"] == FACTORY
    assert Contribution.objects.filter(ssn=MAN, month=24297).count() == 1
    assert "逐行结论" in said
    assert "校验位不符" in said
    assert AccessRecord.objects.latest("id").rows == 2


def test_an_employer_declares_for_itself_alone() -> None:
    with_employer = "统一社会信用代码," + HEADER

    of_another = declared(USER, f"{MILL},{WOMAN_NAME},{WOMAN},8000", header=with_employer)
    named = browser(USER).post(
        DECLARE,
        {
            "month": "2024-10",
            "credit_code": MILL,
            "file": sheet(f"{WOMAN_NAME},{WOMAN},8000"),
        },
    )

    assert was_refused(of_another)
    assert named.status_code == 302
    assert not Contribution.objects.filter(credit_code=MILL, month=24297).exists()


def test_the_same_file_again_changes_nothing_and_says_so() -> None:
    row = f"{MAN_NAME},{MAN},8000"

    first, again = declared(USER, row), declared(USER, row)
    said = browser(USER).get(again["Location"]).content.decode()

    assert first["Location"] == again["Location"]
    assert Item.objects.filter(code="wage_declaration").count() == 1
    assert said


def field_of(said: str, name: str) -> str:
    """Return under which name a page takes the amount of somebody."""
    before, _, _ = said.partition(f'aria-label="{name} ')
    return before.rpartition('name="')[2].partition('"')[0]


def test_an_employer_types_its_declaration_row_by_row() -> None:
    enrol(WOMAN, WOMAN_NAME, from_month="2024-10")
    user = browser(USER)
    link = user.get(DECLARE).content.decode()

    page = user.get(f"{DECLARE}/rows").content.decode()
    fields = {ssn: field_of(page, name) for ssn, name in ((MAN, MAN_NAME), (WOMAN, WOMAN_NAME))}
    answer = user.post(
        f"{DECLARE}/rows",
        {"month": "2024-10", fields[MAN]: "7200", fields[WOMAN]: ""},
    )

    item = Item.objects.get()
    assert f'href="{DECLARE}/rows"' in link
    assert 'value="8000.00"' in page  # what was declared last of the man
    assert MAN not in page
    assert answer["Location"] == f"/employer/matters/{item.number}"
    assert list(Contribution.objects.filter(month=24297).values_list("ssn", "wage_fen")) == [
        (MAN, 720_000)
    ]
    assert item.attachments.get().name == "wage_declaration.csv"


def test_what_was_typed_in_rows_is_kept_when_it_is_refused() -> None:
    user = browser(USER)
    field = field_of(user.get(f"{DECLARE}/rows").content.decode(), MAN_NAME)

    wrong = user.post(f"{DECLARE}/rows", {"month": "2024-13", field: "7200"})
    empty = user.post(f"{DECLARE}/rows", {"month": "2024-10", field: " "})
    odd = user.post(f"{DECLARE}/rows", {"month": "2024-10", field: "=1+1", "row-x": "9"})

    assert was_refused(wrong)
    assert was_refused(empty)
    assert odd.status_code == 302
    assert 'value="7200"' in wrong.content.decode()
    assert "请至少填写一人的金额" in empty.content.decode()
    assert "工资" in user.get(odd["Location"]).content.decode()
    assert not Contribution.objects.filter(month=24297).exists()


@pytest.mark.parametrize("code", ["employment_end", "nothing"])
def test_what_has_no_file_is_not_typed_in_rows(code: str) -> None:
    user = browser(USER)

    assert user.get(f"/employer/matters/start/{code}/rows").status_code == 404


def test_an_employer_stops_and_enrols_its_people_and_follows_that() -> None:
    user, newcomer = browser(USER), ssn_of("19900101", "203")
    form = user.get("/employer/matters/start/person_enrolment").content.decode()

    end = user.post("/employer/matters/start/employment_end", leaving(MAN, ""))
    join = user.post(
        "/employer/matters/start/person_enrolment",
        {"ssn": newcomer, "name": "张三", "from_month": "2024-11"},
    )

    assert 'name="credit_code"' not in form
    items = {item.code: item for item in Item.objects.all()}
    assert end["Location"].endswith(items["employment_end"].number)
    assert join["Location"].endswith(items["person_enrolment"].number)
    assert {item.status for item in items.values()} == {Status.SUBMITTED}
    assert {item.form["credit_code"] for item in items.values()} == {FACTORY}
    home = user.get("/employer/").content.decode()
    assert all(item.number in home for item in items.values())


def test_what_came_back_is_mended_and_what_is_under_way_withdrawn() -> None:
    item, user = handed_in(USER, "employment_end", leaving(MAN, FACTORY)), browser(USER)
    returned(item, "最后缴费年月有误")
    where = f"/employer/matters/{item.number}"

    page = user.get(where).content.decode()
    listed = user.get("/employer/matters").content.decode()
    mended = user.post(f"{where}/correct", leaving(MAN, "") | {"last_month": "2024-11"})
    asked = user.get(f"{where}/withdraw")
    gone = user.post(f"{where}/withdraw")

    assert "最后缴费年月有误" in page
    assert "请更正后再次提交" in listed
    assert mended.status_code == gone.status_code == 302
    assert "确定要撤回" in asked.content.decode()
    assert [step.verb for step in item.steps.order_by("id")] == [
        "submit", "return", "submit", "withdraw",
    ]  # fmt: skip
    assert Item.objects.get(pk=item.pk).form["last_month"] == "2024-11"


def test_another_employers_matter_is_answered_as_one_that_is_not_there() -> None:
    item = handed_in(OTHER, "employment_end", leaving(WOMAN, MILL))
    taken_in = accepted("employment_end", leaving(MAN, FACTORY))
    returned(item)
    user = browser(USER)

    answers = [
        user.get(f"/employer/matters/{item.number}"),
        user.get(f"/employer/matters/{item.number}/correct"),
        user.post(f"/employer/matters/{item.number}/correct", leaving(MAN, FACTORY)),
        user.post(f"/employer/matters/{item.number}/withdraw"),
        user.get(f"/employer/matters/{taken_in.number}"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Item.objects.get(pk=item.pk).status == Status.RETURNED


@override_settings(SEARCHES_AN_HOUR=2)
def test_whom_an_employer_names_is_noted_and_fishing_is_slowed() -> None:
    user = browser(USER)
    strangers = [ssn_of(f"1990010{day}", "203") for day in range(1, 5)]

    answers = [
        user.post(
            "/employer/matters/start/person_enrolment",
            {"ssn": ssn, "name": "张三", "from_month": "2025-11"},
        )
        for ssn in strangers
    ]

    slowed = ["一小时内已查找" in answer.content.decode() for answer in answers]
    assert slowed == [False, False, True, True]
    looks = AccessRecord.objects.filter(what="employer.start").order_by("id")
    assert [look.search for look in looks] == strangers


def test_nothing_of_another_record_is_hinted_at() -> None:
    form = {"ssn": WOMAN, "name": WOMAN_NAME, "from_month": "2024-11"}

    answer = browser(USER).post("/employer/matters/start/person_enrolment", form)
    said = browser(USER).get(answer["Location"]).content.decode()

    assert Item.objects.get().hints
    assert "另有未终止的参保" not in said


@pytest.mark.parametrize("code", ["retirement_claim", "payment_roll", "employer_user", "nothing"])
def test_what_is_not_for_employers_is_not_there(code: str) -> None:
    user = browser(USER)

    answers = [
        user.get(f"/employer/matters/start/{code}"),
        user.post(f"/employer/matters/start/{code}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@override_settings(SEARCHES_AN_HOUR=10_000)
@pytest.mark.parametrize("code", ["person_enrolment", "employment_end", "wage_declaration"])
def test_no_value_of_a_field_breaks_a_form(code: str) -> None:
    form = {
        "person_enrolment": {"ssn": MAN, "name": MAN_NAME, "from_month": "2025-10"},
        "employment_end": leaving(MAN, ""),
        "wage_declaration": {"month": "2024-10"},
    }[code]
    user = browser(USER)

    def sent(given: dict[str, str]) -> Any:
        more = {"file": sheet(f"{MAN_NAME},{MAN},1")} if code == "wage_declaration" else {}
        return user.post(f"/employer/matters/start/{code}", given | more)

    answers = [
        ((name, value[:20]), sent(form | {name: typed(value)}))
        for name in form
        for value in EVERYTHING
    ]

    assert len(answers) >= len(EVERYTHING)
    assert broken(answers) == []


def test_an_employer_of_which_nothing_is_held_any_more_is_told_so() -> None:
    Employer.objects.filter(credit_code=FACTORY).delete()
    user = browser(USER)

    said = [user.get(page) for page in PAGES]

    assert [answer.status_code for answer in said] == [200] * 4
    assert "本省没有贵单位的参保登记" in said[0].content.decode()


def slip_of(page: Client, number: str) -> str:
    answer = page.post(f"/clerk/items/{number}/password")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    told = page_of(answer).partition('id="password"><strong>')[2]
    return told.partition("<")[0]


def test_a_slip_lets_a_delegate_in_once_and_to_choose_a_password() -> None:
    number = accepted(
        "employer_user",
        {"credit_code": FACTORY, "ssn": WOMAN, "name": WOMAN_NAME, "document": "identity_card"},
    ).number
    page, login = browser("clerk"), f"{FACTORY}-02"
    before = page.get(f"/clerk/items/{number}").content.decode()

    void, password = slip_of(page, number), slip_of(page, number)
    refused = browser().post("/employer/sign-in", {"login": login, "password": void})
    user = browser()
    user.post("/employer/sign-in", {"login": login, "password": password})
    sent = user.get("/employer/people")
    chosen = user.post(
        "/employer/password",
        {"old": password, "chosen": "a long phrase of mine", "again": "a long phrase of mine"},
    )
    after = page.get(f"/clerk/items/{number}").content.decode()

    assert "发放一次性密码" in before
    assert login in before
    assert refused.status_code == 422
    assert sent["Location"] == "/employer/password"
    assert chosen.status_code == 302
    assert user.get("/employer/people").status_code == 200
    assert "发放一次性密码" not in after
    assert page.post(f"/clerk/items/{number}/password").status_code == 422
    assert password not in after


def test_only_who_may_open_sign_ins_hands_a_password_over() -> None:
    number = accepted(
        "employer_user",
        {"credit_code": FACTORY, "ssn": WOMAN, "name": WOMAN_NAME, "document": "identity_card"},
    ).number

    answers = {
        login: browser(login).post(f"/clerk/items/{number}/password").status_code
        for login in ("reviewer", "approver", f"clerk{THERE}", USER, MAN)
    }

    assert answers == {"reviewer": 422, "approver": 422, f"clerk{THERE}": 404, USER: 403, MAN: 403}


def test_an_item_without_a_sign_in_has_no_password() -> None:
    number = accepted("employment_end", leaving(MAN, FACTORY)).number

    assert browser("clerk").post(f"/clerk/items/{number}/password").status_code == 422
