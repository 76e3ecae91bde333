"""What the workflow may refuse, in order of precedence."""

from datetime import date

from tongchou.standards.codes import Code
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text


def unknown_item(code: str) -> Refusal:
    """Refuse an item that this node does not handle."""
    return Refusal(
        code="workflow.unknown_item",
        text=Text(f"本节点不办理事项“{code}”", f"This node does not handle the item '{code}'"),
    )


def other_entrance(item: Text) -> Refusal:
    """Refuse an item from whoever does not start it, such as a system's feed from a clerk."""
    return Refusal(
        code="workflow.other_entrance",
        text=Text(f"“{item.zh}”不由此处发起", f"'{item.en}' is not started from here"),
        remedy=Text("请由其规定的来源提交", "Let it come from where it is started"),
    )


def other_scheme(item: Text, scheme: str) -> Refusal:
    """Refuse an item of a scheme that this item does not serve, or of none where it has several."""
    said = scheme or "?"
    return Refusal(
        code="workflow.other_scheme",
        text=Text(f"“{item.zh}”不办理险种{said}", f"'{item.en}' does not serve the scheme {said}"),
        remedy=Text("请指明该事项的险种", "Name a scheme that the item serves"),
    )


def key_reused(number: str) -> Refusal:
    """Refuse other content under a key that was used before 409."""
    return Refusal(
        code="item.key_reused",
        text=Text(
            f"该幂等键已用于另一内容的事项{number}",
            f"This key was used for the item {number}, with other content",
        ),
        remedy=Text("请为新的内容使用新的键", "Use a new key for new content"),
    )


def no_such_step(zh: str, en: str = "") -> Refusal:
    """Refuse a step that the item's procedure does not have."""
    return Refusal(
        code="workflow.no_such_step",
        text=Text(f"该事项没有“{zh}”环节", f"This item has no such step: {en or zh}"),
    )


def level_below() -> Refusal:
    """Refuse a step that an agency above the one that accepted the item takes."""
    return Refusal(
        code="workflow.level_below",
        text=Text(
            "须由受理机构的上级经办机构核准",
            "An agency above the one that accepted the item must authorise it",
        ),
        remedy=Text("请等待上级机构办理", "Leave it to the agency above"),
    )


def notice_running(until: date) -> Refusal:
    """Refuse to go on before a public notice is over."""
    return Refusal(
        code="workflow.notice_running",
        text=Text(
            f"公示期至{until:%Y-%m-%d}届满,期满前不能继续办理",
            f"The public notice runs until {until:%Y-%m-%d}; the item can go on from then",
        ),
        remedy=Text("请在公示期满后办理", "Take this step once the notice is over"),
    )


def answer_awaited() -> Refusal:
    """Refuse to go on before the ministry answered what was asked about the person."""
    return Refusal(
        code="gate.answer_awaited",
        text=Text(
            "已向部级节点问询该人员在外省的待遇、缴费和转移情况，尚未收到答复",
            "The ministry was asked what other provinces hold of this person, and did not answer",
        ),
        remedy=Text(
            "系统会自动再次问询，收到答复后即可继续办理",
            "It is asked again by itself; go on once it has answered",
        ),
    )


def asked_anew() -> Refusal:
    """Refuse to complete an item on an answer that is too old: the ministry is asked anew."""
    return Refusal(
        code="gate.asked_anew",
        text=Text(
            "部级节点的答复已过时，已重新问询",
            "What the ministry answered is too old; it is asked anew",
        ),
        remedy=Text("收到新的答复后再办理本环节", "Take this step once it has answered"),
    )


def no_duty(verb: Text) -> Refusal:
    """Refuse an act that the clerk's duties do not cover."""
    return Refusal(
        code="workflow.no_duty",
        text=Text(f"您的岗位没有“{verb.zh}”权限", f"Your duties do not include: {verb.en}"),
        remedy=Text("请由具备该岗位的人员办理", "Ask a clerk who has this duty"),
        basis="state-council-2023-765-37",
    )


def out_of_scope() -> Refusal:
    """Refuse an act on something outside the clerk's scope."""
    return Refusal(
        code="workflow.out_of_scope",
        text=Text("该事项不在您的权限范围内", "This matter lies outside your scope"),
        remedy=Text("请联系所属经办机构", "Turn to the agency it belongs to"),
    )


def to_another(refused: Refusals) -> Refusals:
    """Return why a matter cannot be taken in for another agency: where, and nothing of whom."""
    told = {one.field: _others_record(one.field) for one in refused}
    return tuple(told.values())


def _others_record(field: str) -> Refusal:
    is_reason = field == "note"
    return Refusal(
        code="workflow.others_record",
        text=Text("核查有发现，继续代收须说明理由", "A check found something; say why it goes on")
        if is_reason
        else Text(
            "按管辖机构的登记，不能代收该事项",
            "By what the competent agency holds, this cannot be taken in for it",
        ),
        remedy=Text("请填写情况说明后再提交", "Write the reason and send it again")
        if is_reason
        else Text(
            "请核对所填内容；无误的，请当事人向管辖机构办理",
            "Compare what was entered; if it is right, send the person to the competent agency",
        ),
        field=field,
    )


