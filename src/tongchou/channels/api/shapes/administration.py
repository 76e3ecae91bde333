"""Shapes of what the three administrators keep: agencies, clerks, tokens, records."""

from datetime import datetime
from typing import Any

from tongchou.channels.api.shapes.shape import Shape


class AgencyTold(Shape):
    """An agency 经办机构."""

    code: str
    name: str
    name_en: str
    level: int
    division_code: str
    parent: str | None
    closed_at: datetime | None


class ClerkTold(Shape):
    """A sign-in: a clerk's, or a service's, which has no person."""

    login: str
    name: str
    kind: str
    person_code: str
    agency: str | None
    duties: list[str]
    is_active: bool


class ClerkWithPasswordTold(ClerkTold):
    """The same with a password for one time; null for a service."""

    password: str | None


class TokenTold(Shape):
    """A token, without its secret."""

    number: int
    name: str
    holder: str
    duties: list[str]
    agency: str | None
    ends_at: datetime
    issued_by: str
    issued_at: datetime
    revoked_at: datetime | None


class TokenIssuedTold(TokenTold):
    """The same with its secret, told this once."""

    token: str


class AdministrativeRecordTold(Shape):
    """An administrative record 管理记录."""

    login: str
    person_code: str
    act: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime
