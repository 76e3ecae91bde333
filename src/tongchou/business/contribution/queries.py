"""Reading what the registry knows of the people and employers of a declaration."""

from collections.abc import Container

import numpy as np

from tongchou.business.contribution.declaration import Declaration, Places, slices_of
from tongchou.business.contribution.faults import BIT
from tongchou.business.contribution.verdicts import Known
from tongchou.registry import queries as registry
from tongchou.standards.time import Month


def known_of(
    declaration: Declaration, month: Month, *, province: str, scheme: str, scope: str
) -> Known:
    """Return what the registry knows of a declaration, asking for a slice of rows at a time."""
    codes = [code for code in declaration.employers if code.isascii() and code.isalnum()]
    employers = registry.employers_known(codes, province=province)
    found = [
        _known_of_rows(declaration, places, employers, month, province=province, scheme=scheme)
        for places in slices_of(np.flatnonzero(declaration.keys))
    ]
    none = np.empty(0, np.int64)
    columns = (
        np.concatenate([none, *parts])
        for parts in (zip(*found, strict=True) if found else [()] * 4)
    )
    outside = {code for code, at in employers.items() if not at.startswith(scope)}
    return Known(employers, outside, *columns)


def _known_of_rows(
    declaration: Declaration,
    places: Places,
    employers: Container[str],
    month: Month,
    *,
    province: str,
    scheme: str,
) -> tuple[Places, Places, Places, Places]:
    """Return the places of these rows that are renamed, retired, assessed and joining.

    A text that is no name or no employer's code may hold what the database does not take.
    """
    names = declaration.names[places]
    names[declaration.faults[places] & BIT["name.characters"] != 0] = ""
    codes = declaration.credit_codes(places)
    held = registry.held_of_rows(
        declaration.ssns[places].tolist(),
        names.tolist(),
        [code if code in employers else "" for code in codes],
        month,
        province=province,
        scheme=scheme,
    )
    return places[held.renamed], places[held.retired], places[held.assessed], places[held.joining]
