"""Reading proofs: the last of each province, their history, what a mismatch asks to be done."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongchou.proof.models.reconciliation import Mismatch, Reconciliation, State
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.standards.time import month_text

ENDED = (State.EQUAL, State.DIFFERENT)

# A step into the index for each province; DISTINCT ON would read every proof there ever was.
_LATEST = """
SELECT proof.* FROM unnest(%(provinces)s::text[]) AS given (code)
CROSS JOIN LATERAL (
    SELECT * FROM proof_reconciliation
    WHERE province = given.code AND state = ANY(%(states)s) ORDER BY asked_at DESC LIMIT 1
) AS proof
"""

STATES: Mapping[str, Text] = {
    State.ASKED: Text("待应答", "Asked"),
    State.COMPARING: Text("对账中", "Comparing"),
    State.EQUAL: Text("一致", "Equal"),
    State.DIFFERENT: Text("不一致", "Different"),
    State.UNFINISHED: Text("未完成", "Unfinished"),
}

KINDS: Mapping[str, Text] = {
    "missing": Text("部级缺少", "Missing at the ministry"),
    "surplus": Text("部级多出", "Surplus at the ministry"),
    "different": Text("内容不同", "Different"),
    "sum": Text("校验和不实", "A sum is not that of its rows"),
}

TABLES: Mapping[str, Text] = {
    "ledger_entry": Text("记账凭证", "Ledger entries"),
    "ledger_posting": Text("分录", "Postings"),
    "registry_assessment": Text("应缴核定", "Assessments"),
    "registry_benefit": Text("待遇", "Benefits"),
    "registry_contribution": Text("缴费记录", "Contributions"),
    "registry_earlierrecord": Text("历史缴费记录", "Earlier records"),
    "registry_employer": Text("用人单位", "Employers"),
    "registry_enrolment": Text("参保", "Enrolments"),
    "registry_forwarded": Text("异地受理", "Matters forwarded"),
    "registry_payment": Text("发放", "Payments"),
    "registry_person": Text("参保人", "Insured people"),
    "registry_receipt": Text("到账流水", "Receipts"),
    "registry_transfer": Text("关系转移接续", "Transfers"),
}
"""How the proven tables are called."""

_REPAIR = Text(
    "请在两端运行 tongchou verify --deep 查明哪一端与日志不符，在该端办理数据修复",
    "Run tongchou verify --deep on both nodes, and repair the rows of the one that departs from"
    " the log (item row_repair)",
)
_EPOCHS = Text(
    "部级接受过该省新纪元的，先运行 tongchou recover --epochs 查看旧纪元另存的记录。",
    "If a new epoch of the province was accepted, look first at what was set aside of the old one"
    " (tongchou recover --epochs). ",
)
_REMEDIES: Mapping[str, Text] = {
    "missing": Text(
        f"部级有隔离事件的先运行 tongchou settle。{_REPAIR.zh}",
        f"If the ministry set events aside, run tongchou settle first. {_REPAIR.en}",
    ),
    "surplus": Text(_EPOCHS.zh + _REPAIR.zh, _EPOCHS.en + _REPAIR.en),
    "different": Text(_EPOCHS.zh + _REPAIR.zh, _EPOCHS.en + _REPAIR.en),
    "sum": Text(
        "有人停用过触发器。请在该节点运行 tongchou verify --deep",
        "Somebody switched the triggers off. Run tongchou verify --deep on that node",
    ),
}


def remedy_of(mismatch: Mismatch) -> Text:
    """Return what to do about a mismatch: an item or a recorded correction, never an overwrite."""
    return _REMEDIES[mismatch.kind]


def last_proofs() -> dict[str, Reconciliation]:
    """Return the last proof of each province that came to its end, by province."""
    return latest(codes.table("divisions"), ENDED)


def latest(
    provinces: Iterable[str], states: Iterable[str] = tuple(State)
) -> dict[str, Reconciliation]:
    """Return the proof that was last asked of each of these provinces, of those in some states."""
    asked = {"provinces": list(provinces), "states": list(states)}
    return {proof.province: proof for proof in Reconciliation.objects.raw(_LATEST, asked)}


def proofs_of(province: str, *, limit: int = 50) -> list[Reconciliation]:
    """Return a province's proofs, the newest first."""
    return list(
        Reconciliation.objects.filter(province=province).order_by("-asked_at", "-id")[:limit]
    )


def proof_with(number: int) -> Reconciliation | None:
    """Return a proof by its number."""
    return Reconciliation.objects.filter(pk=number).first()


def mismatches_of(proof: Reconciliation) -> list[Mismatch]:
    """Return what a proof found, in the order it was found."""
    return list(proof.mismatches.order_by("id"))


def people_in(mismatches: list[Mismatch]) -> set[str]:
    """Return the numbers of the people whom mismatches name, in keys or in fields."""
    named = {one.key["ssn"] for one in mismatches if "ssn" in one.key}
    fields = (one for one in mismatches if one.field in {"ssn", "holder"})
    told = {value for one in fields for value in (one.in_province, one.at_ministry) if value}
    return named | told


def proof_as_json(proof: Reconciliation) -> dict[str, Any]:
    """Return a proof as JSON, its state in both languages."""
    return {
        "proof": proof.pk,
        "province": proof.province,
        "state": proof.state,
        "state_name": STATES[State(proof.state)].as_json(),
        "asked_at": proof.asked_at.isoformat(),
        "ended_at": proof.ended_at.isoformat() if proof.ended_at else None,
        "seconds": proof.seconds,
        "position": proof.own,
        "missing": proof.missing,
        "surplus": proof.surplus,
        "different": proof.different,
        "is_whole": proof.is_whole,
        "questions": proof.step,
    }


def mismatch_as_json(mismatch: Mismatch) -> dict[str, Any]:
    """Return a mismatch as JSON: what differs, and what to do about it."""
    return {
        "kind": mismatch.kind,
        "kind_name": KINDS[mismatch.kind].as_json(),
        "table": mismatch.table,
        "month": month_text(mismatch.month) if mismatch.month else "",
        "key": mismatch.key,
        "field": mismatch.field,
        "in_province": mismatch.in_province,
        "at_ministry": mismatch.at_ministry,
        "rows": mismatch.rows,
        "remedy": remedy_of(mismatch).as_json(),
    }
