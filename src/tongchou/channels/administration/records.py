"""The records, for who audits: administrative acts, sign-ins, and who looked at whom."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongchou.agency.models import Outcome
from tongchou.agency.queries import administrative_records, looks_noted, sign_ins_noted
from tongchou.channels.administration.access import for_auditors, page
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.standards import codes
from tongchou.standards.identity import mask_ssn, ssn_faults
from tongchou.standards.text import Text

ROWS = 50
OUTCOMES = {
    Outcome.IN: Text("登录成功", "Came in"),
    Outcome.WRONG: Text("账号或密码不正确", "Wrong login or password"),
    Outcome.TOKEN: Text("令牌不正确", "Wrong token"),
    Outcome.PASSWORD: Text("密码正确（另需验证码）", "Right password (a code is asked for too)"),
    Outcome.CODE: Text("验证码不正确", "Wrong code"),
    Outcome.OUT: Text("退出", "Went out"),
}
Read = Callable[[str, str], QuerySet[Any]]


def _acts(text: str, chosen: str) -> QuerySet[Any]:
    return administrative_records(text, act=chosen)


def _sign_ins(text: str, chosen: str) -> QuerySet[Any]:
    return sign_ins_noted(text, outcome=chosen)


def _looks(text: str, chosen: str) -> QuerySet[Any]:
    return looks_noted(text, what=chosen)


KINDS: dict[str, tuple[Text, Read]] = {
    "acts": (Text("管理操作", "Administrative acts"), _acts),
    "sign-ins": (Text("登录记录", "Sign-ins"), _sign_ins),
    "looks": (Text("查阅与导出", "Looks and exports"), _looks),
}


def _choices(kind: str) -> list[tuple[str, Text]]:
    if kind == "acts":
        return [(code, one.text) for code, one in codes.table("administrative_acts").items()]
    if kind == "sign-ins":
        return [(outcome.value, text) for outcome, text in OUTCOMES.items()]
    return []


def _told(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was kept of an act as a person reads it: the name of each fact, and its value."""
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in facts.items()
        if value not in ("", None)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_auditors
@shows_people("audit.records")
def show_records(request: HttpRequest, record: str) -> HttpResponse:
    """Show a kind of record, newest first; filtered by who or on whom, and by what."""
    kind = record
    if kind not in KINDS:
        raise Http404
    if request.method == "POST":
        asked = {name: request.POST.get(name, "").strip() for name in ("text", "chosen")}
        path = reverse("administration:records", args=[kind])
        return redirect(f"{path}?list={state_reference(**asked)}")
    listed = request.GET.get("list", "")
    state = state_in(listed)
    text, chosen = state.get("text", ""), state.get("chosen", "")
    title, read = KINDS[kind]
    shown = CappedPaginator(read(text, chosen), ROWS).get_page(request.GET.get("page"))
    look_of(request).through(text)
    if kind == "looks":
        look_of(request).at(*(ssn for one in shown for ssn in one.ssns))
    for one in shown:
        if kind == "acts":
            one.before_told, one.after_told = _told(one.before), _told(one.after)
        one.who = one.login if ssn_faults(one.login) else mask_ssn(one.login)
    facts: dict[str, Any] = {
        "text": text,
        "chosen": chosen,
        "choices": _choices(kind),
        "listed": listed,
    }
    tally = capped_text(shown.paginator.count)
    kinds = [(code, named) for code, (named, _) in KINDS.items()]
    facts |= {"kind": kind, "kinds": kinds, "title": title, "found": shown, "tally": tally}
    return page(request, "records.html", f"records {kind}", outcomes=OUTCOMES, **facts)
