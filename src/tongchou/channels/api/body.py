"""What machines send and are sent: JSON within bounds that a database can keep, and no cache."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.parser import Parser

Run = Callable[..., HttpResponse]

_SUSPECT = re.compile(r"\\u(0000|[dD])")
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
"""A NUL as JSON spells it; after an even number of backslashes, which spell themselves."""


JSON_BYTES_MAX, UPLOAD_BYTES_MAX = 8_000_000, 136_000_000
"""How long a body may be: of JSON, and of a form with a file. A feed of 10,000 rows has 2 MB."""

OBJECTS_MAX, DEPTH_MAX, DIGITS_MAX = 200_000, 32, 18
"""How many objects a body may hold, how deep they stand in each other, how long a number is."""


class KeepableJson(Parser):
    """JSON within bounds, whose text a database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says; ninja answers 400 to the `ValueError` of any other.

        JSON can spell what PostgreSQL cannot keep: a NUL character, and half of a surrogate
        pair, which is no character and cannot be encoded again. A name that stands twice in
        one object is refused, since nobody knows which value is meant.
        """
        text = request.body.decode("utf-8-sig")
        objects = 0

        def read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            nonlocal objects
            objects += 1
            found = dict(pairs)
            if len(found) < len(pairs) or objects > OBJECTS_MAX:
                raise ValueError("a name twice, or too many objects")
            return found

        said = json.loads(
            text, object_pairs_hook=read, parse_int=_whole_number, parse_constant=_no_number
        )
        _must_be_shallow(said)
        if _SUSPECT.search(text):
            spelt = json.dumps(said, ensure_ascii=False)
            spelt.encode()  # raises where half a pair stands
            if _NUL.search(spelt):
                raise ValueError("a NUL character")
        return said


def _whole_number(digits: str) -> int:
    """Return a whole number; parsing a longer one than anybody counts costs more than it says."""
    if len(digits.lstrip("-")) > DIGITS_MAX:
        raise ValueError("a number of too many digits")
    return int(digits)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _must_be_shallow(said: Any) -> None:
    level = [said]
    for _ in range(DEPTH_MAX):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    if level:
        raise ValueError("too deep")


def within_bounds(run: Run) -> Run:
    """Answer 413 to a body that is too long, before anything of it is read."""

    @wraps(run)
    def answer(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
        given = str(request.META.get("CONTENT_LENGTH") or "0")
        is_form = str(request.META.get("CONTENT_TYPE", "")).startswith("multipart/")
        longest = UPLOAD_BYTES_MAX if is_form else JSON_BYTES_MAX
        if given.isdecimal() and int(given[:DIGITS_MAX]) > longest:
            said = f"a body of more than {longest:,} bytes is not taken"
            return JsonResponse({"detail": said}, status=413)
        return run(request, *args, **facts)

    return answer


def no_store(run: Run) -> Run:
    """Keep what is answered, mostly personal data, out of every cache on the way."""

    @wraps(run)
    def answer(*args: Any, **facts: Any) -> HttpResponse:
        response = run(*args, **facts)
        response["Cache-Control"] = "no-store"
        return response

    return answer
