"""Taking a peer in, and letting it go again: its files in the state folder, its rows here.

What is in the files counts from `tongchou node prepare` on, which a node that is prepared already
does at once, for this peer.
"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tongchou.node.certificates.authority import Authority
from tongchou.node.certificates.command import nodes_in
from tongchou.node.certificates.folder import AUTHORITY, NAMES, OWN, REVOKED
from tongchou.node.certificates.installing import NEXT_KEY, take_list
from tongchou.node.certificates.peering import peering_of, url_file
from tongchou.node.databases import user_in
from tongchou.node.joining.papers import NotJoined
from tongchou.node.reached import (
    OutOfReach,
    address_of,
    owner_address_of,
    person_here,
    stand_in,
)
from tongchou.standards.codes import MINISTRY
from tongchou.sync.keys import verifier_of
from tongchou.sync.keys.keyring import passphrase, write_key


def key_file(home: Path, peer: str) -> Path:
    """Return where a peer's first public key lies."""
    return home / "peers" / f"{peer}.pub"


def keep_key(home: Path, peer: str, public_key: str) -> None:
    """Put a peer's public key where `prepare` finds it; raises `NotJoined` where another one is."""
    path, pem = key_file(home, peer), public_key.encode()
    if path.exists() and verifier_of(path.read_bytes()).key_id != verifier_of(pem).key_id:
        raise NotJoined(
            f"{path}已有该节点的另一把公钥；误接的，先 join undo；已联通的，用 keys enter 登记新钥"
            f" / {path} holds another key of node {peer}: join undo, if that was a mistake, or"
            " tongchou node keys enter, if that node was in contact and has a new key"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_key(path, pem, mode=0o644)


def enter(node: str, peer: str, home: Path) -> bool:
    """Enter a peer, whose key lies here, into a prepared node; say whether the node is prepared.

    Raises `NotJoined` where the register knows the peer by another key.
    """
    try:
        served, owner = address_of(node, home), owner_address_of(node, home)
    except OutOfReach:
        return False
    stand_in(node, home, address=owner)
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.db import OperationalError  # noqa: PLC0415

    from tongchou.agency.changes import note_act  # noqa: PLC0415
    from tongchou.node.prepare import know_peers, lacks_migrations  # noqa: PLC0415
    from tongchou.node.rights import grant  # noqa: PLC0415
    from tongchou.sync.keys import Keyring  # noqa: PLC0415
    from tongchou.sync.register import key_named  # noqa: PLC0415

    try:
        if lacks_migrations():
            return False
    except OperationalError:
        return False
    know_peers(Keyring(home, node))
    grant(user_in(served))
    if key_named(verifier_of(key_file(home, peer).read_bytes()).key_id) is None:
        raise NotJoined(
            f"登记册中节点{peer}已有其他密钥，请用 keys enter 登记此钥"
            f" / The register knows node {peer} by another key: tongchou node keys enter {peer}"
        )
    note_act("node.join", peer, by=person_here(), at=settings.NOW())
    return True


def let_go(node: str, peer: str, home: Path) -> None:
    """Undo a joining before the two nodes were in contact; raises `NotJoined` afterwards.

    The rows go, as the owner of the tables: nothing that is sealed tells of them yet. A
    certificate that was issued is taken back. Their own keys both keep.
    """
    with suppress(OutOfReach):
        _forget_rows(node, peer, owner_address_of(node, home), home)
    key_file(home, peer).unlink(missing_ok=True)
    url_file(home, node).unlink(missing_ok=True)
    if node == MINISTRY:
        _take_back(peer, home)
    else:
        tls = peering_of(node, home).tls
        for name in (OWN, AUTHORITY, REVOKED, NAMES, NEXT_KEY):
            (tls.folder / name).unlink(missing_ok=True)


def _forget_rows(node: str, peer: str, owner: str, home: Path) -> None:
    stand_in(node, home, address=owner)
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.db import OperationalError  # noqa: PLC0415

    from tongchou.agency.changes import note_act  # noqa: PLC0415
    from tongchou.sync.changes.joining import forget_peer  # noqa: PLC0415

    try:
        if refusal := forget_peer(peer):
            said = refusal.text
            raise NotJoined(f"{said.zh} / {said.en}")
        note_act("node.join_undo", peer, by=person_here(), at=settings.NOW())
    except OperationalError as fault:
        raise NotJoined(f"数据库无法连接 / The database cannot be reached: {fault}") from None


def _take_back(node: str, home: Path) -> None:
    """Take back the certificates that the authority of this home issued to a node."""
    authority, at = Authority(home / "authority", passphrase()), datetime.now(UTC)
    if not authority.is_there:
        return
    for one in authority.issued():
        if one.node == node and not one.revoked:
            authority.revoke(one.serial, why="join undone", at=at)
    for code in nodes_in(home):
        take_list(peering_of(code, home).tls, authority.list_text())
