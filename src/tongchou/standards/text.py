"""Words in both languages: Chinese first, English beside it."""

from dataclasses import dataclass


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
