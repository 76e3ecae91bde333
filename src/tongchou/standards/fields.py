"""Fields of forms: what a person types, made right where that is safe, refused where not.

Each is a type for pydantic models that carries its kind, by which pages show and ask it; what
may be chosen is said by a `Choice` beside the type. Refusals are written "中文 | English".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic.fields import FieldInfo

from tongchou.standards import codes
from tongchou.standards.identity import credit_code_faults
from tongchou.standards.money import LENGTH_MAX, fen_of
from tongchou.standards.number_typed import ssn_meant
from tongchou.standards.places import division, places_in
from tongchou.standards.refusal import TOLD_MAX, Refusal, Refusals, too_many
from tongchou.standards.text import TYPED_MAX, Text, plain_forms
from tongchou.standards.time import month_of


class Kind(StrEnum):
    """The kind of a field: how a page asks and shows it, and whether it says whom it is about."""

    TEXT = "text"
    NUMBER = "number"
    MONTH = "month"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"
    PERSON = "person"
    EMPLOYER = "employer"
    NAME = "name"
    PLACE = "place"
    ITEM = "item"
    SENDER = "sender"
    """The employer whose file is handed in; whom the item is about say the rows."""
    FILE = "file"
    """The name of the file that is handed in; it is not typed."""
    DIGEST = "digest"
    """The digest of that file."""
    ROWS = "rows"
    """A feed's rows; a page says how many there are."""


UNTYPED = frozenset([Kind.FILE, Kind.DIGEST, Kind.ROWS])
"""What a machine fills in: a page shows such fields and asks for none of them."""


ROWS_MAX = 50_000
"""How many rows a feed may have at once; a body of 8 MB holds no more of real ones. Each row that
lacks all of its fields takes 2 KB to say so."""


@dataclass(frozen=True)
class Choice:
    """What a field may be chosen from: `options` gives value and wording, by province."""

    options: Callable[[str], Mapping[str, Text]]
    kind: Kind = Kind.CHOICE


@dataclass(frozen=True)
class When:
    """Says that a field is asked for only where another one has one of some values."""

    field: str
    values: tuple[str, ...]


def kind_of(field: FieldInfo) -> Kind:
    """Return the kind of a form's field."""
    for said in _metadata(field):
        if isinstance(said, Kind):
            return said
        if isinstance(said, Choice):
            return said.kind
    annotations = {field.annotation, *get_args(field.annotation)}
    if date in annotations:
        return Kind.DATE
    return Kind.NUMBER if int in annotations else Kind.TEXT


def options_of(field: FieldInfo, province: str) -> Mapping[str, Text]:
    """Return what a field may be chosen from in a province; nothing for what is typed."""
    for said in _metadata(field):
        if isinstance(said, Choice):
            return said.options(province)
    return {}


def condition_of(field: FieldInfo) -> When | None:
    """Return when a field is asked for; None for one that always is."""
    return next((said for said in _metadata(field) if isinstance(said, When)), None)


def _metadata(field: FieldInfo) -> Iterator[Any]:
    """Return what a field's type says beside the type, also inside of `... | None`."""
    yield from field.metadata
    for part in get_args(field.annotation):
        yield from getattr(part, "__metadata__", ())


def _other_provinces(province: str) -> Mapping[str, Text]:
    divisions = codes.table("divisions").items()
    return {code: row.text for code, row in divisions if code not in {codes.MINISTRY, province}}


FEN_MAX = 9_999_999_999
"""The largest amount of one person that the counters' pages hold: 99,999,999.99 yuan."""

_WHOLE = re.compile(r"[+-]?\d+(\.0+)?")

_NUMBER = re.compile(r"[0-9]{2}-[0-9]{8}-[0-9]{6,12}")

_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2065\ufeff]")
"""What is not seen in a name: marks of where a word may or may not be broken."""

