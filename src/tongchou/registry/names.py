"""How names sound 读音: the order that lists have by it, and the keys under which they are found.

Both tiers write the same keys of the same name, and a typed text is read in the same way.
"""

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, product

from tongchou.standards.names import has_signs, plain_name

# Signs are asked about one by one: the table of phrases is 45 MB of every process for nothing.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin

BEGINS, INSIDE, FORMER, CODE, SOUNDS, SOUNDS_INSIDE, INITIALS = WAYS = "1234567"
"""By what a key leads to a name, the best first: results stand in this order. Each is a mark, and
a key is a mark and the text behind it, of which any beginning is typed."""

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


def person_keys(name: str) -> list[str]:
    """Return the keys under which a person of a name is found.

    Its parts from each place in it, its sounds from each sign in it, and its initials.
    """
    plain = plain_name(name)
    keys = _written(plain, PART_MIN)
    for sounds in _readings(plain):
        keys.append(SOUNDS + _joined(sounds))
        keys.append(INITIALS + _initials(sounds))
        inside = range(1, len(sounds) - PART_MIN + 1)
        keys += [SOUNDS_INSIDE + _joined(sounds[place:]) for place in inside]
    return list(dict.fromkeys(keys))


def employer_keys(name: str, credit_code: str) -> list[str]:
    """Return the keys under which an employer is found: by its name, and by its credit code.

    By any sign of it, and by sounds and initials from each sign before its legal form, since most
    names begin with a place.
    """
    plain = plain_name(name)
    keys = _written(plain, 1) + [CODE + credit_code[place:].lower() for place in CODE_PARTS]
    for sounds in _readings(plain):
        for place in range(max(1, len(sounds) - LEGAL_FORM)):
            rest = sounds[place:]
            keys.append((SOUNDS_INSIDE if place else SOUNDS) + _joined(rest))
            keys.append(INITIALS + _initials(rest))
    return list(dict.fromkeys(keys))


def former_keys(name: str) -> list[str]:
    """Return the keys of a name that somebody had before: all that it had, by a way of its own."""
    return [FORMER + key[1:] for key in person_keys(name)]


def _written(plain: str, part_min: int) -> list[str]:
    keys = [BEGINS + plain[:KEY_MAX]] if plain else []
    inside = range(1, len(plain) - part_min + 1)
    return keys + [INSIDE + plain[place : place + KEY_MAX] for place in inside]


def _joined(sounds: Sequence[str]) -> str:
    return "".join(sounds)[:KEY_MAX]


def _initials(sounds: Sequence[str]) -> str:
    return "".join([sound[0] for sound in sounds])[:KEY_MAX]


def _readings(plain: str) -> Iterable[Sequence[str]]:
    """Return how a plain name may be read, sign by sign; nothing without a Chinese sign."""
    if not has_signs(plain):
        return ()
    usual = _sounds(plain)
    each = [_read_as(sign, sound) for sign, sound in zip(plain, usual, strict=True)]
    if all(len(readings) == 1 for readings in each):
        return (usual,)
    return islice(product(*each), READINGS_MAX)


@lru_cache(maxsize=20_000)
def _read_as(sign: str, usual: str) -> tuple[str, ...]:
    """Return how a sign that usually reads so in its place is typed: in all of its readings."""
    typed = [form for one in (usual, _sound_of(sign), ALSO.get(sign, "")) for form in _typed(one)]
    return tuple(dict.fromkeys(typed))


def _sounds(name: str) -> list[str]:
    """Return the sound of each sign of a name, its surname read as one."""
    surname = next((SURNAMES[name[:size]] for size in (2, 1) if name[:size] in SURNAMES), "")
    first = surname.split()
    return first + [_sound_of(sign) for sign in name[len(first) :]]


def _typed(sound: str) -> tuple[str, ...]:
    """Return how a sound is typed: ü as v, as u, and as yu in a passport."""
    if "v" in sound:
        return sound, sound.replace("v", "u"), sound.replace("v", "yu")
    return (sound,) if sound else ()


@lru_cache(maxsize=20_000)
def _sound_of(character: str) -> str:
    return str(lazy_pinyin(character)[0]).lower()
