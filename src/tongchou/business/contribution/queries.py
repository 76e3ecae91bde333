"""Reading what the registry knows of the people and employers of a declaration."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from tongchou.business.contribution.declaration import Declaration, values_at
from tongchou.business.contribution.faults import BIT, change_bits
from tongchou.business.contribution.verdicts import Known
from tongchou.registry import queries as registry
from tongchou.standards.names import plain_name
from tongchou.standards.time import Month


def employers_of(declaration: Declaration, *, province: str, scope: str) -> Known:
    """Return what the registry knows of a declaration's employers."""
    codes = [code for code in declaration.employers if _is_code(code)]
    employers = registry.employers_known(codes, province=province)
    outside = {code for code, at in employers.items() if not at.startswith(scope)}
    return Known(employers, outside)


def looked_up(
    slices: Iterable[Declaration], month: Month, *, province: str, scheme: str, own_only: bool
) -> Iterator[Declaration]:
    """Yield slices of rows with what the registry holds against them, and who is joining.

    The registry is asked about a slice while the next one is read. With `own_only` nobody joins by
    the file, and of who would nothing is told but that: an employer may not ask about strangers.
    """
    asked: deque[Declaration] = deque()

    def questions() -> Iterator[registry.Rows]:
        for piece in slices:
            asked.append(piece)
            yield _rows_of(piece)

    for held in registry.held_of_rows(questions(), month, province=province, scheme=scheme):
        piece = asked.popleft()
        places = np.flatnonzero(piece.keys)
        faults, is_joining = piece.faults.copy(), np.zeros(len(piece), bool)
        is_joining[places[held.joining]] = True
        for fault, found in (
            ("person.unregistered", held.unregistered),
            ("person.retired", held.retired),
            ("contribution.exists", held.assessed),
        ):
            faults[places[found]] |= BIT[fault]
        changes = piece.changes.copy() if held.renamed else piece.changes
        for place, registered in held.renamed:
            row = places[place]
            if plain_name(str(piece.names[row])) == plain_name(registered):
                changes[row] |= change_bits("name", ["registered"])
            else:
                faults[row] |= BIT["identity.name_mismatch"]
        if own_only:
            faults = np.where(is_joining, piece.faults | BIT["person.not_enrolled"], faults)
            changes = np.where(is_joining, piece.changes, changes)
        yield replace(piece, faults=faults, changes=changes, is_joining=is_joining)


def _rows_of(piece: Declaration) -> registry.Rows:
    """Return the rows of a slice whose number is well formed.

    A text that is no name or no employer's code may hold what the database does not take.
    """
    places = np.flatnonzero(piece.keys)
    names = values_at(piece.names, places)
    for place in np.flatnonzero(piece.faults[places] & BIT["name.characters"]).tolist():
        names[place] = ""
    codes = [code if _is_code(code) else "" for code in piece.employers]
    return registry.Rows(
        ssns=values_at(piece.ssns, places),
        names=names,
        credit_codes=[codes[number] for number in values_at(piece.employer_of, places)],
    )


def _is_code(text: str) -> bool:
    return text.isascii() and text.isalnum()
