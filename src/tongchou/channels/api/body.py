"""What machines send and are sent: JSON within bounds that a database can keep, and no cache."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from tongchou.channels.api.problems import problem
from tongchou.channels.api.rates import say_quota

Run = Callable[..., HttpResponse]

JSON_BYTES_MAX, UPLOAD_BYTES_MAX = 8_000_000, 136_000_000
"""How long a body may be: of JSON, and of a form with a file. A feed of 10,000 rows has 2 MB."""

VALUES_MAX, DEPTH_MAX, DIGITS_MAX = 400_000, 32, 18
"""How many values a body may hold, how deep they stand in each other, how long a number is."""


class KeepableJson(Parser):
    """JSON within bounds, whose text a database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says; ninja answers 400 to the `ValueError` of any other.

        JSON can spell what PostgreSQL cannot keep: a NUL character, and half of a surrogate
        pair, which is no character and cannot be encoded again. A name that stands twice in
        one object is refused, since nobody knows which value is meant. Values that are not deep
        in each other are no more than the commas and some; these are counted before any is made.
        Where every field may be left out, ninja takes any value for an empty object: we refuse it.
        """
        if request.content_type != "application/json":
            raise HttpError(415, "请以application/json提交 · send application/json")
        if request.body.count(b",") > VALUES_MAX:
            raise ValueError("too many values")
        said = json.loads(
            request.body.decode("utf-8-sig"),
            object_pairs_hook=_once_each,
            parse_int=_whole_number,
            parse_constant=_no_number,
        )
        _must_be_keepable(said)
        if not isinstance(said, dict):
            raise ValidationError([NO_OBJECT])
        return said


NO_OBJECT = {
    "loc": ("body", "body"),
    "msg": "应为JSON对象 · the body is to be a JSON object",
}
"""What is wrong with a body that is a list, a text, a number or null, as ninja tells faults."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _whole_number(digits: str) -> int:
    """Return a whole number; parsing a longer one than anybody counts costs more than it says."""
    if len(digits.lstrip("-")) > DIGITS_MAX:
        raise ValueError("a number of too many digits")
    return int(digits)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _must_be_keepable(said: Any) -> None:
    """Raise `ValueError` for what is too deep, and for a text with a NUL or half a pair."""
    level = [said]
    for _ in range(DEPTH_MAX):
        level = list(chain.from_iterable(map(_inside, level)))
    if level:
        raise ValueError("too deep")


def _inside(said: Any) -> Iterable[Any]:
    """Return what stands in a value, names of fields too; a text must be one that can be kept."""
    if isinstance(said, dict):
        return chain(said, said.values())
    if isinstance(said, list):
        return said
    if isinstance(said, str) and "\0" in said:
        raise ValueError("a NUL character")
    if isinstance(said, str):
        said.encode()  # raises where half a pair stands
    return ()


def within_bounds(run: Run) -> Run:
    """Answer 413 to a body that is too long, before anything of it is read."""

    @wraps(run)
    def answer(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
        given = str(request.META.get("CONTENT_LENGTH") or "0")
        is_form = str(request.META.get("CONTENT_TYPE", "")).startswith("multipart/")
        longest = UPLOAD_BYTES_MAX if is_form else JSON_BYTES_MAX
        if given.isdecimal() and int(given[:DIGITS_MAX]) > longest:
            said = (
                f"内容不得超过{longest:,}字节 · a body of more than {longest:,} bytes is not taken"
            )
            return problem(413, said)
        return run(request, *args, **facts)

    return answer


def no_store(run: Run) -> Run:
    """Keep what is answered, mostly personal data, out of every cache on the way.

    Beside that the answer tells what the token of the request may still ask.
    """

    @wraps(run)
    def answer(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
        response = run(request, *args, **facts)
        response["Cache-Control"] = "no-store"
        say_quota(request, response)
        return response

    return answer
