"""How names are put in order: by pinyin, kept beside the name, the same on every database."""

from functools import lru_cache

from pypinyin import lazy_pinyin


def name_key(name: str) -> str:
    """Return the key by which a Chinese name sorts; other names sort by themselves."""
    return " ".join(map(_sound_of, name))[:200]


@lru_cache(maxsize=20_000)
def _sound_of(character: str) -> str:
    return str(lazy_pinyin(character)[0]).lower()
