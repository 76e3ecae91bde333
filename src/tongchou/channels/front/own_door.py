"""The door of people outside the agency: let in, and led to the page that they wanted."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tongchou.agency.door import Door, come_in
from tongchou.agency.models import Kind
from tongchou.channels.front.visit import now


def own_sign_in(
    request: HttpRequest, *, field: str, kind: Kind, template: str, home: str
) -> HttpResponse:
    """Answer a sign-in page on which a number is typed into `field`, in whatever spacing."""
    given, door = "".join(request.POST.get(field, "").split()).upper(), Door()
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = ""
    if request.method == "POST":
        password = request.POST.get("password", "")
        door = come_in(request, given=given, password=password, kind=kind, at=now())
        if door.fault is None:
            return door.mark(HttpResponseRedirect(wanted or reverse(home)), request)
    context = {"given": given, "fault": door.fault, "next": wanted}
    return render(request, template, context, status=door.status)
