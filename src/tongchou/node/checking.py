"""The command `tongchou node check`: what a node lacks, which of it hinders, what to do."""

import os
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.node.certificates.folder import Unusable
from tongchou.node.operate import app, must_be_codes


@app.command()
def check(
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check the node that the environment describes 节点检查; end with 1 when something hinders.

    Database and rights, migrations, key and certificate, peers, agencies, administrators and
    clerks, disk.
    """
    code = os.environ.setdefault("TONGCHOU_NODE", "34")
    must_be_codes([code])
    import django  # noqa: PLC0415 - loads all of Django
    from django.core.checks import run_checks  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    django.setup()
    from tongchou.node.lacking import Lack, lacks, no_database  # noqa: PLC0415
    from tongchou.standards.text import Text  # noqa: PLC0415

    try:
        found = lacks()
    except OperationalError as fault:
        found = [no_database(code, fault)]
    found += [Lack("settings", Text(str(one), str(one))) for one in run_checks()]
    told = {"node": code, "certificate": _certificate(), "lacks": [one.as_json() for one in found]}
    if machine:
        show.as_json(told)
    else:
        _print(told)
    if any(one.hinders for one in found):
        raise typer.Exit(1)


def _certificate() -> dict[str, Any] | None:
    """Return the node's own certificate as JSON; None where it has none that can be read."""
    from django.conf import settings  # noqa: PLC0415 - after the node is known

    try:
        tls = settings.PEERING.tls
        found: dict[str, Any] = tls.own().as_json(datetime.now(UTC))
    except Unusable:
        return None
    return found


def _print(told: dict[str, Any]) -> None:
    if own := told["certificate"]:
        show.console.print(
            f"证书 certificate: 节点 node {own['node']}, 至 until {own['ends_at'][:10]},"
            f" 剩 {own['days_left']} 天 days left, {' '.join(own['hosts'])}",
            markup=False,
        )
    for one in told["lacks"]:
        mark = "[red]✗[/red]" if one["hinders"] else "[yellow]![/yellow]"
        both = dict.fromkeys((one["zh"], one["en"]))
        show.console.print(f"{mark} {show.plain('  '.join(both))}")
        if remedy := one["remedy"]:
            show.console.print(f"    → {remedy['zh']} · {remedy['en']}", markup=False)
    if not told["lacks"]:
        show.console.print(f"[green]✓[/green] {told['node']}: 没有缺项 nothing is missing")
