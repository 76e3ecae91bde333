"""The commands that talk to running nodes; each has --json for machines."""

from decimal import Decimal
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.personal import NUMBER_FROM, number_from
from tongchou.channels.cli.reach import NAMED, Named, reaching
from tongchou.channels.cli.rows import employers_in, rows_in

app = typer.Typer(no_args_is_help=True)
employers_app = typer.Typer(help="Employers 用人单位.")
app.add_typer(employers_app, name="employers")

Home = Annotated[Path | None, typer.Option(help="State folder of the running nodes.")]
Machine = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Place = Annotated[str, typer.Option("--province", help="Two-digit code, such as 34.")]
MonthOption = Annotated[str, typer.Option(help="Month, such as 2024-09.")]
Clerk = Annotated[str, typer.Option("--as", help="Demo sign-in that acts.")]
Employer = Annotated[str, typer.Option(help="Credit code, where the file names no employer.")]
Wait = Annotated[float, typer.Option(help="Seconds to wait until the ministry holds it.")]


@app.callback()
def whence(
    url: Annotated[
        str, typer.Option(envvar="TONGCHOU_URL", help="Address of a node elsewhere.")
    ] = "",
    token_file: Annotated[
        Path | None,
        typer.Option(
            envvar="TONGCHOU_TOKEN_FILE",
            help="File with its token, mode 0600; else TONGCHOU_TOKEN says it.",
        ),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            envvar="TONGCHOU_PROFILE",
            help="TOML of nodes, mode 0600; by default ~/.config/tongchou/profile.toml.",
        ),
    ] = None,
) -> None:
    """Run nodes 统筹 here, and talk to nodes: of this home, at an address, or of a profile."""
    NAMED.set(Named(url, token_file, profile))


@employers_app.command("register")
def register_employers(
    file: Path, province: Place, machine: Machine = False, home: Home = None
) -> None:
    """Register the employers of a JSON or CSV file: credit code, name, division code."""
    with reaching(home, machine=machine) as nodes:
        employers = employers_in(file)
        item = nodes.call(province, "POST", "/feeds/employer_feed", json={"employers": employers})
    if machine:
        show.as_json(item)
        return
    outcome = item["outcome"]
    said = "此前已处理 handled before" if item["repeated"] else "已登记 registered"
    show.console.print(
        f"{item['number']} {said}: {outcome['employers']} 家 employers,"
        f" 新增 new {outcome['registered']}, 已有 known {outcome['known']}"
    )


@app.command()
def declare(
    file: Path,
    province: Place,
    month: MonthOption,
    employer: Employer = "",
    machine: Machine = False,
    home: Home = None,
    wait: Wait = 20,
) -> None:
    """Hand in a file of wage declarations 缴费工资申报; print every verdict and the totals."""
    with reaching(home, machine=machine) as nodes:
        item = nodes.call(
            province,
            "POST",
            "/declarations",
            params={"month": month} | ({"credit_code": employer} if employer else {}),
            files={"file": (file.name, file.read_bytes())},
        )
        held = nodes.wait_until_held([province], seconds=wait)
        answer = {
            "file": file.name,
            "item_number": item["number"],
            "repeated": item["repeated"],
            **item["outcome"],
            "signals": nodes.signals_of(item["number"]) if held else [],
            "held_by_ministry": held,
        }
    if machine:
        show.as_json(answer)
    else:
        _print_declaration(answer)


def _print_declaration(answer: dict[str, Any]) -> None:
    if answer["repeated"]:
        show.console.print(
            f"[yellow]同一文件此前已处理({answer['item_number']}),没有任何变化。"
            " The same file was handled before; nothing changed.[/yellow]"
        )
    put_right = len(answer["normalised"])
    as_written = answer["accepted"] - put_right
    show.console.print(
        f"{answer['item_number']}  {show.plain(answer['file'])}  {answer['month']}\n"
        f"  行数 rows {answer['rows']}  忽略 ignored {answer['ignored_rows']}"
        f"  [green]接受 accepted {answer['accepted']}[/green]"
        f"  [red]拒绝 refused {answer['refused']}[/red]\n"
        f"  基数合计 base {Decimal(answer['base_total']):,.2f} 元"
        f"  单位 employer {show.yuan(answer['employer_fen'])}"
        f"  个人 employee {show.yuan(answer['employee_fen'])}\n"
        f"  照原样接受 as written {as_written}  规范后接受 normalised {put_right}\n"
        f"  按下限 floored {answer['floored']}  按上限 capped {answer['capped']}"
    )
    if answer["refusals"]:
        show.table(
            "拒绝的行 refused rows",
            ("行 row", "文件行 of the file", "原因 reason", "说明 case"),
            [
                (
                    row["row"],
                    row["row"] + answer.get("header_row", 0),
                    row["code"],
                    f"{answer['cases'].get(row['case'], '')} {row['case']}",
                )
                for row in answer["refusals"]
            ],
        )
    if answer["normalised"]:
        show.table(
            "规范后接受 accepted after normalising",
            ("行 row", "说明 case"),
            [
                (row["row"], f"{answer['cases'].get(row['case'], '')} {row['case']}")
                for row in answer["normalised"]
            ],
        )
    for row in answer["signals"]:
        show.console.print(f"[yellow]疑点 signal[/yellow] 行 row {row['row']}: {row['signal']}")


@app.command()
def receipts(file: Path, province: Place, machine: Machine = False, home: Home = None) -> None:
    """Hand in the tax authority's feed of contributions received 到账 (JSON or CSV rows)."""
    with reaching(home, machine=machine) as nodes:
        rows = rows_in(file, "receipts")
        item = nodes.call(province, "POST", "/feeds/contribution_receipt", json={"receipts": rows})
    if machine:
        show.as_json(item)
    else:
        outcome = item["outcome"]
        repeated = "此前已处理 handled before: " if item["repeated"] else ""
        show.console.print(
            f"{item['number']} {repeated}到账 received {outcome['accepted']},"
            f" 金额 amount {show.yuan(outcome['amount_fen'])},"
            f" 拒绝 refused {outcome['refused']}"
        )
        for row in outcome["refusals"]:
            show.console.print(f"  [red]✗[/red] 行 row {row['row']}: {row['code']} {row['case']}")


@app.command("citizen")
def open_citizen(
    name: str,
    province: Place,
    number: NUMBER_FROM = "-",
    password: Annotated[
        str, typer.Option(help="A file as @FILE; without one a password is made and printed.")
    ] = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Open a sign-in for an insured person 参保人登录, by which they see their own record.

    The number is read from standard input, or typed when it is asked for.
    """
    with reaching(home, machine=machine) as nodes:
        node = nodes.node(province)
        chosen = number_from(password) if password else token_urlsafe(12)
        asked = {"ssn": number_from(number), "name": name, "password": chosen}
        opened = nodes.call(province, "POST", "/citizens", json=asked)
        opened |= {"url": f"{node['url']}/my/", "password": chosen}
    if machine:
        show.as_json(opened)
        return
    said = f"{opened['login']} 可登录 may sign in: {opened['url']}  密码 password {chosen}"
    show.console.print(said, markup=False)
