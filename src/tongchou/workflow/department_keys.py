"""Keys of departments 部门公钥: which count, since when and until when, and who entered them.

A key is entered and revoked by an operator of the machine. Each such act is an upkeep record, to
which nothing can be changed: the records are the register. Keys of older nodes lie in
`departments/CODE.pub` of the state folder; they count until they are revoked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tongchou.agency.changes import kept, note_upkeep
from tongchou.agency.models import UpkeepKind
from tongchou.agency.queries import acts_on_department_keys
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.sync.keys import BadKey, NoSM2, Verifier, verifier_of

WHY_MAX = 500
PEM_MAX = 10_000
_BEGIN = b"-----BEGIN"


@dataclass(frozen=True)
class DepartmentKey:
    """A key of a department; `entered_at` is None where it lies in the state folder."""

    department: str
    verifier: Verifier
    entered_at: datetime | None = None
    entered_by: str = ""
    revoked_at: datetime | None = None
    revoked_by: str = ""
    why: str = ""

    def counts(self, at: datetime) -> bool:
        """Return whether what it signed is taken in, or was, at an instant."""
        is_entered = self.entered_at is None or self.entered_at <= at
        return is_entered and (self.revoked_at is None or at < self.revoked_at)


@dataclass(frozen=True)
class MachineUser:
    """Who acts on the machine: a user, and the role of the database they come as."""

    person: str
    role: str


def department_keys(home: Path) -> list[DepartmentKey]:
    """Return the keys of all departments, revoked ones too, in the order they were entered."""
    found = {(one.department, one.verifier.key_id): one for one in _in_folder(home)}
    for act in acts_on_department_keys():
        said = act.facts
        key = said["department"], said["fingerprint"]
        if said["act"] == "enter":
            verifier = verifier_of(said["key"].encode())
            found[key] = DepartmentKey(key[0], verifier, act.at, act.person)
        elif key in found:
            found[key] = replace(
                found[key], revoked_at=act.at, revoked_by=act.person, why=said["why"]
            )
    return list(found.values())


def verifiers_of(home: Path, department: str, *, at: datetime) -> list[Verifier]:
    """Return how to verify what a department signed, and was taken in at an instant."""
    keys = department_keys(home)
    return [one.verifier for one in keys if one.department == department and one.counts(at)]


def enter_key(
    department: str, pem: bytes, fingerprint: str, *, home: Path, by: MachineUser, at: datetime
) -> Refusals:
    """Enter a public key of a department, whose fingerprint it read out; return why not."""
    if department not in codes.table("departments"):
        return (_no_department(department),)
    try:
        verifier = verifier_of(pem[:PEM_MAX])
    except (BadKey, NoSM2):
        return (_no_key(),)
    if "".join(fingerprint.split()).lower() != verifier.key_id:
        return (_other_fingerprint(),)
    if any(one.verifier.key_id == verifier.key_id for one in department_keys(home)):
        return (_known_key(),)
    facts = {"key": verifier.public_pem.decode(), "fingerprint": verifier.key_id}
    _note("enter", department, facts, by=by, at=at)
    return ()


def revoke_key(
    department: str, fingerprint: str, why: str, *, home: Path, by: MachineUser, at: datetime
) -> Refusals:
    """Revoke a key: nothing it signed is taken in from now on; return why not."""
    named = "".join(fingerprint.split()).lower()
    for one in department_keys(home):
        if (one.department, one.verifier.key_id) == (department, named) and one.counts(at):
            facts = {"fingerprint": named, "why": kept(why, WHY_MAX)}
            _note("revoke", department, facts, by=by, at=at)
            return ()
    return (_unknown_key(),)


def _note(
    act: str, department: str, facts: dict[str, str], *, by: MachineUser, at: datetime
) -> None:
    said = {"act": act, "department": department, **facts}
    note_upkeep(UpkeepKind.DEPARTMENT_KEY, person=by.person, role=by.role, at=at, facts=said)


def _in_folder(home: Path) -> Iterator[DepartmentKey]:
    """Return the keys that lie in the state folder; a file that cannot be read holds none."""
    for department in codes.table("departments"):
        path = home / "departments" / f"{department}.pub"
        pems = path.read_bytes().split(_BEGIN)[1:] if path.exists() else []
        try:
            verifiers = [verifier_of(_BEGIN + pem) for pem in pems]
        except (BadKey, NoSM2):
            continue
        yield from (DepartmentKey(department, one) for one in verifiers)


def _no_department(department: str) -> Refusal:
    return Refusal(
        "department.unknown",
        Text(f"没有部门“{department}”", f"There is no department '{department}'"),
        remedy=Text(
            f"部门代码：{'、'.join(codes.table('departments'))}",
            f"Departments are {', '.join(codes.table('departments'))}",
        ),
    )


def _no_key() -> Refusal:
    return Refusal(
        "department.no_key",
        Text("文件不是可用的公钥（PEM）", "The file holds no public key (PEM) that can be used"),
    )


def _other_fingerprint() -> Refusal:
    return Refusal(
        "department.other_fingerprint",
        Text("指纹与公钥不符", "The fingerprint is not that of the key"),
        remedy=Text(
            "请部门再次宣读指纹；仍不符的，不要登记",
            "Have the department read it out again; if it still differs, do not enter the key",
        ),
    )


def _known_key() -> Refusal:
    return Refusal(
        "department.known_key",
        Text("该公钥已登记或曾被吊销", "The key was entered before, or was revoked"),
        remedy=Text("请部门更换密钥", "Ask the department for a new one"),
    )


def _unknown_key() -> Refusal:
    return Refusal(
        "department.unknown_key",
        Text("该部门没有此有效公钥", "The department has no such key that counts"),
    )
