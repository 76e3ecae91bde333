"""A month of work at a province as a system hands it in: wages declared, contributions received.

Each function imports what it needs when it is called: Django is ready only then.
"""

from datetime import datetime
from typing import Any


def declare(month: str, content: bytes, *, province: str, at: datetime) -> None:
    """Declare the wages of a month, the content of a file; none may be refused."""
    from tongchou.workflow.files import File  # noqa: PLC0415

    form = {"month": month, "file_digest": f"bench {month}"}
    _take("wage_declaration", form, province, at, File("bulk.csv", content))


def due(month: str, *, province: str, received_on: str) -> list[dict[str, Any]]:
    """Return the receipts of all that is due of a month, as the tax authority sends them."""
    from tongchou.registry.queries import amounts_due  # noqa: PLC0415
    from tongchou.standards.time import month_of  # noqa: PLC0415

    return [
        {
            "serial": f"{month}-{one.credit_code}",
            "credit_code": one.credit_code,
            "month": month,
            "amount_fen": one.total_fen,
            "received_on": received_on,
        }
        for one in amounts_due(month_of(month), province=province, scheme="110")
    ]


def receive(receipts: list[dict[str, Any]], *, province: str, at: datetime) -> None:
    """Receive what is due; nothing may be refused."""
    _take("contribution_receipt", {"receipts": receipts}, province, at)


def _take(code: str, given: dict[str, Any], province: str, at: datetime, *files: Any) -> None:
    from tongchou.workflow.changes import Accepted, accept  # noqa: PLC0415

    taken = accept(code, given, province=province, at=at, source="system", files=files)
    assert isinstance(taken, Accepted), taken
    assert taken.item.outcome["refused"] == 0
