"""What somebody outside does with their own matters 我的事项: start, mend, withdraw.

The form is the item's own, without what the sign-in says and without what only the agency knows.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tongchou.agency.door import signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.channels.front.fields import Shown, asked_by
from tongchou.channels.front.filling import asked_otherwise, shown_filled, with_numbers
from tongchou.channels.front.handing_in import handed_in, typed_in, untyped_of
from tongchou.channels.front.kept import kept_refused, put_back, was_taken
from tongchou.channels.front.own_matters import Face, matter_page, own_item
from tongchou.channels.front.searching import too_often
from tongchou.channels.front.seen import look_of, typed_person
from tongchou.channels.front.visit import kept_in, now, said
from tongchou.standards import codes
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
    """Show an item's form without what the sign-in says, and hand the matter in.

    A refused form leads back to its page, which shows what was typed and what is wrong.
    """
    user = signed_in(request)
    if code not in {one.code for one in startable_by(user.kind)}:
        raise Http404
    if request.method != "POST":
        given, refused_before = begun(request, code)
        return _form_page(request, face, code, given, refused_before)
    if otherwise := asked_otherwise(request, typed_in(request, code)):
        return otherwise
    given, files, missing = handed_in(request, code)
    with given_back(files):
        done = missing or _accepted(request, face, code, given, files)
    if isinstance(done, Accepted):
        return handed_in_of(request, face, user, done)
    return sent_back(request, code, given, done) or _form_page(
        request, face, code, given, done, status=422
    )


def _accepted(
    request: HttpRequest, face: Face, code: str, given: dict[str, Any], files: tuple[File, ...]
) -> Accepted | Refusals:
    """Hand in what was filled in, with the number of whom it is about."""
    user = signed_in(request)
    numbered = with_numbers(request, face.walls, catalogue()[code], given)
    return _looked(request, user, code, numbered) or workflow.accept(
        code,
        numbered,
        province=settings.NODE_CODE,
        at=now(),
        clerk=user,
        source=user.kind,
        files=files,
    )


def begun(request: HttpRequest, code: str) -> tuple[dict[str, Any], Refusals]:
    """Return what a form begins with, and why it was refused where it was handed in before."""
    typed, refused = kept_refused(request)
    return (dict(typed), refused) if typed or refused else (_kept(request, code), ())


def sent_back(
    request: HttpRequest, code: str, given: Mapping[str, Any], refused: Refusals
) -> HttpResponse | None:
    """Lead back to the page of a refused form; None where the form is too long to be kept."""
    user = signed_in(request)
    told = spoken_to(user, refused, asked_of(user, code, given))
    return put_back(request, given, told)


def _form_page(
    request: HttpRequest,
    face: Face,
    code: str,
    given: Mapping[str, Any],
    refused: Refusals,
    *,
    status: int = 200,
    **facts: Any,
) -> HttpResponse:
    user = signed_in(request)
    fields = asked_of(user, code, given, refused)
    if "returned" in facts:  # the file that came with it stays
        fields = [one for one in fields if one.kind != FieldKind.FILE]
    return face.page(
        request,
        "form.html",
        status=status,
        item=codes.table("items")[code],
        fields=shown_filled(request, face.walls, code, fields),
        refusals=spoken_to(user, refused, fields),
        file=None if "returned" in facts else catalogue()[code].file,
        **facts,
    )


def handed_in_of(request: HttpRequest, face: Face, user: Clerk, done: Accepted) -> HttpResponse:
    """Say that a matter was handed in, and lead to it; one of another's hand to the list."""
    number = done.item.number
    was_taken(request)
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


def asked_of(
    user: Clerk, code: str, given: Mapping[str, Any], refused: Refusals = ()
) -> list[Shown]:
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
    points = points_to_mend(item.steps.order_by("id"))
    if request.method != "POST":
        typed, refused = kept_refused(request)
        is_back = bool(typed or refused)
        given = untyped_of(item) | typed if is_back else item.form | _kept(request, item.code)
        refused = refused or tuple(map(as_asked, points))
        return _correction_page(request, face, item, given, refused)
    typed = typed_in(request, item.code)
    if otherwise := asked_otherwise(request, typed):
        return otherwise
    given = untyped_of(item) | typed
    numbered = with_numbers(request, face.walls, catalogue()[item.code], given)
    checked = [one.about for one in points]  # whoever hands it in again stands by the rest
    done = _looked(request, user, item.code, numbered) or workflow.resubmit(
        number, numbered, clerk=user, at=now(), checked=checked
    )
    if isinstance(done, Item):
        was_taken(request)
        messages.success(request, said(request, "已重新提交。", "Handed in again."))
        return redirect(face.to("matter", number))
    return sent_back(request, item.code, typed, done) or _correction_page(
        request, face, item, given, done, status=422
    )


def _correction_page(
    request: HttpRequest,
    face: Face,
    item: Item,
    given: Mapping[str, Any],
    refused: Refusals,
    *,
    status: int = 200,
) -> HttpResponse:
    told = {"returned": item, "asked": _last_note(item)}
    return _form_page(request, face, item.code, given, refused, status=status, **told)


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
