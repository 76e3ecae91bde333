"""What machines send and are sent: JSON that a database can keep, and that no cache does."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser

Run = Callable[..., HttpResponse]

_SUSPECT = re.compile(r"\\u(0000|[dD])")
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
"""A NUL as JSON spells it; after an even number of backslashes, which spell themselves."""


class KeepableJson(Parser):
    """JSON whose text a database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says; ninja answers 400 to the `ValueError` of any other.

        JSON can spell what PostgreSQL cannot keep: a NUL character, and half of a surrogate
        pair, which is no character and cannot be encoded again.
        """
        text = request.body.decode("utf-8-sig")
        said = json.loads(text)
        if _SUSPECT.search(text):
            spelt = json.dumps(said, ensure_ascii=False)
            spelt.encode()  # raises where half a pair stands
            if _NUL.search(spelt):
                raise ValueError("a NUL character")
        return said


def no_store(run: Run) -> Run:
    """Keep what is answered, mostly personal data, out of every cache on the way."""

    @wraps(run)
    def answer(*args: Any, **facts: Any) -> HttpResponse:
        response = run(*args, **facts)
        response["Cache-Control"] = "no-store"
        return response

    return answer
