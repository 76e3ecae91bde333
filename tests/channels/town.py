"""Two counties of 安徽 with one employer and one person each, and matters under way in both.

Whoever works in 弋江区 has no business with 蜀山区, where the man and his factory are.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    SCAN,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    accepted,
    clerk,
    contribute,
    enrol,
    fund,
    register_employer,
    ssn_of,
)
from tongchou.agency.changes import (
    Deed,
    SignInChange,
    choose_password,
    open_citizen_sign_in,
    write_sign_in,
)
from tongchou.agency.models import Clerk, Kind, Token
from tongchou.channels.front.references import state_reference
from tongchou.proof.models import Reconciliation, Run
from tongchou.registry.changes.reports import ReportRow, keep_delivery
from tongchou.registry.models import Delivery, Person, Report
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.risk.models import Signal
from tongchou.standards.time import month_of
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import batches
from tongchou.workflow.changes.attachments import attach_paper, promise
from tongchou.workflow.files import File
from tongchou.workflow.models import Attachment, Awaited, Batch, Item

HERE, THERE = "340104", "340209"
"""The man's county, and the woman's."""

MILL_NAME = "弋江纺织有限公司"
PASSWORD = "by-the-book"
DELEGATE = ssn_of("19880808", "104")
USER = f"{FACTORY}-01"
"""The login of the factory's user, and whose it is."""


@dataclass(frozen=True)
class Town:
    """What stands in the two counties: people, and an item of each."""

    man: Person
    woman: Person
    mans_item: Item
    womans_item: Item

    @property
    def mans_scan(self) -> int:
        """What a scan is called that is attached to the man's item."""
        return int(scan_of(self.mans_item.number).pk)


def inhabit() -> None:
    """Let employers, people and their contributions be known, and the people sign in."""
    register_employer(FACTORY)
    register_employer(MILL, MILL_NAME, THERE)
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME, employer=MILL)
    contribute(MAN, "2024-01", "2024-03")
    contribute(WOMAN, "2024-01", "2024-02", employer=MILL)
    fund(100_000_00)
    for ssn, name in ((MAN, MAN_NAME), (WOMAN, WOMAN_NAME)):
        open_citizen_sign_in(ssn=ssn, name=name, password=PASSWORD)
    open_user()


def open_user(login: str = USER, credit_code: str = FACTORY, ssn: str = DELEGATE) -> Clerk:
    """Let a delegate of an employer sign in, who has chosen a password."""
    opened = SignInChange(
        Deed.OPEN,
        login,
        name="钱经办",
        kind=Kind.EMPLOYER,
        credit_code=credit_code,
        person_code=ssn,
    )
    write_sign_in(opened, by=clerk("system"), item_number="34-1", at=AT)
    user = clerk(login)
    choose_password(user, encoded=make_password(PASSWORD), at=AT)
    return user


def handed_in(login: str, code: str, form: dict[str, str]) -> Item:
    """Hand in a matter that nothing speaks against, as a citizen or an employer's user."""
    user = clerk(login)
    done = workflow.accept(code, form, province="34", at=AT, clerk=user, source=user.kind)
    assert isinstance(done, workflow.Accepted), done
    return done.item


def returned(item: Item, note: str = "请更正") -> Item:
    """Let the province's clerk give a matter back to whom it came from."""
    done = workflow.take(item.number, "return", clerk=clerk("clerk"), at=AT, note=note)
    assert isinstance(done, Item), done
    return done


def settle() -> Town:
    """Inhabit the two counties of a province, and take in a matter of each person."""
    inhabit()
    return Town(
        man=Person.objects.get(ssn=MAN),
        woman=Person.objects.get(ssn=WOMAN),
        mans_item=accepted("employment_end", leaving(MAN, FACTORY), by=f"clerk{HERE}"),
        womans_item=accepted("employment_end", leaving(WOMAN, MILL), by=f"clerk{THERE}"),
    )


def identifiers(role: str) -> dict[str, Any]:
    """Settle the town or, in the ministry, inhabit it; return a real one of each identifier.

    Whoever adds an address with another identifier says here what it is called by.
    """
    number = settle().mans_item.number if role == "province" else inhabit()
    places = [{"province": code, "item_number": f"{code}-1", "row": 1} for code in ("32", "34")]
    finding = Finding("duplicate_contribution_month", MAN, month_of("2024-01"), places)
    raise_signals([finding], on=TODAY)
    proof = Reconciliation.objects.create(province="34", asked_at=AT, state="different")
    proof.mismatches.create(kind="missing", table="registry_person", month=0, key={"ssn": MAN},
                            rows=1)  # fmt: skip
    run = Run.objects.create(asked_by="operator", asked_at=AT, outcome="differs", findings=1)
    run.named.create(node="34", table="registry_person", key={"ssn": MAN}, kind="missing")
    scan_id = scan_of(number).pk if number else 0
    number = number or repair_of(run).number
    chosen = batches.choose([number], clerk=clerk("clerk"), at=AT)
    assert isinstance(chosen, Batch), chosen
    return {
        "batch_id": chosen.pk,
        "scan_id": scan_id,
        "attachment_id": scan_id,
        "paper": "identity",
        "place": 1,
        "proof_id": proof.pk,
        "run_id": run.pk,
        "number": number,
        "verb": "review",
        "stop": "return",
        "code": "employment_end",
        "person_id": Person.objects.get(ssn=MAN).handle,
        "credit_code": FACTORY,
        "asked": state_reference(ssn=MAN, reason="来函核查"),
        "signal_id": Signal.objects.get().pk,
        "province": "34",
        "log": "34",
        "name": "checkpoint",
        "agency_code": "340104" if role == "province" else "000000",
        "login": "clerk",
        "substitution_id": 1,
        "token_id": Token.objects.filter(holder__login="clerk").order_by("id")[0].pk,
        "record": "acts",
        "sought": "person",
        "kind": "refused",
        "table": "items",
        "department": "civil_affairs",
        "report_id": reported().pk,
    }


def reported() -> Report:
    """Keep a death that a department reported of the man; return what it said."""
    delivery = Delivery(
        digest="d" * 64, department="civil_affairs", said_on=TODAY, rows=1, text="", kept_at=AT
    )
    keep_delivery(delivery, [ReportRow("death", MAN, MAN_NAME, {"died_on": "2024-10-20"})])
    return Report.objects.get(delivery=delivery)


def scan_of(number: str) -> Attachment:
    """Attach a scan to an item, and let another paper be promised."""
    by = {"number": number, "clerk": clerk("clerk"), "at": AT}
    with transaction.atomic():
        promise(paper="household", until=TODAY, **by)
        Awaited.objects.create(item_id=number, paper="household", until=TODAY)
        attach_paper(File("证.pdf", SCAN), name="证.pdf", paper="identity", **by)
    return Attachment.objects.get(item=number, paper="identity")


def repair_of(run: Run) -> Item:
    """Take in the repair of what a deep proof found at the ministry, its only kind of item."""
    form = {"run": run.pk, "reason": "核对不符"}
    taken = workflow.accept("row_repair", form, province="00", at=AT, clerk=clerk("clerk"))
    assert isinstance(taken, workflow.Accepted)
    return taken.item


def leaving(ssn: str, credit_code: str) -> dict[str, str]:
    """Return the form on which somebody leaves an employer after October."""
    return {"ssn": ssn, "credit_code": credit_code, "last_month": "2024-10", "reason": "221"}
