"""Deliveries of other departments 部门数据: signed lines, read row by row.

A delivery is one line of JSON and the line with its signature under it, by a key of the
department's that counts (`department_keys`). What cannot be read is no reason to refuse the rest:
such a row is kept with its faults.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tongchou.standards import codes
from tongchou.standards.fields import Name, SocialSecurityNumber, field_faults
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow.department_keys import verifiers_of

BYTES_MAX, ROWS_MAX = 8_000_000, 20_000
SIGNED_AS = b"tongchou delivery\n"
"""Stands before the line when it is signed."""


class Delivered(BaseModel):
    """A delivery as it travels: who says it to whom, for which purpose, on which day, and the rows.

    The purpose 用途 is a code of report_kinds; all rows are of that kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: Annotated[str, Field(max_length=32)]
    to: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    purpose: Annotated[str, Field(max_length=32)]
    said_on: date
    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=ROWS_MAX)]


class Said(BaseModel):
    """A row of a delivery: of whom, under which name, and what of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["death", "identity"]
    ssn: SocialSecurityNumber
    name: Name
    died_on: date | None = None
    name_now: Name | None = None
    ssn_now: SocialSecurityNumber | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Said":
        is_death = self.kind == "death"
        if is_death != bool(self.died_on) or is_death == bool(self.name_now or self.ssn_now):
            raise ValueError("a death has its day, a change of identity a name or a number")
        return self

    @property
    def facts(self) -> dict[str, str]:
        """What is said, as it is kept."""
        told = {"died_on": self.died_on, "name_now": self.name_now, "ssn_now": self.ssn_now}
        return {name: str(value) for name, value in told.items() if value}


@dataclass(frozen=True)
class ReadRow:
    """A row as it was read: what it says, or why it says nothing."""

    said: Said | None
    faults: tuple[Refusal, ...] = ()


def delivered(text: bytes, *, home: Path, node: str, at: datetime) -> Delivered | Refusal:
    """Return a delivery to this node, signed by its department; or why it is none.

    `at` is when it is taken in, or was: keys count from an instant until another.
    """
    line, _, signature = text.partition(b"\n")
    try:
        told = Delivered.model_validate_json(line)
        signed = bytes.fromhex(signature.decode("ascii"))
    except (ValidationError, ValueError):
        return _unreadable()
    verifiers = verifiers_of(home, told.department, at=at)
    is_signed = any(one.is_signed(SIGNED_AS + line, signed) for one in verifiers)
    if told.to != node or not is_signed:
        return _not_theirs()
    if told.purpose not in codes.table("departments")[told.department].facts["kinds"]:
        return _other_purpose(told)
    return told


def rows_of(told: Delivered) -> Iterator[ReadRow]:
    """Read the rows of a delivery, each for itself; of another kind than its purpose is none."""
    for row in told.rows:
        try:
            said = Said.model_validate(row)
        except ValidationError as fault:
            yield ReadRow(None, field_faults(fault))
            continue
        if said.kind == told.purpose:
            yield ReadRow(said)
        else:
            yield ReadRow(None, (_other_kind(),))


def digest_of(text: bytes) -> str:
    """Return the SHA-256 of the signed line, by which a delivery is known."""
    return sha256(text.partition(b"\n")[0]).hexdigest()


def _unreadable() -> Refusal:
    return Refusal(
        "delivery.unreadable",
        Text("不是可读取的部门数据", "This is no delivery that can be read"),
        remedy=Text("请按接口说明的格式提交", "Send it as the interface describes it"),
    )


def _not_theirs() -> Refusal:
    return Refusal(
        "delivery.not_theirs",
        Text(
            "签名与登记的部门公钥不符，或不是提供给本节点的",
            "Not signed with the department's key, or for another node",
        ),
        remedy=Text("请核对部门公钥", "Compare the department's key"),
    )


def _other_purpose(told: Delivered) -> Refusal:
    return Refusal(
        "delivery.other_purpose",
        Text(
            f"该部门不提供“{told.purpose}”", f"The department reports nothing of '{told.purpose}'"
        ),
    )


def _other_kind() -> Refusal:
    return Refusal(
        "report.other_kind",
        Text("与本批数据的用途不符", "Of another kind than the purpose of the delivery"),
        field="kind",
    )
