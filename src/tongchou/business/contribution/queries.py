"""Reading what the registry knows of the people and employers of a declaration."""

from collections.abc import Container

import numpy as np

from tongchou.business.contribution.declaration import Declaration, Places, slices_of
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
    """Return the places of these rows that are renamed, retired, assessed and enrolled."""
    ssns: list[str] = declaration.ssns[places].tolist()
    names = registry.names_of(ssns, province=province)
    retired = registry.pensioners_among(ssns, province=province, scheme=scheme)
    pairs = list(zip(ssns, declaration.credit_codes(places), strict=True))
    asked = {pair for pair in pairs if pair[1] in employers}
    columns = [ssn for ssn, _ in asked], [code for _, code in asked]
    assessed = registry.already_assessed(*columns, month, province=province, scheme=scheme)
    enrolled = registry.enrolled_with(*columns, month, province=province, scheme=scheme)
    named = zip(ssns, declaration.names[places].tolist(), strict=True)
    return (
        places[[names.get(ssn, name) != name for ssn, name in named]],
        places[[ssn in retired for ssn in ssns]],
        places[[pair in assessed for pair in pairs]],
        places[[pair in enrolled for pair in pairs]],
    )
