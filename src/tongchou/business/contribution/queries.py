"""Reading what this line has handled before."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import numpy as np
from django.db import connection

from tongchou.business.contribution.declaration import Declaration, Places, slices_of
from tongchou.business.contribution.verdicts import Known
from tongchou.registry import queries as registry
from tongchou.standards.time import Month

_SERIALS = """
SELECT told.receipt ->> 'serial'
FROM workflow_item AS item
CROSS JOIN LATERAL jsonb_array_elements(item.form -> 'receipts')
    WITH ORDINALITY AS told (receipt, row)
WHERE item.code = 'contribution_receipt' AND item.status = 'completed'
  AND told.receipt ->> 'serial' = ANY(%(serials)s)
  AND NOT item.outcome @> jsonb_build_object(
      'refusals', jsonb_build_array(jsonb_build_object('row', told.row)))
"""


def serials_taken(serials: Iterable[str]) -> set[str]:
    """Return those of the serials 流水号 under which money was received before."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIALS, {"serials": sorted(set(serials))})
        return {serial for (serial,) in cursor.fetchall()}


def known_of(declaration: Declaration, month: Month, *, province: str, scope: str) -> Known:
    """Return what the registry knows of a declaration, asking for a slice of rows at a time."""
    codes = [code for code in declaration.employers if code.isascii() and code.isalnum()]
    employers = registry.employers_known(codes, province=province)
    assessed = registry.already_assessed(codes, month, province=province)
    enrolled = registry.enrolled_with(codes, month, province=province)
    found = [
        _known_of_rows(declaration, places, assessed, enrolled, province)
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
    assessed: AbstractSet[tuple[str, str]],
    enrolled: AbstractSet[tuple[str, str]],
    province: str,
) -> tuple[Places, Places, Places, Places]:
    """Return the places of these rows that are renamed, retired, assessed and enrolled."""
    ssns: list[str] = declaration.ssns[places].tolist()
    names = registry.names_of(ssns, province=province)
    retired = registry.pensioners_among(ssns, province=province)
    codes = declaration.credit_codes(places)
    pairs = list(zip(ssns, codes, strict=True))
    named = zip(ssns, declaration.names[places].tolist(), strict=True)
    return (
        places[[names.get(ssn, name) != name for ssn, name in named]],
        places[[ssn in retired for ssn in ssns]],
        places[[pair in assessed for pair in pairs]],
        places[[pair in enrolled for pair in pairs]],
    )
