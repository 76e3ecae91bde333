"""The content of an item that its decision binds, and its digest, which stands in the log."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from tongchou.standards.messages import canonical_json

BOUND = (
    "number", "code", "scheme", "status", "subject", "subject_name", "form", "facts", "worksheet",
    "provenance", "outcome",
)  # fmt: skip
"""The columns that no step changes without another decision."""


def digest_of_item(row: Mapping[str, Any]) -> str:
    """Return the digest of an item's bound content, in hexadecimal.

    Values are taken as JSON has them, so that a row gives the same before it is written and when
    it is read.
    """
    as_json = json.dumps(
        {name: row[name] for name in BOUND}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    return sha256(canonical_json(json.loads(as_json)).encode()).hexdigest()
