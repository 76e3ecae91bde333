"""Reading what this line has handled before."""

from collections.abc import Iterable

from django.db import connection

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
