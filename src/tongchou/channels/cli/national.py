"""The commands that ask the ministry: who is this, do the books agree, who lags behind."""

from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.apart import print_links
from tongchou.channels.cli.commands import Home, Machine, MonthOption, app
from tongchou.channels.cli.deep import OUTCOMES
from tongchou.channels.cli.personal import NUMBER_FROM, number_from
from tongchou.channels.cli.reach import reaching
from tongchou.standards.codes import MINISTRY
from tongchou.standards.schemes import EMPLOYEES


@app.command()
def query(
    reason: Annotated[str, typer.Option(help="What for; kept in the access record.")],
    number: NUMBER_FROM = "-",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Return a person's whole dossier 一键查询: every province, by one number.

    The number is read from standard input, or typed when it is asked for.
    """
    with reaching(home, machine=machine) as nodes:
        asked = {"ssn": number_from(number), "reason": reason}
        dossier = nodes.call(MINISTRY, "POST", "/query", json=asked)
    if machine:
        show.as_json(dossier)
    else:
        print_dossier(dossier)


def print_dossier(dossier: dict[str, Any]) -> None:
    """Print a dossier for a person to read."""
    show.console.print(
        f"[bold]{show.plain(dossier['name'])}[/bold] {dossier['ssn']}"
        f"  出生 born {dossier['birth_on']}"
        f"  缴费月数 months {dossier['months']}"
        f"  个人账户 account {show.yuan(dossier['account_fen'])} 元"
    )
    for part in dossier["provinces"]:
        show.console.print(
            f"  {part['province']} 月数 months {part['months']}"
            f"  账户 account {show.yuan(part['account_fen'])} 元"
        )
        for span in part["enrolments"]:
            show.console.print(
                f"    参保 enrolled {span['from_month']} – {span['until_month'] or '今 now'}"
                f"  {show.plain(span['employer'] or '')}"
            )
    for move in dossier["transfers"]:
        show.console.print(
            f"  转移 transfer {move['origin']} → {move['destination']} {move['letter']}"
            f"  月数 months {move['months']}  账户 account {show.yuan(move['account_fen'])} 元"
            f"  {move['completed_on'] or '办理中 under way'}"
        )
    for benefit in dossier["benefits"]:
        show.console.print(
            f"  养老金 pension {benefit['province']} 自 from {benefit['from_month']}"
            f"  {show.yuan(benefit['total_fen'])} 元"
        )


@app.command()
def books(
    month: MonthOption,
    book: Annotated[str, typer.Option(help="fund or accounts")] = "fund",
    scheme: Annotated[str, typer.Option(help="险种 code of the scheme")] = EMPLOYEES,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Show the national books 一本账 at a month's end, and whether they agree."""
    with reaching(home, machine=machine) as nodes:
        asked = {"month": month, "book": book, "scheme": scheme}
        found = nodes.call(MINISTRY, "GET", "/books", params=asked)
    if machine:
        show.as_json(found)
    else:
        print_books(found)
    if not all(check["holds"] for check in found["checks"]):
        raise typer.Exit(1)


def print_books(found: dict[str, Any]) -> None:
    """Print a trial balance, province by province and consolidated, with its checks."""
    rows = [*found["provinces"], *found["consolidated"]]
    show.table(
        f"科目余额表 trial balance {found['month']} {found['scheme']} {found['book']} (元 yuan)",
        ("省 province", "科目 account", "期初 opening", "借 debit", "贷 credit", "期末 closing"),
        [
            (
                row["province"] or "全国 all",
                f"{row['account']} {row['name']['zh']}",
                show.yuan(row["opening_fen"]),
                show.yuan(row["debit_fen"]),
                show.yuan(row["credit_fen"]),
                show.yuan(row["closing_fen"]),
            )
            for row in rows
        ],
    )
    for check in found["checks"]:
        mark = "[green]✓[/green]" if check["holds"] else "[red]✗[/red]"
        show.console.print(f"  {mark} {check['zh']} {check['en']}")


@app.command()
def status(machine: Machine = False, home: Home = None) -> None:
    """Show each province's link: positions, lag, time on the way, backlog, echo, last proof.

    Ends with 1 where something is wrong: a link, a proof that differs, a key that ends soon.
    Where the ministry runs elsewhere, the provinces here say how their links to it stand.
    """
    with reaching(home, machine=machine) as nodes:
        if MINISTRY not in nodes.codes:
            apart = {code: nodes.call(code, "GET", "/log") for code in nodes.codes}
            if print_links(apart, machine=machine):
                raise typer.Exit(1)
            return
        found = nodes.call(MINISTRY, "GET", "/status")
        for row in found["provinces"]:
            log = nodes.log_of(row["province"])
            row["sealed"] = log.get("sealed") or row["sealed"]
            row["lag"] = row["sealed"] - row["held"]
            row["echo"] = _echo_in(log)
            row["certificate_days_left"] = log.get("days_left", {}).get("certificate")
            row["certificates"] = log.get("certificates", [])
            row["published"] = log.get("published")
        found["halted"] = nodes.log_of(MINISTRY).get("halted")
        found["upkeep"] = {code: last for code in nodes.codes if (last := nodes.upkeep_of(code))}
    if machine:
        show.as_json(found)
    else:
        _print_status(found)
    if _is_amiss(found):
        raise typer.Exit(1)


def _is_amiss(found: dict[str, Any]) -> bool:
    """Whether anything that is shown is wrong."""
    proof = found["proof"]
    differs = bool(proof) and proof["outcome"] in {"differs", "failed"}
    whole = (found["halted"], *found["keys"], *found["certificates"])
    return differs or any(whole) or any(map(_is_row_amiss, found["provinces"]))


def _is_row_amiss(row: dict[str, Any]) -> bool:
    told = ("fault", "refused", "quarantined", "incomplete", "certificates", "published")
    proof = row["reconciliation"]
    differs = proof and (proof["missing"] or proof["surplus"] or proof["different"])
    return row["lag"] < 0 or bool(differs) or any(row[name] for name in told)


def _print_status(found: dict[str, Any]) -> None:
    _print_links(found["provinces"])
    for row in found["provinces"]:
        _print_row(row)
    if proof := found["proof"]:
        show.console.print(
            f"深度核对 deep proof {proof['run']}: {OUTCOMES[proof['outcome']]},"
            f" {proof['findings'] - proof['gaps']} 处不符 differences,"
            f" {proof['gaps']} 处已记录缺口 known gaps {show.moment(proof['ended_at'])}"
        )
    if halt := found["halted"]:
        show.console.print(f"[red]✗[/red] {MINISTRY}: {halt['zh']} {halt['en']}")
    for fault in (*found["keys"], *found["certificates"]):
        show.console.print(f"[red]✗[/red] {fault['zh']} {fault['en']}")
    for code, last in found["upkeep"].items():
        show.console.print(f"  {code}: {_upkeep(last)}")


def _print_row(row: dict[str, Any]) -> None:
    """Print what is wrong with a province, a line each."""
    _print_faults(row)
    if row["lag"] < 0:
        show.console.print(f"  → {show.FORWARD} --province {row['province']}", markup=False)
    for fault in (*row["certificates"], *filter(None, [row["published"]])):
        show.console.print(f"[red]✗[/red] {row['province']}: {fault['zh']} {fault['en']}")
    if row["quarantined"]:
        show.console.print(
            f"[red]✗[/red] {row['province']}: {row['quarantined']} 件隔离 set aside"
            f" 自 since {show.moment(row['set_aside_since'])};"
            " 重试 try again: tongchou settle"
        )
    for entry in row["incomplete"]:
        show.console.print(
            f"[red]✗[/red] {row['province']}: 凭证不完整 incomplete entry"
            f" {show.plain(entry['number'])} 自 since {show.moment(entry['since'])}"
        )


def _print_links(provinces: list[dict[str, Any]]) -> None:
    """Print two lines for each province: how its link stands, and how true its copy is."""
    show.table(
        "各省链路 links (北京时间 Beijing time)",
        (
            *("省\nprovince", "状态\nstate", "已封\nsealed", "部级持有\nheld", "差\nlag"),
            *("下行待收\nbacklog", "最近联系\nlast heard"),
        ),
        [
            (
                row["province"],
                f"{row['state_name']['zh']} {row['state']}",
                row["sealed"],
                row["held"],
                row["lag"],
                row["backlog"],
                show.moment(row["last_contact_at"]),
            )
            for row in provinces
        ],
    )
    show.table(
        "各省时延与对账 time on the way, proofs",
        (
            "省\nprovince",
            "时延 ms\np50/p99",
            "回声 s\necho",
            "对账 缺/多/异\nmissing/surplus/diff.",
            "密钥/证书\ndays left",
        ),
        [
            (
                row["province"],
                _way(row["way"]),
                _echo(row["echo"]),
                _proven(row["reconciliation"]),
                f"{_days(row['key_days_left'])}/{_days(row['certificate_days_left'])}",
            )
            for row in provinces
        ],
    )


def _days(left: int | None) -> str:
    return "–" if left is None else str(left)


def _echo_in(log: dict[str, Any]) -> dict[str, Any] | None:
    """Return the round trip of a province's last event through the ministry, as it says itself."""
    for link in log.get("links", ()):
        if link["province"] == MINISTRY and link["echoed_at"]:
            return {"seconds": link["echo_seconds"], "at": link["echoed_at"]}
    return None


def _echo(echo: dict[str, Any] | None) -> str:
    return f"{echo['seconds']:.2f} @{show.moment(echo['at'])}" if echo else ""


def _way(way: dict[str, Any] | None) -> str:
    """Return how long events were on their way: the median, and of 99 in 100 the most."""
    return f"{way['p50_ms']:,}/{way['p99_ms']:,}" if way else ""


def _upkeep(last: dict[str, Any]) -> str:
    """Return in a line when a node was last backed up, and what the last drill found."""
    said = []
    if backup := last["backup"]:
        said.append(f"备份 backed up {show.moment(backup['at'])}")
    if drill := last["drill"]:
        facts = drill["facts"]
        mark = "一致 equal" if facts["equal"] else "[red]不一致 NOT EQUAL[/red]"
        took = facts["seconds"]["all"]
        said.append(f"演练 drill {show.moment(drill['at'])} {mark}, {took} s")
    return " · ".join(said)


def _proven(proof: dict[str, Any] | None) -> str:
    """Return what a province's last proof said: rows missing, surplus and different, and where."""
    if proof is None:
        return ""
    rows = f"{proof['missing']}/{proof['surplus']}/{proof['different']}"
    return f"{rows} @{proof['position']} {show.moment(proof['ended_at'])}"


def _print_faults(row: dict[str, Any]) -> None:
    """Print why a link does not go on, in either direction."""
    for what, fault in (("省级日志 its log", row["fault"]), ("部级日志 ours", row["refused"])):
        if fault:
            both = " ".join(dict.fromkeys((fault["zh"], fault["en"])))
            said = show.plain(f"{row['province']} {what}: {both}")
            show.console.print(f"[red]✗[/red] {said}")
