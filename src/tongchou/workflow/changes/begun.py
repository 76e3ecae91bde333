"""The row of an item that begins."""

from pydantic import BaseModel

from tongchou.agency.models import Clerk, Level
from tongchou.policy.procedure.working_days import limit_from
from tongchou.standards import codes
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.changes.rows import attached_with
from tongchou.workflow.item import Act
from tongchou.workflow.models import Item
from tongchou.workflow.outside import agency_for
from tongchou.workflow.scope import competent_for


def item_of(
    item: AnyItem,
    form: BaseModel,
    act: Act,
    *,
    clerk: Clerk | None,
    source: str,
    on_behalf: bool = False,
) -> Item:
    """Return the row of a new item: whose it is, whom it is about, when it is due.

    With `on_behalf` it is the competent agency's; the clerk's took it in.
    """
    weekdays = int(codes.table("items")[item.code].facts["weekdays"])
    agency = clerk.agency if clerk else None
    if clerk is not None and clerk.is_outside:
        agency = agency_for(clerk, act.province)
    elif on_behalf:
        agency = competent_for(item, form, province=act.province)
    subject, subject_name = item.subject_in(form)
    row = Item(
        number=act.item_number,
        code=item.code,
        scheme=act.scheme,
        source=source,
        agency_code=agency.code if agency else act.province + "0000",
        agency_level=agency.level if agency else Level.PROVINCE,
        division_code=agency.division_code if agency else act.province + "0000",
        subject=subject,
        subject_name=subject_name,
        form=form.model_dump(mode="json"),
        accepted_at=act.at,
        due_on=limit_from(act.today, weekdays) if weekdays else None,
        reverses=item.reversed_by(form),
        sender=clerk.applicant if clerk is not None and clerk.is_outside else "",
        taken_in_by=(clerk.agency_id or "") if on_behalf and clerk is not None else "",
    )
    row.attached = attached_with(act.files)
    return row
