"""One working life, played through running nodes: declared, received, moved, retired, paid.

Three provinces and the ministry are asked over their machine interface, exactly as other
systems and clerks ask them; nothing here reaches past it.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Protocol

from tongchou.standards.codes import MINISTRY
from tongchou.workflow.papers import papers_of
from tongchou.workflow.steps import MINISTRY_ANSWER

PROVINCES = ("34", "32", "31")
MONTH, NEXT_MONTH = "2024-09", "2024-10"
RECEIVED_ON, NEXT_RECEIVED_ON = "2024-10-12", "2024-11-04"
TODAY = "2024-11-05"
"""The day on which the demo's clock stands."""
SCAN = b"%PDF-1.7\n%%EOF\n"
"""The shortest file that is taken for a scan of a paper."""


class Nodes(Protocol):
    """Running nodes, as the demo needs them."""

    def call(
        self, code: str, method: str, path: str, *, sign_in: str | None = None, **given: Any
    ) -> Any:
        """Call a node's machine interface; return the answer's JSON."""

    def wait_until_held(self, provinces: list[str], *, seconds: float) -> bool:
        """Wait until the ministry holds all these provinces wrote; say whether it does."""

    def signals_of(self, item_number: str) -> list[dict[str, Any]]:
        """Return the rows of a declaration that raised a signal."""


class DemoFailed(AssertionError):
    """A check inside the demo did not hold; the message says which."""


@dataclass
class Played:
    """What the demo did and found, to be printed or handed to machines."""

    declarations: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    transfer: dict[str, Any] = field(default_factory=dict)
    pension: dict[str, Any] = field(default_factory=dict)
    roll: dict[str, Any] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    books: dict[str, Any] = field(default_factory=dict)
    signals: list[dict[str, Any]] = field(default_factory=list)
    dossier: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check["holds"] for check in self.checks)

    def check(self, zh: str, en: str, *, holds: bool) -> None:
        """Keep a check and whether it holds."""
        self.checks.append({"zh": zh, "en": en, "holds": holds})


Say = Callable[[str], None]


def sample(name: str) -> bytes:
    """Return one of the demo's own files."""
    return (files("tongchou.channels.demo") / "files" / name).read_bytes()


def cast() -> dict[str, Any]:
    """Return who plays: the employers, the sample files, the mover and the retiree."""
    told: dict[str, Any] = json.loads(sample("cast.json"))
    return told


def play(nodes: Nodes, say: Say) -> Played:
    """Play the whole life; raise `DemoFailed` at the first step that goes wrong."""
    played = Played()
    people = cast()
    say("登记单位 · registering employers")
    for province in PROVINCES:
        employers = people["files"][province]["employers"]
        nodes.call(province, "POST", "/feeds/employer_feed", json={"employers": employers})
    for province in PROVINCES:
        say(f"{province} 缴费工资申报 · handling the wage declarations of {MONTH}")
        played.declarations.append(declare(nodes, province, people["files"][province]["file"]))
        say(f"{province} 税务到账 · receiving the contributions")
        played.receipts.append(receive(nodes, province, MONTH, RECEIVED_ON))
    say("安徽 → 江苏 关系转移 · moving one person's record")
    played.transfer = move(nodes, people["mover"])
    say("退休申领 · determining one pension")
    played.pension = retire(nodes, people["retiree"])
    say("养老金发放 · paying the month's roll")
    played.roll = pay(nodes, people["retiree"]["province"])
    for person in (people["mover"], people["retiree"]):
        open_sign_in(nodes, person)
    say("等待部级持有全部数据 · waiting until the ministry holds everything")
    look_back(nodes, people, played)
    return played


def declare(nodes: Nodes, province: str, name: str) -> dict[str, Any]:
    """Hand in a sample file of declarations."""
    item = nodes.call(
        province,
        "POST",
        "/declarations",
        params={"month": MONTH},
        files={"file": (name, sample(name))},
    )
    return {"file": name, "item_number": item["number"], **item["outcome"]}


