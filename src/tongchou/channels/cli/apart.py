"""The status of provinces whose ministry runs elsewhere, as their own ends of the links tell it."""

from collections.abc import Mapping
from typing import Any

from tongchou.channels.cli import show


def print_links(found: Mapping[str, Any], *, machine: bool) -> bool:
    """Print how far each province's log is held by the ministry; say whether anything is wrong."""
    told = {code: _faults_of(log) for code, log in found.items()}
    behind = [code for code, log in found.items() if _is_behind(log)]
    if machine:
        show.as_json({"provinces": list(found.values())})
    else:
        _print(found, told, behind)
    return bool(behind) or any(told.values())


def _faults_of(log: Mapping[str, Any]) -> list[Mapping[str, str]]:
    faults = [link[which] for link in log["links"] for which in ("fault", "refused")]
    others = (log["halted"], log["published"], *log["certificates"], *log["keys"])
    return [fault for fault in (*faults, *others) if fault]


def _is_behind(log: Mapping[str, Any]) -> bool:
    """Whether the ministry holds more of a log than there is."""
    return any(link["confirmed"] > log["sealed"] for link in log["links"])


def _print(
    found: Mapping[str, Any], told: Mapping[str, list[Mapping[str, str]]], behind: list[str]
) -> None:
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
    for code, faults in told.items():
        for zh, en in dict.fromkeys((fault["zh"], fault["en"]) for fault in faults):
            said = zh if zh == en else f"{zh} {en}"  # an outage may have one wording
            show.console.print(f"[red]✗[/red] {code}: {show.plain(said)}")
        if code in behind:
            show.console.print(f"  → {show.FORWARD} --province {code}", markup=False)