def wrong_status(status: Text, verb: Code, *, has_ended: bool) -> Refusal:
    """Refuse a step that does not follow from where the item stands."""
    done = verb.facts["done"]
    text = (
        Text(
            f"本事项{status.zh},不能再{verb.text.zh}",
            f"This item is {status.en.lower()} and can no longer be {done}",
        )
        if has_ended
        else Text(
            f"本事项{status.zh},现在不能{verb.text.zh}",
            f"This item is {status.en.lower()} and cannot be {done} now",
        )
    )
    return Refusal(
        code="workflow.wrong_status",
        text=text,
        remedy=Text("请刷新页面查看最新进度", "Reload the page to see where it stands"),
    )


def no_facts_kept() -> Refusal:
    """Refuse to decide an item again whose facts were not kept."""
    return Refusal(
        code="workflow.no_facts_kept",
        text=Text(
            "该事项没有保存核定时的事实,不能复算",
            "The facts on which this item was decided are not kept; it cannot be decided again",
        ),
        remedy=Text(
            "批量申报请逐行核对其文件;未办结的事项尚无核定",
            "Check the rows of a bulk file against the file; an open item is not decided yet",
        ),
    )


def must_be_answered(verb: Text) -> Refusal:
    """Refuse to give back or take away another province's letter, which waits for an answer."""
    return Refusal(
        code="workflow.must_be_answered",
        text=Text(
            f"外省来函须予答复,不能{verb.zh}",
            f"Another province's letter must be answered; nobody here can {verb.en.lower()} it",
        ),
        remedy=Text("请审批,或写明原因不予办理", "Approve it, or refuse it with the reason"),
        basis="state-council-office-2009-66-8",
    )


def same_person(earlier: Text) -> Refusal:
    """Refuse two steps of one item by the same hand 经办与复核、审批不得为同一人."""
    return Refusal(
        code="workflow.same_person",
        text=Text(
            f"您已办理过本事项的“{earlier.zh}”环节,不能再办理其他环节",
            f"You already took the step '{earlier.en}' of this item; another must take this one",
        ),
        remedy=Text("请由另一位人员办理", "Leave it to a colleague"),
        basis="state-council-2023-765-37",
    )


def log_halted(why: Text) -> Refusal:
    """Refuse to complete anything while this node's log is to be brought forward."""
    return Refusal(
        code="workflow.log_halted",
        text=Text(
            f"本节点暂停办结:{why.zh}",
            f"Nothing can be completed on this node now: {why.en}",
        ),
        remedy=Text(
            "可继续查询、填写和复核;请联系系统管理员运行 tongchou recover",
            "Reading, drafts and reviews go on; have an operator run tongchou recover",
        ),
    )


def strange_point(about: str) -> Refusal:
    """Refuse a point about what the item does not have, too many of them, or too many words."""
    return Refusal(
        code="workflow.strange_point",
        text=Text(
            f"补正事项或理由有误{f'：{about}' if about else ''}",
            f"A point is about nothing that this item has, or too long{f': {about}' * bool(about)}",
        ),
        field="note",
    )


def not_mended(about: str, title: Text) -> Refusal:
    """Refuse to take in again what was to be mended and is as it was."""
    kind, _, name = about.partition(":")
    return Refusal(
        code="workflow.not_mended",
        text=Text(f"{title.zh}尚未补正", f"Not mended yet: {title.en}"),
        field=name if kind == "field" else f"mended-{about}",
        remedy=Text("请更正，或核对后勾选", "Correct it, or tick it once you have looked"),
    )


def reason_missing() -> Refusal:
    """Refuse to give an item back, or to refuse it, without a reason for whoever brought it."""
    return Refusal(
        code="workflow.reason_missing",
        text=Text("请写明原因，申请人会看到这句话", "Give the reason; the applicant will read it"),
        field="note",
    )


def finding_missing() -> Refusal:
    """Refuse a judgement without words."""
    return Refusal(
        code="signal.judgement_missing",
        text=Text("请写明核实结论", "Say what you found"),
        field="judgement",
    )


def not_ones_own() -> Refusal:
    """Refuse somebody outside a step on what they did not hand in."""
    return Refusal(
        code="workflow.not_own",
        text=Text("该事项不是由您提交的", "This matter was not handed in by you"),
        remedy=Text("请联系经办机构办理", "Turn to the agency"),
    )


def under_way_already(number: str) -> Refusal:
    """Refuse the same matter a second time while the first one is open."""
    return Refusal(
        code="workflow.under_way",
        text=Text(f"同一事项{number}正在办理", f"The same matter is under way as {number}"),
        remedy=Text(
            "请等待办理结果；需要重新提交的，请先撤回",
            "Wait for its outcome; to hand it in anew, withdraw it first",
        ),
    )
