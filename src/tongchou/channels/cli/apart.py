"""The status of provinces whose ministry runs elsewhere, as their own ends of the links tell it."""

from collections.abc import Mapping
from typing import Any

from tongchou.channels.cli import show


def print_links(found: Mapping[str, Any], *, machine: bool) -> None:
    """Print how far each province's log is held by the ministry, and what is wrong."""
    if machine:
        show.as_json({"provinces": list(found.values())})
        return
    head = ("省 province", "状态 state", "已封 sealed", "部级持有 held there", "最近联系 last")
    show.table(
        "与部级的链路 links to the ministry",
        head,
        [
            (
                code,
                link["state"],
                log["sealed"],
                link["confirmed"],
                show.moment(link["last_contact_at"]),
            )
            for code, log in found.items()
            for link in log["links"]
        ],
    )
    for code, log in found.items():
        faults = [link[which] for link in log["links"] for which in ("fault", "refused")]
        others = (log["halted"], log["published"], *log["certificates"], *log["keys"])
        told = [fault for fault in (*faults, *others) if fault]
        for zh, en in dict.fromkeys((fault["zh"], fault["en"]) for fault in told):
            said = zh if zh == en else f"{zh} {en}"  # an outage may have one wording
            show.console.print(f"[red]✗[/red] {code}: {show.plain(said)}")
        if any(link["confirmed"] > log["sealed"] for link in log["links"]):
            show.console.print(f"  → {show.FORWARD} --province {code}", markup=False)
