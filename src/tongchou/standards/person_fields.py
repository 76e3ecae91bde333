"""Fields that say who somebody is: document, number, birth, sex and name.

Whoever is registered by a form is told by `Identified`; where the number says birth and sex itself,
they need not be typed, and what is typed must agree with it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
)

from tongchou.standards import codes
from tongchou.standards.documents import Document, born_in_old_card, documents_of
from tongchou.standards.fields import Choice, Kind, SocialSecurityNumber, When, named, plain
from tongchou.standards.identity import birth_on, is_foreign, sex_of
from tongchou.standards.text import Text

_SIGN = r"[\u3400-\u9fff]"
_DOTS = re.compile(rf"[•・‧∙⋅]|(?<={_SIGN})[.。](?={_SIGN})")
"""The dots that are typed between the parts of a name, in place of ·."""


def _person_name(text: str) -> str:
    return named(_DOTS.sub("·", text))


def _documents(_: str) -> Mapping[str, Text]:
    return {code: row.text for code, row in codes.table("documents").items()}


def _sexes(_: str) -> Mapping[str, Text]:
    return {"1": Text("男", "Man"), "2": Text("女", "Woman")}


def _unsaid(value: object) -> bool:
    """Whether a field was left out, which makes no other matter than not asking did."""
    return value is None


PersonName = Annotated[str, BeforeValidator(plain), AfterValidator(_person_name), Kind.NAME]
"""A person's name 姓名, with one kind of dot between its parts."""

DocumentKind = Annotated[Document, Choice(_documents)]
"""The kind of document 证件类型 that a number stands on."""

Sex = Annotated[Literal["1", "2"], Choice(_sexes)]
"""The sex 性别 (GB/T 2261.1)."""


UNTOLD = When("document_kind", (Document.PERMANENT_OLD, Document.PASSPORT))
"""Where the number does not tell birth and sex."""


class Identified(BaseModel, frozen=True, extra="forbid"):
    """Who somebody is, by a document 证件: what a form says of whom it may register.

    Without a kind of document the number says it.
    """

    document_kind: DocumentKind | None = Field(
        default=None, title="证件类型", description="Document", exclude_if=_unsaid
    )
    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    birth_on: Annotated[date | None, UNTOLD] = Field(
        default=None,
        title="出生日期",
        description="Date of birth",
        exclude_if=_unsaid,
        validate_default=True,
    )
    sex: Annotated[Sex | None, UNTOLD] = Field(
        default=None,
        title="性别",
        description="Sex",
        exclude_if=_unsaid,
        validate_default=True,
    )

    @field_validator("ssn", mode="after")
    @classmethod
    def number_is_of_the_document(cls, ssn: str, info: ValidationInfo) -> str:
        """Refuse a number that the chosen kind of document does not have."""
        chosen = info.data.get("document_kind")
        if chosen is not None and chosen not in documents_of(ssn):
            row = codes.table("documents")[chosen]
            zh, en = row.facts["example"].split(" | ")
            raise ValueError(
                f"不是{row.text.zh}的号码：应为{zh} | No number of a {row.text.en}: {en}"
            )
        return ssn

    @field_validator("birth_on", mode="after")
    @classmethod
    def birth_is_known(cls, born: date | None, info: ValidationInfo) -> date | None:
        """Ask for the birth where the number does not tell it; refuse one that is not its own."""
        ssn = info.data.get("ssn", "")
        if not ssn:
            return born
        if not is_foreign(ssn):
            if born not in {None, birth_on(ssn)}:
                raise ValueError("与号码中的出生日期不符 | The number tells another day of birth")
            return None
        if born is None:
            raise ValueError("请填写证件上的出生日期 | Write the date of birth on the document")
        if info.data.get("document_kind") == Document.PERMANENT_OLD and not born_in_old_card(
            ssn, born
        ):
            raise ValueError("与号码中的出生日期不符 | The number tells another day of birth")
        return born

    @field_validator("sex", mode="after")
    @classmethod
    def sex_is_known(cls, sex: str | None, info: ValidationInfo) -> str | None:
        """Ask for the sex where the number does not tell it; refuse one that is not its own."""
        ssn = info.data.get("ssn", "")
        if not ssn:
            return sex
        if not is_foreign(ssn):
            if sex not in {None, sex_of(ssn)}:
                raise ValueError("与号码中的性别不符 | The number tells another sex")
            return None
        if sex is None:
            raise ValueError("请选择性别 | Choose the sex")
        return sex

    @property
    def born_on(self) -> date:
        """The day of birth, told by the number or beside it."""
        return self.birth_on or birth_on(self.ssn)
