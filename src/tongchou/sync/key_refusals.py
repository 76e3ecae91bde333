"""What is refused because of a key: whose it is, whether it may sign now."""

from datetime import datetime

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

MISUSES = frozenset({"sync.key_of_another", "sync.key_revoked", "sync.key_not_valid"})
"""What is refused of a key that is known: if it signed just now, the link of the node shows it."""
OF_ANOTHER = "sync.certificate_of_another"


def key_of_another(node: str, owner: str) -> Refusal:
    """Refuse what one node signs with the key of another."""
    return Refusal(
        "sync.key_of_another",
        Text(
            f"节点{node}使用了节点{owner}的密钥", f"Node {node} signs with the key of node {owner}"
        ),
        remedy=Text(
            "请核对该节点的密钥文件，每个节点一把密钥",
            "See which key file that node has: every node has a key of its own",
        ),
    )


def certificate_of_another(node: str, certified: str) -> Refusal:
    """Refuse what one node signs and another node's certificate brought."""
    return Refusal(
        OF_ANOTHER,
        Text(
            f"节点{node}使用了节点{certified}的证书",
            f"Node {node} came by the certificate of node {certified}",
        ),
        remedy=Text(
            "请核对该节点的证书目录，每个节点一张证书",
            "See to that node's folder of certificates: every node has one of its own",
        ),
    )


def unknown_key(node: str) -> Refusal:
    """Refuse what a known node signs with a key that is not in the register."""
    return Refusal(
        "sync.unknown_key",
        Text(f"节点{node}的密钥未登记", f"This key of node {node} is not in the register"),
        remedy=Text("请登记该公钥：tongchou node keys enter", "Enter it: tongchou node keys enter"),
    )


def key_revoked(node: str, why: str) -> Refusal:
    """Refuse what is signed with a revoked key."""
    return Refusal(
        "sync.key_revoked",
        Text(f"节点{node}的密钥已吊销：{why}", f"This key of node {node} was revoked: {why}"),
        remedy=Text("请更换密钥并登记", "Make a new key and have it entered"),
    )


def key_not_valid(node: str, ends_at: datetime) -> Refusal:
    """Refuse what is signed before a key's beginning or after its end."""
    day = f"{ends_at:%Y-%m-%d}"
    return Refusal(
        "sync.key_not_valid",
        Text(
            f"节点{node}的密钥不在有效期内（至{day}）",
            f"This key of node {node} is not valid now (until {day})",
        ),
        remedy=Text(
            "请更换密钥：tongchou node keys rotate；已过期的，由对端登记新公钥",
            "Rotate it: tongchou node keys rotate; once ended, have the new key entered there",
        ),
    )


def key_unreadable(node: str, fault: str) -> Refusal:
    """Refuse to go on without a private key that can be used."""
    return Refusal(
        "sync.key_unreadable",
        Text(f"节点{node}的私钥不可用：{fault}", f"Node {node} has no usable private key: {fault}"),
        remedy=Text(
            "请检查密钥文件和口令文件（TONGCHOU_KEY_PASSPHRASE）",
            "See to the key file, and the file that TONGCHOU_KEY_PASSPHRASE names",
        ),
    )


def hand_over_under_way(node: str) -> Refusal:
    """Refuse a second hand-over before the first is done."""
    return Refusal(
        "sync.hand_over",
        Text(f"节点{node}的密钥正在交接", f"A hand-over of node {node} is under way"),
        remedy=Text("请待对端收到后再更换", "Wait until the peers hold it"),
    )


def key_known(owner: str) -> Refusal:
    """Refuse a key that is in the register already."""
    return Refusal(
        "sync.key_known",
        Text(f"该密钥已登记为节点{owner}的密钥", f"This key is known already, as node {owner}'s"),
        remedy=Text(
            "两个节点不得使用同一密钥", "Two nodes cannot have one identity: make another key"
        ),
    )


def bad_key(fault: str) -> Refusal:
    """Refuse what is no public key."""
    return Refusal(
        "sync.bad_key", Text(f"不是可用的公钥：{fault}", f"This is no public key: {fault}")
    )


def no_such_key(key_id: str) -> Refusal:
    """Refuse to speak of a key that is not in the register."""
    return Refusal(
        "sync.no_such_key",
        Text(f"登记册中没有密钥{key_id[:64]}", f"The register has no key {key_id[:64]}"),
        remedy=Text("请先列出：tongchou node keys list", "List them: tongchou node keys list"),
    )


def key_in_use(node: str) -> Refusal:
    """Refuse to revoke the key that signs for this very node."""
    return Refusal(
        "sync.key_in_use",
        Text(f"节点{node}正在使用该密钥签名", f"Node {node} signs with this very key"),
        remedy=Text(
            "请先更换：tongchou node keys rotate", "Rotate it first: tongchou node keys rotate"
        ),
    )


def in_contact(node: str) -> Refusal:
    """Refuse to forget a node that was heard: its log is here."""
    return Refusal(
        "sync.in_contact",
        Text(
            f"节点{node}已经联通，不能撤销接入；请吊销其密钥和证书",
            f"Node {node} was in contact: its joining cannot be undone; revoke its key and"
            " certificate instead",
        ),
    )


def no_such_node(code: str) -> Refusal:
    """Refuse a code that no node has."""
    return Refusal(
        "sync.no_such_node", Text(f"没有代码为{code}的节点", f"No node has the code {code}")
    )
