"""What a node lacks before it can work 节点缺项: database, keys, peers, people, disk."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from tongchou.agency.duties import ADMINISTRATION, duty_text
from tongchou.agency.models import Agency, Clerk, Kind
from tongchou.node.certificates.folder import Unusable
from tongchou.node.certificates.peering import faults
from tongchou.node.identity import PASSING
from tongchou.node.prepare import lacks_migrations
from tongchou.node.rights import unfit
from tongchou.standards.codes import MINISTRY
from tongchou.standards.text import Text
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Peer
from tongchou.sync.register import fault_of_own_key

GB = 2**30
DISK_MIN, DISK_LOW = 1 * GB, 10 * GB
"""Below the first nothing can be relied on; below the second it is told."""

STEPS = ("accept", "review", "approve")
WATCHING = ("supervise",)


@dataclass(frozen=True)
class Lack:
    """Something that is missing or amiss; `hinders` says that the node cannot work without it."""

    code: str
    text: Text
    remedy: Text | None = None
    hinders: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        remedy = self.remedy.as_json() if self.remedy else None
        return {
            "code": self.code,
            "hinders": self.hinders,
            **self.text.as_json(),
            "remedy": remedy,
        }


def lacks() -> list[Lack]:
    """Return all that this node lacks; of a database that is older than the code only that."""
    code = settings.NODE_CODE
    found = [_of_role(reason) for reason in unfit()]
    if lacks_migrations():
        text = Text("数据表早于程序", f"The tables of node {code} are older than the code")
        run = Text("请运行 tongchou node prepare", "Run: tongchou node prepare")
        return [*found, Lack("migrations", text, run), *_of_disk()]
    return [*found, *_of_keys(), *_of_peers(), *_of_people(), *_of_disk()]


def no_database(code: str, fault: Exception) -> Lack:
    """Say that nothing else could be looked at."""
    said = " ".join(str(fault).split())
    return Lack(
        "database",
        Text(
            f"节点{code}的数据库无法连接，未作其他检查：{said}",
            f"Nothing was checked: the database of node {code} cannot be reached: {said}",
        ),
        Text(
            "请将 TONGCHOU_NODE 设为节点代码，DATABASE_URL_APP 设为其数据库",
            "Set TONGCHOU_NODE to the node's code and DATABASE_URL_APP to its database",
        ),
    )


def _of_role(reason: str) -> Lack:
    return Lack(
        "rights",
        Text(f"数据库角色不得用于服务：{reason}", f"The database role must not serve: it {reason}"),
        Text(
            "请将 DATABASE_URL_APP 设为不拥有任何对象的角色；tongchou node prepare 会建立",
            "Set DATABASE_URL_APP to a role that owns nothing; tongchou node prepare makes one",
        ),
    )


def _of_keys() -> Iterator[Lack]:
    at = settings.NOW()
    if fault := fault_of_own_key(Keyring(settings.HOME, settings.NODE_CODE), at):
        yield Lack("key", fault.text, fault.remedy, hinders=fault.code not in PASSING)
    if private := settings.PEERING.fault("127.0.0.1"):
        yield Lack("private_link", private)
        return
    tls, now = settings.PEERING.tls, datetime.now(UTC)
    try:
        ended = tls.is_there and tls.fault(now) is not None
    except Unusable:
        ended = True
    for said in faults(settings.PEERING, now):
        yield Lack("certificate", Text(said["zh"], said["en"]), hinders=ended)


def _of_peers() -> Iterator[Lack]:
    """Tell of a province without its ministry, and of peers that were never heard."""
    known = list(Peer.objects.order_by("code").values_list("code", "contact_at"))
    is_ministry = settings.NODE_CODE == MINISTRY
    if not known:
        text = (
            Text("尚无省级节点接入", "No province has joined yet")
            if is_ministry
            else Text("尚未接入部级", "The ministry is not joined")
        )
        run = Text(
            "请按接入步骤办理：tongchou node join", "Join by the procedure: tongchou node join"
        )
        yield Lack("peers", text, run, hinders=not is_ministry)
    for code, contact_at in known:
        if contact_at is None:
            text = Text(f"节点{code}尚未联通", f"Node {code} was never heard")
            yield Lack("never_heard", text, hinders=False)


def _of_people() -> Iterator[Lack]:
    staff = Clerk.objects.filter(is_active=True, kind=Kind.CLERK)
    held = [duty for duties in staff.values_list("duties", flat=True) for duty in duties]
    for duty in ADMINISTRATION:
        if duty not in held:
            named = duty_text(duty)
            yield Lack(
                "administrator",
                Text(f"没有{named.zh}", f"Nobody has the duty: {named.en}"),
                Text("请运行 tongchou node init", "Run: tongchou node init"),
            )
    entries = {entry.partition("/")[0] for entry in held}
    for duty in WATCHING if settings.NODE_CODE == MINISTRY else STEPS:
        if duty not in entries:
            named = duty_text(duty)
            yield Lack(
                "clerk",
                Text(f"没有{named.zh}的人员", f"No clerk has the duty: {named.en}"),
                Text(
                    "请由系统管理员新增人员，由安全管理员授予岗位",
                    "The system administrator adds one, the security administrator gives the duty",
                ),
            )
    if settings.NODE_CODE != MINISTRY and not _own_agencies().exists():
        yield Lack(
            "agency",
            Text("没有市县经办机构", "There is no agency of a city or county"),
            Text("请由系统管理员新增：tongchou agency add", "Add one: tongchou agency add"),
            hinders=False,
        )


def _own_agencies() -> Any:
    own = f"{settings.NODE_CODE}0000"
    return Agency.objects.filter(closed_at=None).exclude(code__in=(own, f"{MINISTRY}0000"))


def _of_disk() -> Iterator[Lack]:
    free = shutil.disk_usage(settings.HOME).free if settings.HOME.exists() else DISK_LOW
    if free < DISK_LOW:
        text = Text(
            f"状态目录所在磁盘只剩{free / GB:.1f} GB",
            f"The disk of the state folder has {free / GB:.1f} GB left",
        )
        yield Lack("disk", text, hinders=free < DISK_MIN)
