"""What a node refuses from its peers; short fixed wordings, for strangers read them too."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def too_large() -> Refusal:
    """Refuse more bytes than an envelope may have, without reading them."""
    return Refusal("sync.too_large", Text("信封过大", "The envelope is too large"))


def unreadable() -> Refusal:
    """Refuse what is no envelope."""
    return Refusal("sync.unreadable", Text("无法识别的信封", "This is no envelope"))


def unknown_peer() -> Refusal:
    """Refuse a node whose public key is not known here."""
    return Refusal(
        "sync.unknown_peer",
        Text("未登记的节点", "This node is not known here"),
        remedy=Text("请先登记该节点的公钥", "Enter the node's public key first"),
    )


def bad_signature() -> Refusal:
    """Refuse what the named sender did not sign."""
    return Refusal("sync.signature", Text("签名不符", "The signature does not hold"))


def stale_request() -> Refusal:
    """Refuse a signed request made too long ago, in the future, or sent a second time."""
    return Refusal(
        "sync.stale",
        Text(
            "请求时间超出允许范围，或请求重复",
            "The request was made outside the accepted window, or was sent twice",
        ),
        remedy=Text("请校准两端时钟", "Set both clocks right"),
    )


def implausible_tip(sealed: int) -> Refusal:
    """Refuse a tip that no log can have reached."""
    return Refusal(
        "sync.tip",
        Text(f"封存位置{sealed}不可信", f"The log cannot have reached position {sealed}"),
    )


def other_receiver(code: str) -> Refusal:
    """Refuse an envelope that is meant for another node."""
    return Refusal(
        "sync.other_receiver",
        Text(f"该信封应送节点{code}", f"This envelope is for node {code}"),
    )


def broken_body() -> Refusal:
    """Refuse a body that is not the one signed, or holds what is no event."""
    return Refusal(
        "sync.body",
        Text("信封内容不完整或不符合格式", "The envelope's body is not whole or not well formed"),
    )


def broken_chain() -> Refusal:
    """Refuse events that do not add up to the hash their sender signed."""
    return Refusal(
        "sync.chain",
        Text("事件内容与签名的哈希不符", "The events do not add up to the signed hash"),
    )


def withheld_event(position: int) -> Refusal:
    """Refuse an envelope that withholds an event from a receiver who must hold them all."""
    return Refusal(
        "sync.withheld",
        Text(f"第{position}号事件缺少内容", f"The content of event {position} is withheld"),
    )


def gap(wanted: int) -> Refusal:
    """Refuse events that would leave a gap; name the position that comes next."""
    return Refusal(
        "sync.gap",
        Text(f"请从第{wanted}号事件发送", f"Send from position {wanted}"),
    )


def forked(position: int) -> Refusal:
    """Refuse a log that differs from the copy held."""
    return Refusal(
        "sync.forked",
        Text(
            f"第{position}号事件与已留存的日志不一致",
            f"At position {position} the log differs from the copy held",
        ),
        remedy=Text(
            "请核对写日志的节点是否恢复过旧备份",
            "See whether the node that writes it was restored from an old copy",
        ),
    )


def rolled_back(held: int, sealed: int) -> Refusal:
    """Refuse a log that ends before what is held of it."""
    return Refusal(
        "sync.rolled_back",
        Text(
            f"留存至第{held}号,日志却只封存至第{sealed}号",
            f"Held up to position {held}, but sealed up to {sealed} only",
        ),
        remedy=Text(
            "写日志的节点恢复过旧备份:请在该节点运行 tongchou recover",
            "The node that writes it was restored from an old copy: run tongchou recover there",
        ),
    )


def other_epoch(held: int, opened: int) -> Refusal:
    """Refuse what a new epoch says while what is held of an earlier one departs from it."""
    return Refusal(
        "sync.epoch",
        Text(
            f"写日志的节点已开启第{opened}纪元，留存的第{held}纪元与之不同，"
            "须在留存方运行 tongchou recover --accept-epoch",
            f"The node that writes it opened epoch {opened}, and what is held of epoch {held}"
            " departs from it: run tongchou recover --accept-epoch where it is held",
        ),
    )


def unproven(held: int) -> Refusal:
    """Refuse a claim to hold more of our log than we know, without our signature under it."""
    return Refusal(
        "sync.unproven",
        Text(
            f"对端称留存本节点日志至第{held}号，与本节点日志不符，且未出示本节点的签名",
            f"The peer claims to hold our log up to position {held}, which ours does not bear out,"
            " and shows no signature of ours",
        ),
        remedy=Text("请查核该节点", "See what is wrong with that node"),
    )


def text_away(position: int) -> Refusal:
    """Refuse to bring back an event as a digest while a peer that may have its text is away."""
    return Refusal(
        "sync.text_away",
        Text(
            f"第{position}号事件的内容可能由尚未返回的对端持有",
            f"The text of event {position} may be held by a peer that was not heard since",
        ),
        remedy=Text(
            "请等待该对端,或运行 tongchou recover --new-epoch",
            "Wait for that peer, or run tongchou recover --new-epoch",
        ),
    )


def nothing_to_open() -> Refusal:
    """Refuse to open a new epoch where every copy held is the same as our log."""
    return Refusal(
        "sync.nothing_to_open",
        Text(
            "本节点的日志与对端留存一致，无需开启新纪元",
            "No new epoch is needed: what peers hold is the same as our log",
        ),
    )


def nothing_to_accept(peer: str) -> Refusal:
    """Refuse to accept a new epoch where none was opened, or nothing departs from it."""
    return Refusal(
        "sync.nothing_to_accept",
        Text(
            f"节点{peer}没有待接受的新纪元", f"There is no new epoch of node {peer} to be accepted"
        ),
    )


def nothing_to_waive() -> Refusal:
    """Refuse to waive a peer that is not waited for."""
    return Refusal(
        "sync.nothing_to_waive",
        Text("本节点未在等待该对端", "This node does not wait for that peer"),
    )


def not_heard_since(*peers: str) -> Refusal:
    """Refuse to write on before every peer was heard after this node was restored."""
    named = "、".join(peers), ", ".join(peers)
    return Refusal(
        "sync.unheard",
        Text(
            f"本节点自备份恢复后尚未与对端{named[0]}核对",
            f"This node was restored from a copy and has not heard its peer {named[1]} since",
        ),
        remedy=Text(
            "请检查与对端的链路；对端不再返回的，可运行 tongchou recover --waive",
            "See that the link to the peer works; tongchou recover --waive waits for it no longer",
        ),
    )


def recovering() -> Refusal:
    """Refuse what a peer brings while our own log is to be brought forward."""
    return Refusal(
        "sync.recovering",
        Text(
            "本节点的日志待恢复,暂不接收",
            "Our own log is to be brought forward first; come again later",
        ),
    )


def nothing_to_recover() -> Refusal:
    """Refuse to bring forward a log that no peer holds more of."""
    return Refusal(
        "sync.nothing_to_recover",
        Text("本节点的日志完整，无需恢复", "Nothing is to be recovered: no peer holds more"),
    )


def written_on(position: int) -> Refusal:
    """Refuse to bring forward a log that was written on after it was rolled back."""
    return Refusal(
        "sync.written_on",
        Text(
            f"恢复旧备份后又写入了事件,自第{position}号起与对端留存不一致",
            f"The log was written on after it was rolled back, up to position {position}, and"
            " differs from the copy held",
        ),
        remedy=Text(
            "请再次恢复该备份,先运行 tongchou recover,再补录恢复后办结的事项;"
            "不能的,运行 tongchou recover --new-epoch",
            "Restore the same backup again, recover before anything else, and enter again what was"
            " completed since; where that cannot be, tongchou recover --new-epoch",
        ),
    )


def by_peer(code: str) -> Refusal:
    """Say that a peer takes no more of our log; it knows why, and says so under the same code."""
    return Refusal(
        code,
        Text(f"对端不再接收本节点日志（{code}）", f"The peer takes no more of our log ({code})"),
        remedy=Text("原因见对端的链路状态", "Its own status of the link says why"),
    )
