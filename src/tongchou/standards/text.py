"""Words in both languages, Chinese first; and what people type, made plain."""

import unicodedata
from dataclasses import dataclass

TYPED_MAX = 256
"""The most characters of a number, a name or an amount; what is longer is none."""


def plain_forms(text: str) -> str:
    """Return a text with full-width and other compatibility forms made plain (NFKC).

    One longer than `TYPED_MAX` stays as it is: the time that normalising takes grows with the
    square of the accents that stand behind each other.
    """
    return unicodedata.normalize("NFKC", text) if len(text) <= TYPED_MAX else text


def bare_forms(text: str) -> str:
    """Return a text with its letters parted from their marks (NFKD), small; as far as `TYPED_MAX`.

    So é is e and an accent behind it.
    """
    return unicodedata.normalize("NFKD", text[:TYPED_MAX]).casefold()


@dataclass(frozen=True)
class Text:
    """A wording 文字 in Chinese and in English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return the wording in a language, `zh` or `en`."""
        return self.en if language == "en" else self.zh

    def as_json(self) -> dict[str, str]:
        """Return both wordings."""
        return {"zh": self.zh, "en": self.en}

    def __str__(self) -> str:
        return self.zh