def receive(nodes: Nodes, province: str, month: str, received_on: str) -> dict[str, Any]:
    """Collect what is due, as the tax authority does, and send its feed of receipts."""
    due = nodes.call(province, "GET", "/dues", params={"month": month})
    rows = [
        {
            "serial": f"{province}-{month}-{row['credit_code']}",
            "credit_code": row["credit_code"],
            "month": month,
            "amount_fen": row["amount_fen"],
            "received_on": received_on,
        }
        for row in due
    ]
    item = nodes.call(province, "POST", "/feeds/contribution_receipt", json={"receipts": rows})
    return {"province": province, "item_number": item["number"], **item["outcome"]}


def handle(nodes: Nodes, province: str, code: str, form: dict[str, Any]) -> dict[str, Any]:
    """Take a matter over the counter through all three hands."""
    item = nodes.call(
        province, "POST", "/items", sign_in="clerk", json={"code": code, "form": form}
    )
    bring_papers(nodes, province, item)
    return sign_off(nodes, province, item["number"])


def bring_papers(nodes: Nodes, province: str, item: dict[str, Any]) -> None:
    """Attach a scan for each paper that an item asks for and that must be brought."""
    for paper in papers_of(item["code"]):
        if not paper.shared and paper.is_asked_by(item["form"]):
            path = f"/items/{item['number']}/papers/{paper.code}"
            scan = {"file": (f"{paper.text.zh}.pdf", SCAN)}
            nodes.call(province, "POST", path, sign_in="clerk", files=scan)


def sign_off(nodes: Nodes, province: str, number: str) -> dict[str, Any]:
    """Review and approve an item, each by another clerk."""
    for sign_in, verb in (("reviewer", "review"), ("approver", "approve")):
        _until_answered(nodes, province, number)
        item = nodes.call(
            province, "POST", f"/items/{number}/{verb}", sign_in=sign_in, json={"note": ""}
        )
    done: dict[str, Any] = item
    return done


def _until_answered(nodes: Nodes, province: str, number: str) -> None:
    """Wait until the ministry has answered what it is asked about an item, a minute at the most."""
    for _ in range(120):
        item = nodes.call(province, "GET", f"/items/{number}", sign_in="reviewer")
        if item["waits_for"] != MINISTRY_ANSWER:
            return
        time.sleep(0.5)


def move(nodes: Nodes, mover: dict[str, Any]) -> dict[str, Any]:
    """End a job in one province, begin one in another, and let the record follow."""
    origin, destination = mover["province"], mover["destination"]
    person = {"ssn": mover["ssn"], "name": mover["name"]}
    end = {"ssn": mover["ssn"], "credit_code": mover["credit_code"], "last_month": MONTH}
    handle(nodes, origin, "employment_end", end)
    begin = {**person, "credit_code": mover["next_credit_code"], "from_month": NEXT_MONTH}
    handle(nodes, destination, "person_enrolment", begin)
    head = "统一社会信用代码,单位名称,姓名,社会保障号码,申报月工资"
    row = f"{mover['next_credit_code']},,{mover['name']},{mover['ssn']},{mover['next_wage']}"
    nodes.call(
        destination,
        "POST",
        "/declarations",
        params={"month": NEXT_MONTH},
        files={"file": ("first-month.csv", f"{head}\n{row}\n".encode())},
    )
    receive(nodes, destination, NEXT_MONTH, NEXT_RECEIVED_ON)
    asked = handle(nodes, destination, "transfer_in", {**person, "origin": origin})
    letter = _await(nodes, origin, mover["ssn"], "transfer_out", "accepted")
    sign_off(nodes, origin, letter["number"])
    done = _await(nodes, destination, mover["ssn"], "transfer_in", "completed")
    return {"letter": asked["number"], **done["outcome"]}


