"""What somebody outside does with their own matters 我的事项: start, mend, withdraw.

The form is the item's own, without what the sign-in says and without what only the agency knows.
"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tongchou.agency.door import signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.channels.front.fields import Shown, asked_by
from tongchou.channels.front.handing_in import handed_in, typed_in
from tongchou.channels.front.own_matters import Face, matter_page, own_item
from tongchou.channels.front.searching import too_often
from tongchou.channels.front.seen import look_of, typed_person
from tongchou.channels.front.visit import kept_in, now, said
from tongchou.standards import codes
from tongchou.standards.fields import UNTYPED, kind_of
from tongchou.standards.fields import Kind as FieldKind
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.workflow import changes as workflow
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.memory import given_back
from tongchou.workflow.models import Item
from tongchou.workflow.outside import own_items, startable_by
from tongchou.workflow.points import as_asked, points_to_mend
from tongchou.workflow.refusals_of_papers import no_file


def start(request: HttpRequest, face: Face, code: str) -> HttpResponse:
    """Show an item's form without what the sign-in says, and hand the matter in."""
    user = signed_in(request)
    if code not in {one.code for one in startable_by(user.kind)}:
        raise Http404
    given = _kept(request, code)
    refused: Refusals = ()
    if request.method == "POST":
        given, files, refused = handed_in(request, code)
        refused = refused or _looked(request, user, code, given)
        with given_back(files):
            done = refused or workflow.accept(
                code,
                given,
                province=settings.NODE_CODE,
                at=now(),
                clerk=user,
                source=user.kind,
                files=files,
            )
        if isinstance(done, Accepted):
            return handed_in_of(request, face, user, done)
        refused = done
    fields = asked_of(user, code, given, refused)
    return face.page(
        request,
        "form.html",
        status=422 if refused else 200,
        item=codes.table("items")[code],
        fields=fields,
        refusals=spoken_to(user, refused, fields),
        file=catalogue()[code].file,
    )


def handed_in_of(request: HttpRequest, face: Face, user: Clerk, done: Accepted) -> HttpResponse:
    """Say that a matter was handed in, and lead to it; one of another's hand to the list."""
    number = done.item.number
    if done.repeated:
        zh, en = (
            "同样的内容此前已办理，本次未作任何更改。",
            "This was handled before; nothing changed.",
        )
        messages.warning(request, said(request, zh, en))
    else:
        zh, en = f"已提交，编号{number}。", f"Handed in as {number}."
        messages.success(request, said(request, zh, en))
    if not own_items(user).filter(number=number).exists():
        return redirect(face.to("matters"))
    return redirect(face.to("matter", number))


def asked_of(user: Clerk, code: str, given: dict[str, Any], refused: Refusals = ()) -> list[Shown]:
    """Return the fields of which somebody outside is asked: not who they are, nor the agency's."""
    declared = catalogue()[code]
    known = {declared.own_field(user.kind), *declared.for_agency}
    if user.kind == Kind.CITIZEN:
        known.add(declared.field_of(FieldKind.NAME))
    return [field for field in asked_by(code, given, refused) if field.name not in known]


def spoken_to(user: Clerk, refused: Refusals, fields: list[Shown]) -> Refusals:
    """Return refusals as the reader is told them: none leads to a field that they do not see."""
    shown = {field.name for field in fields}
    told = [one.said_to_the_person for one in refused] if user.kind == Kind.CITIZEN else refused
    return tuple(one if one.field in shown else replace(one, field="") for one in told)


def _kept(request: HttpRequest, code: str) -> dict[str, Any]:
    named = catalogue()[code].form.model_fields
    kept = {name: value for name, value in kept_in(request).items() if name in named}
    look_of(request).through(typed_person(code, kept))
    return dict(kept)


def _looked(
    request: HttpRequest, user: Clerk, code: str, given: dict[str, Any]
) -> tuple[Refusal, ...]:
    """Note whom somebody outside names; refuse it where they name too many within an hour."""
    look = look_of(request)
    look.at(reason=code)
    if user.kind == Kind.CITIZEN:
        look.at(user.applicant)
        return ()
    look.through(typed_person(code, given))
    return too_often(request)


def correct(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show the form of a matter that came back, and hand it in again."""
    item, user = own_item(request, number), signed_in(request)
    if hindrance_to(item, "submit", user):
        return redirect(face.to("matter", number))
    given: dict[str, Any] = dict(item.form) | _kept(request, item.code)
    points = points_to_mend(item.steps.order_by("id"))
    refused: Refusals = tuple(map(as_asked, points))
    if request.method == "POST":
        named = catalogue()[item.code].form.model_fields
        unasked = {name for name, field in named.items() if kind_of(field) in UNTYPED}
        given = typed_in(request, item.code) | {
            name: value for name, value in item.form.items() if name in unasked
        }
        refused = _looked(request, user, item.code, given)
        checked = [one.about for one in points]  # whoever hands it in again stands by the rest
        done = refused or workflow.resubmit(number, given, clerk=user, at=now(), checked=checked)
        if isinstance(done, Item):
            messages.success(request, said(request, "已重新提交。", "Handed in again."))
            return redirect(face.to("matter", number))
        refused = done
    fields = [one for one in asked_of(user, item.code, given, refused) if one.kind != "file"]
    return face.page(
        request,
        "form.html",
        status=422 if refused and request.method == "POST" else 200,
        item=codes.table("items")[item.code],
        fields=fields,
        refusals=spoken_to(user, refused, fields),
        returned=item,
        asked=_last_note(item),
    )


def _last_note(item: Item) -> str:
    note = item.steps.filter(verb="return").order_by("-id").values_list("note", flat=True).first()
    return str(note or "")


def withdraw(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Ask whether a matter is to be withdrawn, and withdraw it."""
    item, user = own_item(request, number), signed_in(request)
    refused: Refusals = ()
    if hindrance := hindrance_to(item, "withdraw", user):
        messages.warning(request, said(request, hindrance.text.zh, hindrance.text.en))
        return redirect(face.to("matter", number))
    if request.method == "POST":
        done = workflow.take(number, "withdraw", clerk=user, at=now())
        if isinstance(done, Item):
            messages.success(request, said(request, "已撤回。", "Withdrawn."))
            return redirect(face.to("matter", number))
        refused = done
    return face.page(
        request,
        "withdraw.html",
        status=422 if refused else 200,
        item=item,
        named=codes.table("items")[item.code],
        refusals=refused,
    )


def attach(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Attach the scans that were chosen for a paper of a matter, one after the other."""
    item, user = own_item(request, number), signed_in(request)
    paper, chosen = request.POST.get("paper", ""), request.FILES.getlist("file")
    refused: Refusals = () if chosen else (no_file(),)
    for one in chosen:
        file = File(one.name or paper, one.file or b"")
        done = workflow.attach_paper(number, paper, file, clerk=user, at=now())
        if isinstance(done, tuple):
            refused = done
            break
    if refused:
        return matter_page(request, face, item, refused)
    messages.success(request, said(request, "材料已提交。", "The paper was handed in."))
    return redirect(face.to("matter", number))
