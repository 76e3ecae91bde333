"""What a deep proof found, row by row, and what was put right since."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.supervisor.access import for_supervisors
from tongchou.channels.supervisor.values import shown
from tongchou.ledger.balances import BALANCES
from tongchou.proof.deep.differences import KNOWN_GAP
from tongchou.proof.models.run import Outcome
from tongchou.proof.queries import named_by, people_in, run_with
from tongchou.proof.repair.damage import REPAIRED, is_repairable
from tongchou.standards.text import Text

KINDS = {
    "changed": Text("已改", "Changed"),
    "missing": Text("缺失", "Missing"),
    "surplus": Text("多出", "Surplus"),
    "twice": Text("重复", "There twice"),
    "unguarded": Text("约束缺失", "Unguarded"),
    "known_gap": Text("已记录缺口", "Known gap"),
    "incomplete": Text("不完整", "Incomplete"),
    "unwritable": Text("无法重写", "Cannot be written"),
    "content": Text("内容不符", "Another content"),
    "chain": Text("断链", "Broken chain"),
    "withheld": Text("只存摘要", "Digest only"),
    "unsigned": Text("未签名", "Not signed"),
    "set_aside": Text("已隔离", "Set aside"),
}
TABLES = {
    **REPAIRED,
    "workflow_item": Text("办件", "Items"),
    "workflow_step": Text("办件环节", "Steps of items"),
    "workflow_attachment": Text("办件附件", "Files of items"),
    "registry_delivery": Text("部门数据", "Deliveries of other departments"),
    "registry_report": Text("部门反馈", "Reports of other departments"),
    "risk_asked": Text("协查事项", "What was asked of the ministry"),
    "risk_inquiry": Text("协查问询", "Signed questions"),
    "risk_inquiryanswer": Text("协查答复", "Signed answers"),
    "sync_nodekey": Text("节点密钥登记", "Register of nodes' keys"),
    "sync_nodekeyend": Text("节点密钥失效登记", "Ends of nodes' keys"),
    "sync_opened": Text("本级日志纪元", "Epochs of the node's own log"),
    "sync_acceptance": Text("接受的纪元", "Epochs accepted"),
    "text_lost": Text("原文已失的事件", "Events whose text is lost"),
    "published": Text("已发布的检查点", "What is published"),
    "events_event": Text("本级日志", "The node's own log"),
    "ledger_slice": Text("未到齐的凭证", "Entries not complete yet"),
    "figures": Text("法定参数", "Figures of the law"),
}
OUTCOMES = {
    "": ("waiting", Text("进行中", "Going on")),
    Outcome.WHOLE: ("done", Text("相符", "As the logs say")),
    Outcome.DIFFERS: ("hand", Text("不符", "Different")),
    Outcome.CANCELLED: ("off", Text("已取消", "Cancelled")),
    Outcome.FAILED: ("hand", Text("失败", "Failed")),
}


@require_safe
@for_supervisors
@shows_people("deep_proof.page")
def show_deep_proof(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a deep proof: each finding with both values, and the item that put it right."""
    run = run_with(run_id)
    if run is None:
        raise Http404
    people = people_in(run)
    look_of(request).at(*people, reason=f"deep proof {run_id}")

    colour, outcome = OUTCOMES[run.outcome]
    found = named_by(run)
    facts = {
        "section": "country",
        "run": run,
        "colour": colour,
        "outcome": outcome,
        "unnamed": run.findings - len(found),
        "is_open": any(not one.repaired_by and one.kind != KNOWN_GAP for one in found),
        "is_repairable": any(not one.repaired_by and is_repairable(one) for one in found),
        "rows": [
            {
                "node": one.node,
                "kind": KINDS[one.kind],
                "table": TABLES.get(one.table, Text(one.table, one.table)),
                "key": [(name, shown(name, value, people)) for name, value in one.key.items()],
                "position": one.position,
                "field": one.field,
                "told": shown(one.field, one.told, people),
                "is_sum": one.table == BALANCES.table,
                "held": shown(one.field, one.held, people),
                "repaired_by": one.repaired_by,
                "is_known": one.kind == KNOWN_GAP,
            }
            for one in found
        ],
    }
    return render(request, "supervisor/deep.html", facts)
