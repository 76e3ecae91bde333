"""A file typed in on a page: a row for each of the employer's people, handed in as any file is."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from tongchou.agency.models import Clerk
from tongchou.channels.employer.access import for_employers, own_employer, page, user_of
from tongchou.channels.employer.matters import FACE
from tongchou.channels.employer.queries import last_wages, people_in_force
from tongchou.channels.front.filling import asked_otherwise
from tongchou.channels.front.handing_in import typed_in
from tongchou.channels.front.kept import kept_refused
from tongchou.channels.front.own_acts import asked_of, handed_in_of, sent_back, spoken_to
from tongchou.channels.front.references import reference_to
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.visit import kept_in, now
from tongchou.registry.models import Employer
from tongchou.registry.queries import names_of
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.money import yuan
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File
from tongchou.workflow.outside import startable_by

PEOPLE_MAX = 200
"""How many people a page asks for; whoever has more hands a file in."""


ROW = "row-"
"""How the name of a field begins in which a person's amount is typed."""


@dataclass(frozen=True)
class TypedRow:
    """A row of the page: whose it is, under which name it is typed, and what was typed."""

    ssn: str
    name: str
    field: str
    amount: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_employers
@shows_people("employer.rows")
def type_rows(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an amount of each of the employer's people, and hand the rows in as a file."""
    user, employer = user_of(request), own_employer(request)
    declared = catalogue().get(code) if code in typable(user) else None
    if declared is None or employer is None:
        raise Http404
    if request.method != "POST":
        typed, refused = kept_refused(request)
        return _page_of(request, declared, employer, typed or kept_in(request), refused)
    typed = {name: str(value) for name, value in request.POST.items() if _is_typed(declared, name)}
    if otherwise := asked_otherwise(request, typed):
        return otherwise
    done = _handed_in(user, declared, typed_in(request, code), _rows(employer, typed))
    if isinstance(done, Accepted):
        return handed_in_of(request, FACE, user, done)
    return sent_back(request, code, typed, done) or _page_of(
        request, declared, employer, typed, done, status=422
    )


def _is_typed(declared: AnyItem, name: str) -> bool:
    return name in declared.form.model_fields or name.startswith(ROW)


def _page_of(
    request: HttpRequest,
    declared: AnyItem,
    employer: Employer,
    typed: Mapping[str, str],
    refused: Refusals,
    *,
    status: int = 200,
) -> HttpResponse:
    user, code = user_of(request), declared.code
    rows = _rows(employer, typed)
    look_of(request).at(*(row.ssn for row in rows), reason=code)
    fields = [one for one in asked_of(user, code, typed, refused) if one.kind != "file"]
    return page(
        request,
        "typed_rows.html",
        "matters",
        status=status,
        item=codes.table("items")[code],
        fields=fields,
        refusals=spoken_to(user, refused, fields),
        rows=rows[:PEOPLE_MAX],
        is_cut=len(rows) > PEOPLE_MAX,
        columns=declared.file.typed_as if declared.file else (),
        most=PEOPLE_MAX,
    )


def typable(user: Clerk) -> set[str]:
    """Return the items whose file the user may type in."""
    files = {one.code: catalogue()[one.code].file for one in startable_by(user.kind)}
    return {code for code, file in files.items() if file and file.typed_as}


def _rows(employer: Employer, typed: Mapping[str, Any]) -> list[TypedRow]:
    """Return the people in force with what was typed, or else with what was declared last."""
    found = list(people_in_force(employer).order_by("ssn")[: PEOPLE_MAX + 1])
    ssns = [one.ssn for one in found]
    names = names_of(ssns, province=employer.province)
    wages = last_wages(employer, ssns)
    rows = []
    for one in found:
        field = ROW + reference_to(one.ssn)
        known = yuan(wages[one.ssn]) if one.ssn in wages else ""
        amount = str(typed.get(field, "" if typed else known)).strip()
        rows.append(TypedRow(one.ssn, names.get(one.ssn, ""), field, amount))
    return rows


def _handed_in(
    user: Clerk, declared: AnyItem, given: dict[str, Any], rows: list[TypedRow]
) -> Accepted | Refusals:
    """Write the rows in which an amount stands as a file, and hand it in."""
    filled = [row for row in rows if row.amount]
    if not filled or declared.file is None or declared.file.typed_as is None:
        text = Text("请至少填写一人的金额", "Fill in the amount of one person at least")
        return (Refusal(code="form.missing", text=text),)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(title.zh for title in declared.file.typed_as)
    writer.writerows((row.name, row.ssn, row.amount) for row in filled)
    file = File(f"{declared.code}.csv", written.getvalue().encode())
    told = {Kind.FILE: file.name, Kind.DIGEST: file.digest.hex()}
    known = {name: said for kind, said in told.items() if (name := declared.field_of(kind))}
    return workflow.accept(
        declared.code,
        given | known,
        province=settings.NODE_CODE,
        at=now(),
        clerk=user,
        source=user.kind,
        files=(file,),
    )
