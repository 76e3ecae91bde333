"""What the demo shows at its end: one table after the other, then one life."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from tongchou.channels.demo.life import Played
from tongchou.standards import codes
from tongchou.standards.money import yuan_grouped


def as_json(played: Played) -> dict[str, Any]:
    """Return all that was played and found, for machines."""
    return {**asdict(played), "holds": played.holds}


def show(played: Played, console: Console) -> None:
    """Print what was played and found, for people."""
    _files(played, console)
    _money(played, console)
    _links(played, console)
    _books(played, console)
    _signals(played, console)
    _life(played, console)
    console.print()
    for check in played.checks:
        mark = "[green]✓[/green]" if check["holds"] else "[red]✗[/red]"
        console.print(f" {mark} {check['zh']}  [dim]{check['en']}[/dim]")


def _table(
    console: Console, title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    drawn = Table(title=title, title_justify="left", title_style="bold", header_style="dim")
    for place, name in enumerate(head):
        drawn.add_column(name, justify="left" if place == 0 else "right")
    for row in rows:
        drawn.add_row(*map(str, row))
    console.print()
    console.print(drawn)


def _files(played: Played, console: Console) -> None:
    _table(
        console,
        "申报文件 declaration files",
        ("文件 file", "行 rows", "接受 accepted", "拒绝 refused", "疑点 signals", "基数 base"),
        [
            (
                declared["file"],
                declared["rows"],
                declared["accepted"],
                declared["refused"],
                len(declared["signals"]),
                declared["base_total"],
            )
            for declared in played.declarations
        ],
    )


def _money(played: Played, console: Console) -> None:
    rows = [
        (_place(receipt["province"]), receipt["accepted"], yuan_grouped(receipt["amount_fen"]))
        for receipt in played.receipts
    ]
    _table(console, "到账 received (元 yuan)", ("省 province", "笔 receipts", "金额 amount"), rows)
    console.print(
        f"  发放 paid: {played.roll['people']} 人 people,"
        f" {yuan_grouped(played.roll['total_fen'])} 元 yuan"
    )


def _links(played: Played, console: Console) -> None:
    _table(
        console,
        "部省同步 links",
        ("省 province", "已封 sealed", "部级持有 held", "差 lag", "人 people", "月 months"),
        [
            (
                _place(row["province"]),
                row["sealed"],
                row["held"],
                row["lag"],
                row["people"],
                row["contribution_months"],
            )
            for row in played.links
        ],
    )


def _books(played: Played, console: Console) -> None:
    rows = [
        (
            f"{row['account']} {row['name']['zh']}",
            *(yuan_grouped(_closing(played, code, row["account"])) for code in ("31", "32", "34")),
            yuan_grouped(row["closing_fen"]),
        )
        for row in played.books["fund"]["consolidated"]
    ]
    head = ("科目 account", "上海 31", "江苏 32", "安徽 34", "全国 country")
    _table(console, "全国一本账 national trial balance (元 yuan)", head, rows)


def _closing(played: Played, province: str, account: str) -> int:
    return sum(
        int(row["closing_fen"])
        for row in played.books["fund"]["provinces"]
        if (row["province"], row["account"]) == (province, account)
    )


def _signals(played: Played, console: Console) -> None:
    rows = [
        (
            signal["code"],
            signal["month"],
            "  ".join(f"{place['province']}#{place['row']}" for place in signal["places"]),
        )
        for signal in played.signals
    ]
    _table(console, "疑点 signals", ("代码 code", "月 month", "所在 places"), rows)


def _life(played: Played, console: Console) -> None:
    life = played.dossier
    console.print(
        f"\n[bold]电子档案袋 dossier[/bold] {life['name']} {life['ssn']}"
        f"  缴费 {life['months']} 个月 months"
        f"  个人账户 account {yuan_grouped(life['account_fen'])} 元"
    )
    for part in life["provinces"]:
        for span in part["enrolments"]:
            until = span["until_month"] or "今 now"
            console.print(
                f"  {_place(part['province'])} {span['from_month']} → {until} {span['employer']}"
            )
    for move in life["transfers"]:
        console.print(
            f"  转移 transfer {_place(move['origin'])} → {_place(move['destination'])}"
            f" {move['months']} 个月 months, {yuan_grouped(move['account_fen'])} 元"
        )
    console.print("\n[bold]养老金核定表 pension worksheet[/bold]")
    for line in played.pension["worksheet"]:
        console.print(f"  {line['zh']} {line['en']}: {line['shown']}  [dim]{line['formula']}[/dim]")


def _place(code: str) -> str:
    return f"{codes.table('divisions')[code].text.zh} {code}"
