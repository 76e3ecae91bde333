"""The two roles a node may have: which parts it installs, which addresses it answers."""

from dataclasses import dataclass

from tongchou.standards import codes

_ALL = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "tongchou.agency",
    "tongchou.registry",
    "tongchou.ledger",
    "tongchou.events",
    "tongchou.workflow",
    "tongchou.risk",
    "tongchou.sync",
    "tongchou.proof",
    "tongchou.channels.look",
)


@dataclass(frozen=True)
class Role:
    """A role 角色: a list, never a flag. Whatever differs between the tiers differs here."""

    name: str
    apps: tuple[str, ...]
    routers: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    """Path prefix and url module of each web face."""
    home: str
    """Where the front door leads."""
    tasks: tuple[str, ...]
    """What the loop does, in order; see `node/tasks.py`."""
    peers: tuple[str, ...]
    """The codes of the nodes it has links to, once their keys are known."""
    partitions: tuple[str, ...]
    """The provinces whose rows it keeps in partitions of their own, once their keys are known."""


PROVINCE = Role(
    name="province",
    apps=(*_ALL, "tongchou.business"),
    routers=(
        "tongchou.channels.api.meanings",
        "tongchou.channels.api.applies",
        "tongchou.channels.api.node",
        "tongchou.channels.api.administration",
        "tongchou.channels.api.tokens",
        "tongchou.channels.api.sign_in",
        "tongchou.channels.api.deep",
        "tongchou.channels.api.epochs",
        "tongchou.channels.api.hands",
        "tongchou.channels.api.province",  # before items: a step has any verb
        "tongchou.channels.api.papers",
        "tongchou.channels.api.forwarded",
        "tongchou.channels.api.sign_ins",
        "tongchou.channels.api.items",
        "tongchou.channels.api.batches",
        "tongchou.channels.api.feed",
        "tongchou.channels.api.reports",
        "tongchou.channels.api.signals",
        "tongchou.channels.api.keys",
        "tongchou.channels.api.proofs",
        "tongchou.node.watch.shown",
    ),
    pages=(
        ("clerk/", "tongchou.channels.clerk.urls"),
        ("my/", "tongchou.channels.public.urls"),
        ("my/", "tongchou.channels.public.matters_urls"),
        ("employer/", "tongchou.channels.employer.urls"),
        ("administration/", "tongchou.channels.administration.urls"),
        ("applies/", "tongchou.channels.law.urls"),
        ("log/", "tongchou.channels.api.published"),
    ),
    home="/clerk/",
    tasks=(
        *("seal", "push", "pull", "inquire", "publish", "fold", "keys", "countersign", "prove"),
        "reconcile",
        "forget",
        "echo",
        "batch",
    ),
    peers=(codes.MINISTRY,),
    partitions=(),
)

_PROVINCES = tuple(code for code in codes.table("divisions") if code != codes.MINISTRY)

MINISTRY = Role(
    name="ministry",
    apps=(*_ALL, "tongchou.ministry"),
    routers=(
        "tongchou.channels.api.meanings",
        "tongchou.channels.api.applies",
        "tongchou.channels.api.node",
        "tongchou.channels.api.administration",
        "tongchou.channels.api.tokens",
        "tongchou.channels.api.sign_in",
        "tongchou.channels.api.deep",
        "tongchou.channels.api.epochs",
        "tongchou.channels.api.hands",
        "tongchou.channels.api.items",
        "tongchou.channels.api.batches",
        "tongchou.channels.api.feed",
        "tongchou.channels.api.keys",
        "tongchou.channels.api.proofs",
        "tongchou.channels.api.ministry",
        "tongchou.channels.api.reports",
        "tongchou.channels.api.reconcile",
        "tongchou.node.watch.shown",
    ),
    pages=(
        ("nation/", "tongchou.channels.supervisor.urls"),
        ("my/", "tongchou.channels.public.urls"),
        ("administration/", "tongchou.channels.administration.urls"),
        ("sync/", "tongchou.channels.api.sync"),
        ("sync/", "tongchou.channels.api.checkpoints"),
        ("sync/", "tongchou.channels.api.reconciling"),
        ("applies/", "tongchou.channels.law.urls"),
        ("sync/", "tongchou.channels.api.inquiries"),
        ("log/", "tongchou.channels.api.published"),
    ),
    home="/nation/",
    tasks=("seal", "publish", "fold", "keys", "prove", "batch", "ask_to_reconcile", "forget"),
    peers=_PROVINCES,
    partitions=_PROVINCES,
)


def role_of(code: str) -> Role:
    """Return the role of the node with this code."""
    return MINISTRY if code == codes.MINISTRY else PROVINCE
