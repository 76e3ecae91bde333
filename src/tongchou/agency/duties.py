"""Duties 岗位 as a sign-in holds them: `accept`, `accept/benefit`, `accept/benefit/110`.

The shorter entry is the wider one. What the second part names depends on the duty: a line of
business for the steps of an item, an item for a feed (`feed/contribution_receipt`). The third
part names a scheme.
"""

from collections.abc import Iterable

from tongchou.standards import codes
from tongchou.standards.text import Text

ADMINISTRATION = ("system", "security", "audit")
"""The duties of the three administrators 三员分立: whoever has one has no other, of any kind."""

PARTS_MAX = 3
ENTRY_MAX = 64


def covers(entry: str, duty: str, narrowed_to: str = "", scheme: str = "") -> bool:
    """Whether an entry gives the duty for this line (or item) and scheme.

    Asked without a line, only an entry over all lines answers yes; so with the scheme.
    """
    held = entry.split("/")
    return held == [duty, narrowed_to, scheme][: len(held)]


def duty_fault(entry: str) -> str:
    """Return in one English sentence what is wrong with an entry; '' if nothing is."""
    duty, *narrowed = entry.split("/")
    if duty not in codes.table("duties"):
        return f"'{entry}': there is no duty '{duty}'"
    facts = codes.table("duties")[duty].facts
    if not narrowed:
        must = facts.get("must_be_narrowed", False)
        return f"'{entry}': say for which of the {facts['narrowed_by']}" if must else ""
    if "narrowed_by" not in facts or len(narrowed) >= PARTS_MAX:
        return f"'{entry}': this duty cannot be narrowed so far"
    for table, part in zip((str(facts["narrowed_by"]), "schemes"), narrowed, strict=False):
        if part not in codes.table(table):
            return f"'{entry}': '{part}' is none of the {table}"
    return ""


def duty_text(entry: str) -> Text:
    """Return how an entry is called: its duty, with the line and scheme it is narrowed to."""
    duty, *narrowed = entry.split("/")
    named = codes.table("duties").get(duty)
    if named is None:
        return Text(entry, entry)
    tables = (str(named.facts.get("narrowed_by", "")), "schemes")
    parts = [
        codes.table(table)[part].text
        for table, part in zip(tables, narrowed, strict=False)
        if table and part in codes.table(table)
    ]
    if not parts:
        return named.text
    zh, en = ("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))
    return Text(f"{named.text.zh}({zh})", f"{named.text.en} ({en})")


def shared(entries: Iterable[str], held: Iterable[str]) -> list[str]:
    """Return what two lists of entries both give: where two meet, the narrower of them."""
    pairs = ((one.split("/"), other.split("/")) for one in entries for other in held)
    met = (
        max(pair, key=len) for pair in pairs if pair[0][: len(pair[1])] == pair[1][: len(pair[0])]
    )
    return sorted({"/".join(parts) for parts in met})


def checked(entries: Iterable[str]) -> list[str]:
    """Return a sign-in's entries, each once and in order; raises `ValueError` for a bad one."""
    kept = sorted(set(entries))
    faults = [fault for fault in map(duty_fault, kept) if fault]
    if len(kept) > 1 and set(kept) & set(ADMINISTRATION):
        faults.append("an administrator has no other duty")
    if faults:
        raise ValueError("; ".join(faults))
    return kept