_CONTROLS = dict.fromkeys((*range(32), 127), " ") | dict.fromkeys(
    (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""
)
"""What is no part of a text: control characters, and marks that turn the direction of writing,
with which one text can be made to read like another."""


def plain(text: object) -> object:
    """Return text as it was meant: full-width forms, outer spaces and an apostrophe taken out.

    Control characters are no part of any text, and the database takes no NUL; nor are marks that
    turn the direction of writing.
    """
    if not isinstance(text, str):
        return text
    if len(text) > TYPED_MAX:
        raise ValueError(f"最多{TYPED_MAX}个字符 | {TYPED_MAX} characters at most")
    seen = plain_forms(text).translate(_CONTROLS)
    return seen.strip().removeprefix("'").strip()


def _whole(value: object) -> object:
    """Return a whole number as it is, or as text without the decimals that say nothing: 12.0."""
    seen = plain(value)
    if isinstance(seen, bool) or (isinstance(seen, str) and not _WHOLE.fullmatch(seen)):
        raise ValueError("应为整数 | A whole number is wanted")
    return seen.partition(".")[0] if isinstance(seen, str) else seen


def _credit_code(text: str) -> str:
    code = re.sub(r"\s", "", text).upper()
    if credit_code_faults(code):
        raise ValueError(
            "统一社会信用代码不正确,请核对18位代码 | The credit code is wrong; compare it"
        )
    return code


def named(text: str) -> str:
    """Return a name as it was meant; raises `ValueError` for what is none."""
    spaced = " ".join(_INVISIBLE.sub("", text).split())
    name = spaced.replace(" ", "") if re.search(r"[\u3400-\u9fff]", spaced) else spaced
    if not name:
        raise ValueError("请填写姓名或名称 | Write the name")
    if not any(map(str.isalpha, name)):
        raise ValueError("姓名或名称应有文字 | A name has letters")
    return name


def _item_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise ValueError("办件编号应写成 34-20241105-000001 | An item is 34-20241105-000001")
    return text


def _month(text: str) -> str:
    try:
        month_of(text)
    except ValueError:
        raise ValueError("年月应写成 2024-09 | Write a month as 2024-09") from None
    return text


def _province(text: str) -> str:
    if text not in codes.table("divisions") or text == codes.MINISTRY:
        raise ValueError("没有这个省份代码 | There is no such province")
    return text


def _yuan(text: str) -> str:
    if not re.fullmatch(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?", text):
        raise ValueError("金额应写成 1234.50 | Write an amount as 1234.50")
    if len(text) > LENGTH_MAX or fen_of(text) > FEN_MAX:
        raise ValueError("金额不得超过 99,999,999.99 | No amount is above 99,999,999.99")
    return text


Words = Annotated[str, BeforeValidator(plain)]
"""Free text 文字, as it was meant."""

WholeNumber = Annotated[int, BeforeValidator(_whole)]
"""A whole number 整数, its digits in whatever width; yes and no are none, nor is 1_00."""

SocialSecurityNumber = Annotated[
    str, BeforeValidator(plain), AfterValidator(ssn_meant), Kind.PERSON
]
"""A social security number 社会保障号码 (AAC002), whichever document it stands on."""

CreditCode = Annotated[str, BeforeValidator(plain), AfterValidator(_credit_code), Kind.EMPLOYER]
"""An employer's credit code 统一社会信用代码 (BAB010) of GB 32100."""

FileEmployer = Annotated[str, BeforeValidator(plain), AfterValidator(_credit_code), Kind.SENDER]
"""A credit code 统一社会信用代码 that a file's rows stand under; whom it is about say the rows."""

Name = Annotated[str, BeforeValidator(plain), AfterValidator(named), Kind.NAME]
"""A person's or employer's name 姓名、名称; spaces inside Chinese names are taken out."""

MonthText = Annotated[str, BeforeValidator(plain), AfterValidator(_month), Kind.MONTH]
"""A month 年月, written 2024-09."""

DivisionCode = Annotated[
    str, BeforeValidator(plain), AfterValidator(division), Choice(places_in, Kind.PLACE)
]
"""A division code 行政区划代码 (AAB301) of GB/T 2260, six digits."""

Province = Annotated[
    str, BeforeValidator(plain), AfterValidator(_province), Choice(_other_provinces)
]
"""A province by the first two digits of its division code."""

YuanText = Annotated[str, BeforeValidator(plain), AfterValidator(_yuan), Kind.AMOUNT]
"""An amount 金额 in yuan, as typed; `fen_of` makes it fen."""

ItemNumber = Annotated[str, BeforeValidator(plain), AfterValidator(_item_number), Kind.ITEM]
"""The number of an item 办件编号."""

FileName = Annotated[str, Kind.FILE]
"""The name of the file that is handed in."""

FileDigest = Annotated[str, Kind.DIGEST]
"""The SHA-256 of the file that is handed in, in hexadecimal."""

AGAIN = Text("请改正后重新提交", "Correct it and send it again")

_SAID = {
    "missing": Text("此项必填", "This field is required"),
    "string_too_short": Text("此项必填", "This field is required"),
    "string_pattern_mismatch": Text("格式不正确", "The format is not right"),
    "date_from_datetime_parsing": Text("日期格式应为 2024-09-30", "Write a date as 2024-09-30"),
    "int_parsing": Text("应为整数", "A whole number is wanted"),
    "extra_forbidden": Text("没有这个栏目", "There is no such field"),
    "int_type": Text("应为整数", "A whole number is wanted"),
    "int_from_float": Text("应为整数", "A whole number is wanted"),
    "bool_type": Text("应为 true 或 false", "Write true or false"),
    "bool_parsing": Text("应为 true 或 false", "Write true or false"),
    "string_type": Text("应为文字", "A text is wanted"),
    "list_type": Text("应为列表", "A list is wanted"),
    "dict_type": Text("应为对象", "An object is wanted"),
    "model_type": Text("应为对象", "An object is wanted"),
    "literal_error": Text("应为以下之一:{expected}", "It is one of {expected}"),
    "tuple_type": Text("应为列表", "A list is wanted"),
    "string_unicode": Text("应为文字", "A text is wanted"),
    "int_parsing_size": Text("数值过大", "The number is too large"),
    "greater_than": Text("应大于{gt}", "It is more than {gt}"),
    "greater_than_equal": Text("不得小于{ge}", "It is at least {ge}"),
    "less_than": Text("应小于{lt}", "It is less than {lt}"),
    "less_than_equal": Text("不得大于{le}", "It is at most {le}"),
    "too_long": Text("最多{max_length}项", "There are at most {max_length}"),
    "too_short": Text("至少{min_length}项", "There are at least {min_length}"),
}
"""What is wrong with a field, by pydantic's word for it, with the bound or the words allowed."""


PLACE_MAX = 200
"""How many characters are told of where in a form a fault is."""


def field_faults(fault: ValidationError) -> Refusals:
    """Turn what is wrong with a form's fields into refusals: one a field, or how many there are."""
    if fault.error_count() > TOLD_MAX:
        return (too_many(fault.error_count()),)
    return tuple(
        Refusal(
            code="form." + str(error["type"]),
            text=_sentence(error["type"], error["msg"], error.get("ctx", {})),
            field=_named(error["loc"]),
            remedy=AGAIN,
        )
        for error in fault.errors(include_url=False)
    )


def _named(place: tuple[str | int, ...]) -> str:
    """Return where in a form a fault is; what somebody else named may be long, or not keepable."""
    return ".".join(map(str, place)).replace("\0", "\N{REPLACEMENT CHARACTER}")[:PLACE_MAX]


def _sentence(kind: str, english: str, bounds: Mapping[str, object]) -> Text:
    said = english.removeprefix("Value error, ")
    if " | " in said:
        zh, en = said.split(" | ", 1)
        return Text(zh, en)
    known = _SAID.get(kind)
    if known is None:
        return Text(f"填写有误:{said}", said)
    return Text(known.zh.format_map(bounds), known.en.format_map(bounds))
