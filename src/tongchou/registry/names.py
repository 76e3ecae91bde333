"""How names sound 读音: the order that lists have by it, and the keys under which they are found.

Both tiers write the same keys of the same name, and a typed text is read in the same way.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import islice, product

from pypinyin import lazy_pinyin

from tongchou.standards.names import has_signs, plain_name


class Way(IntEnum):
    """By what a key leads to a name, the best first: results stand in this order."""

    BEGINS = 1
    INSIDE = 2
    FORMER = 3
    CODE = 4
    SOUNDS = 5
    SOUNDS_INSIDE = 6
    INITIALS = 7


Key = tuple[int, str]
"""A key: the way by which it leads to a name, and its text, of which any beginning is typed."""

KEY_MAX = 40
"""How long a key is; what is typed beyond that says nothing more."""

PART_MIN = 2
"""How many signs or letters of a name find it, from wherever in it."""

READINGS_MAX = 6
"""How many readings of one name are kept: of two signs with three each not all nine."""

LEGAL_FORM = 4
"""How many signs an employer's legal form has: nobody looks for 有限公司 alone by its sound."""

CODE_PARTS = (0, 8, 12, 14)
"""Where the parts of a credit code begin that somebody types: all of it, the organisation in it,
the last six, the last four."""

SURNAMES = {
    "仇": "qiu", "区": "ou", "单": "shan", "卜": "bu", "召": "shao", "员": "yun", "折": "she",
    "曾": "zeng", "朴": "piao", "查": "zha", "洗": "xian", "牟": "mu", "盖": "ge", "祭": "zhai",
    "种": "chong", "秘": "bi", "繁": "po", "缪": "miao", "翟": "zhai", "能": "nai", "覃": "qin",
    "解": "xie", "郇": "xun", "阚": "kan", "隗": "wei", "黑": "he", "乐": "yue", "佴": "nai",
    "尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu", "乐正": "yue zheng",
    "长孙": "zhang sun", "澹台": "tan tai",
}  # fmt: skip
"""How signs read as surnames that read otherwise elsewhere."""

ALSO = {
    "乐": "yue", "行": "hang", "朝": "zhao", "重": "chong", "长": "chang", "晟": "sheng",
    "茜": "xi", "柏": "bo", "盛": "cheng", "单": "shan", "卜": "pu", "俞": "shu", "燕": "yan",
    "尉": "yu", "任": "ren", "都": "dou", "传": "zhuan", "降": "xiang", "缪": "miu", "相": "xiang",
}  # fmt: skip
"""Another reading that a sign has, in a given name or by some people's usage."""


def name_key(name: str) -> str:
    """Return the key by which a Chinese name sorts; other names sort by themselves."""
    return " ".join(_sounds(name))[:200]


@lru_cache(maxsize=20_000)
def person_keys(name: str) -> frozenset[Key]:
    """Return the keys under which a person of a name is found.

    Its parts from each place in it, its sounds from each sign in it, and its initials.
    """
    keys = _written(name, PART_MIN)
    for sounds in _readings(name):
        keys.add((Way.SOUNDS, _joined(sounds)))
        keys.add((Way.INITIALS, _joined([sound[0] for sound in sounds])))
        keys.update(
            (Way.SOUNDS_INSIDE, _joined(sounds[place:]))
            for place in range(1, len(sounds) - PART_MIN + 1)
        )
    return frozenset(keys)


def employer_keys(name: str, credit_code: str) -> frozenset[Key]:
    """Return the keys under which an employer is found: by its name, and by its credit code.

    By any sign of it, and by sounds and initials from each sign before its legal form, since most
    names begin with a place.
    """
    keys = _written(name, 1)
    for sounds in _readings(name):
        for place in range(max(1, len(sounds) - LEGAL_FORM)):
            rest = sounds[place:]
            keys.add((Way.SOUNDS_INSIDE if place else Way.SOUNDS, _joined(rest)))
            keys.add((Way.INITIALS, _joined([sound[0] for sound in rest])))
    keys.update((Way.CODE, credit_code[place:].lower()) for place in CODE_PARTS)
    return frozenset(keys)


def former_keys(name: str) -> frozenset[Key]:
    """Return the keys of a name that somebody had before: all that it had, by a way of its own."""
    return frozenset((Way.FORMER, key) for _, key in person_keys(name))


def _written(name: str, part_min: int) -> set[Key]:
    plain = plain_name(name)
    keys: set[Key] = {(Way.BEGINS, plain[:KEY_MAX])} if plain else set()
    inside = range(1, len(plain) - part_min + 1)
    keys.update((Way.INSIDE, plain[place : place + KEY_MAX]) for place in inside)
    return keys


def _joined(sounds: Sequence[str]) -> str:
    return "".join(sounds)[:KEY_MAX]


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """Return how a name may be read, sign by sign; nothing for one without a Chinese sign."""
    plain = plain_name(name)
    if not has_signs(plain):
        return iter(())
    usual = _sounds(plain)
    each = (
        dict.fromkeys((*_typed(sound), *_readings_of(sign)))
        for sound, sign in zip(usual, plain, strict=True)
    )
    return islice(product(*each), READINGS_MAX)


def _sounds(name: str) -> list[str]:
    """Return the sound of each sign of a name, its surname read as one."""
    surname = next((SURNAMES[name[:size]] for size in (2, 1) if name[:size] in SURNAMES), "")
    first = surname.split()
    return first + [_sound_of(sign) for sign in name[len(first) :]]


@lru_cache(maxsize=20_000)
def _readings_of(sign: str) -> tuple[str, ...]:
    return (*_typed(_sound_of(sign)), *_typed(ALSO.get(sign, "")))


def _typed(sound: str) -> tuple[str, ...]:
    """Return how a sound is typed: ü as v, as u, and as yu in a passport."""
    if "v" in sound:
        return sound, sound.replace("v", "u"), sound.replace("v", "yu")
    return (sound,) if sound else ()


@lru_cache(maxsize=20_000)
def _sound_of(character: str) -> str:
    return str(lazy_pinyin(character)[0]).lower()
