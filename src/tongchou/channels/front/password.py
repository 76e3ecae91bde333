"""The page on which somebody chooses another password of their own, on every face."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongchou.agency.changes import choose_password
from tongchou.agency.door import admit, encoded, signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.agency.passwords import password_fault
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text


def own_password(request: HttpRequest, *, template: str, home: str) -> HttpResponse:
    """Answer the page: the password used so far is asked for, as at the door."""
    visitor, status = signed_in(request), 200
    faults: Refusals = ()
    if request.method == "POST":
        faults, status = _changed(request, visitor)
        if not faults:
            update_session_auth_hash(request, visitor)
            return redirect(home)
    context = {"faults": faults, "section": "password", "is_forced": visitor.is_password_one_time}
    return render(request, template, context, status=status)


def _changed(request: HttpRequest, visitor: Clerk) -> tuple[Refusals, int]:
    """Change the password; return why not, and the status to answer with."""
    old, chosen, again = (request.POST.get(name, "") for name in ("old", "chosen", "again"))
    if fault := chosen_fault(visitor, old=old, chosen=chosen):
        return (fault,), 422
    if chosen != again:
        text = Text("两次输入的密码不一致", "The two entries differ")
        return (Refusal(code="password.again", text=text, field="again"),), 422
    door, _ = admit(request, given=visitor.login, password=old, kind=Kind(visitor.kind), at=now())
    if door.fault is not None:
        return (Refusal(code="password.old", text=door.fault, field="old"),), door.status
    choose_password(visitor, encoded=encoded(chosen), at=now())
    return (), 200


def chosen_fault(visitor: Clerk, *, old: str, chosen: str) -> Refusal | None:
    """Return why a password that somebody chose is not taken."""
    if chosen == old:
        text = Text("新密码不能与原密码相同", "The new password is the one you had")
        return Refusal(code="password.same", text=text, field="password")
    return password_fault(chosen, login=visitor.login, name=visitor.name)