def _await(nodes: Nodes, province: str, ssn: str, code: str, status: str) -> dict[str, Any]:
    """Wait for an item about a person to reach a status, a minute at the most."""
    for _ in range(120):
        nodes.wait_until_held([province], seconds=0.5)
        found = nodes.call(
            province,
            "POST",
            "/items/search",
            sign_in="reviewer",
            json={"which": "all", "text": ssn},
        )
        for item in found:
            if item["code"] == code and item["status"] == status:
                there: dict[str, Any] = item
                return there
        time.sleep(0.3)
    raise DemoFailed(f"{province}: no {code} of the mover became {status}")


def retire(nodes: Nodes, retiree: dict[str, Any]) -> dict[str, Any]:
    """Enter a working life from the archive, then claim and determine the pension."""
    person = {"ssn": retiree["ssn"], "name": retiree["name"]}
    province = retiree["province"]
    handle(nodes, province, "prior_record", {**person, **retiree["record"]})
    claim = {**person, "track": retiree["track"], "retirement_month": MONTH}
    item = handle(nodes, province, "retirement_claim", claim)
    return {"item_number": item["number"], "worksheet": item["worksheet"], **item["outcome"]}


def pay(nodes: Nodes, province: str) -> dict[str, Any]:
    """Pay the pensions of the month."""
    item = handle(nodes, province, "payment_roll", {"month": NEXT_MONTH})
    return {"item_number": item["number"], **item["outcome"]}


def open_sign_in(nodes: Nodes, person: dict[str, Any]) -> None:
    """Open a citizen's sign-in where the person's record is."""
    for code in (person["home"], MINISTRY):
        nodes.call(
            code,
            "POST",
            "/citizens",
            json={"ssn": person["ssn"], "name": person["name"], "password": person["password"]},
        )


def look_back(nodes: Nodes, people: dict[str, Any], played: Played) -> None:
    """Ask the ministry what it holds, and check it against what was done."""
    held = nodes.wait_until_held(list(PROVINCES), seconds=60)
    played.check("部级已持有全部数据", "The ministry holds everything", holds=held)
    played.links = nodes.call(MINISTRY, "GET", "/status")["provinces"]
    played.signals = nodes.call(MINISTRY, "GET", "/signals")
    for declaration in played.declarations:
        declaration["signals"] = nodes.signals_of(declaration["item_number"])
        expected = json.loads(sample("expected.json"))[declaration["file"]]
        same = all(declaration[key] == expected[key] for key in VERDICT_KEYS)
        played.check(
            f"{declaration['file']} 结论与预期一致",
            f"{declaration['file']} came out as expected",
            holds=same and _rows(declaration) == _rows(expected),
        )
    played.books = {
        book: nodes.call(MINISTRY, "GET", "/books", params={"month": "2024-11", "book": book})
        for book in ("fund", "accounts")
    }
    for book, found in played.books.items():
        for check in found["checks"]:
            played.check(f"{book} {check['zh']}", f"{book}: {check['en']}", holds=check["holds"])
    for code in (*PROVINCES, MINISTRY):
        proof = nodes.call(code, "GET", "/verify")
        whole = not any(found for what, found in proof.items() if what != "positions")
        played.check(f"{code} 日志完整", f"{code}: the log is whole", holds=whole)
    played.dossier = nodes.call(
        MINISTRY, "POST", "/query", json={"ssn": people["mover"]["ssn"], "reason": "demo"}
    )
    in_both = {part["province"] for part in played.dossier["provinces"]} >= {"34", "32"}
    played.check("档案袋含两省记录", "The dossier shows both provinces", holds=in_both)


VERDICT_KEYS = (
    "rows",
    "ignored_rows",
    "accepted",
    "refused",
    "base_total",
    "employer_fen",
    "employee_fen",
    "floored",
    "capped",
)


def _rows(declaration: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what a declaration says row by row, without its wording."""
    return {
        "refusals": [(row["row"], row["code"]) for row in declaration["refusals"]],
        "normalised": [row["row"] for row in declaration["normalised"]],
        "signals": [(row["row"], row["signal"]) for row in declaration["signals"]],
    }
