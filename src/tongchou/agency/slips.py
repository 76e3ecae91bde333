"""Whose the slip 一次性密码单 of a sign-in outside is: the last item's that opened or reset it."""

from tongchou.agency.models import AdministrativeRecord

_ACTS = ("sign_in.open", "sign_in.reset", "sign_in.end")


def last_item_of(login: str) -> str:
    """Return the number of the item that last opened, reset or ended a sign-in; '' for none."""
    acts = AdministrativeRecord.objects.filter(subject=login, act__in=_ACTS)
    noted = acts.order_by("-id").values_list("after", flat=True).first() or {}
    return str(noted.get("item_number", ""))
