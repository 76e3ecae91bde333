"""The commands `tongchou node department …`: keys of departments: add, list, revoke."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.node.databases import user_in
from tongchou.node.places import home_of
from tongchou.node.postgres import NoPostgres
from tongchou.node.reached import OutOfReach, address_of, person_here, stand_in
from tongchou.standards.refusal import Refusals

if TYPE_CHECKING:
    from tongchou.workflow.department_keys import DepartmentKey

app = typer.Typer(
    no_args_is_help=True, help="Keys of departments 部门公钥: add, list, revoke; recorded."
)

Home = Annotated[Path | None, typer.Option(help="State folder; default .tongchou")]
Machine = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Department = Annotated[str, typer.Argument(help="A code of the table departments.")]


@app.command()
def add(
    code: str,
    department: Department,
    file: Annotated[Path, typer.Argument(help="Its public key, as PEM.")],
    fingerprint: Annotated[
        str, typer.Option(help="The fingerprint as the department reads it out.")
    ],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Enter a department's public key: its deliveries are taken in from now on."""
    by = _standing_in(code, home, machine=machine)
    from tongchou.workflow.department_keys import enter_key  # noqa: PLC0415 - after django is up

    pem = file.read_bytes() if file.is_file() else b""
    refusals = enter_key(department, pem, fingerprint, **by)
    _tell(refusals, f"已登记 entered: {department}", machine=machine)


@app.command()
def revoke(
    code: str,
    department: Department,
    fingerprint: str,
    why: Annotated[str, typer.Option("--why", help="Why it is revoked.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Revoke a department's key: nothing that it signs is taken in from now on."""
    by = _standing_in(code, home, machine=machine)
    from tongchou.workflow.department_keys import revoke_key  # noqa: PLC0415 - after django is up

    refusals = revoke_key(department, fingerprint, why, **by)
    _tell(refusals, f"已吊销 revoked: {department}", machine=machine)


@app.command("list")
def list_keys(code: str, machine: Machine = False, home: Home = None) -> None:
    """List the keys of departments that this node knows, revoked ones too."""
    by = _standing_in(code, home, machine=machine)
    from tongchou.workflow.department_keys import department_keys  # noqa: PLC0415 - the same

    found = [_as_json(one) for one in department_keys(by["home"])]
    if machine:
        show.as_json(found)
        return
    show.table(
        "部门公钥 keys of departments",
        ("部门\ndepartment", "指纹\nfingerprint", "登记\nentered", "吊销\nrevoked"),
        [(one["department"], one["fingerprint"], one["entered"], one["revoked"]) for one in found],
    )


def _as_json(key: "DepartmentKey") -> dict[str, str]:
    entered = f"{key.entered_at.isoformat()} {key.entered_by}" if key.entered_at else "(.pub)"
    revoked = f"{key.revoked_at.isoformat()} {key.revoked_by}: {key.why}" if key.revoked_at else ""
    return {
        "department": key.department,
        "fingerprint": key.verifier.key_id,
        "entered": entered,
        "revoked": revoked,
    }


def _standing_in(code: str, home: Path | None, *, machine: bool) -> dict[str, Any]:
    """Become one of the node's processes; return where, who acts, and when."""
    place = home_of(home)
    try:
        address = address_of(code, place)
        stand_in(code, place)
    except (OutOfReach, NoPostgres) as fault:
        raise show.fail(str(fault), machine=machine) from None
    from django.conf import settings  # noqa: PLC0415 - after the node is known

    from tongchou.workflow.department_keys import MachineUser  # noqa: PLC0415 - the same

    by: MachineUser = MachineUser(person_here(), user_in(address))
    return {"home": place, "by": by, "at": settings.NOW()}


def _tell(refusals: Refusals, done: str, *, machine: bool) -> None:
    if refusals:
        said = "; ".join(f"{one.text.zh} {one.text.en}" for one in refusals)
        raise show.fail(said, machine=machine)
    if machine:
        show.as_json({"done": done})
    else:
        show.console.print(done, markup=False)
