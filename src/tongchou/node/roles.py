"""The two roles a node may have: which parts it installs, which addresses it answers."""

from dataclasses import dataclass

MINISTRY_CODE = "00"

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


PROVINCE = Role(
    name="province",
    apps=(*_ALL, "tongchou.business"),
    routers=("tongchou.channels.api.node", "tongchou.channels.api.province"),
    pages=(
        ("clerk/", "tongchou.channels.clerk.urls"),
        ("my/", "tongchou.channels.public.urls"),
    ),
    home="/clerk/",
)

MINISTRY = Role(
    name="ministry",
    apps=(*_ALL, "tongchou.ministry"),
    routers=("tongchou.channels.api.node", "tongchou.channels.api.ministry"),
    pages=(
        ("nation/", "tongchou.channels.supervisor.urls"),
        ("my/", "tongchou.channels.public.urls"),
        ("sync/", "tongchou.channels.api.sync"),
    ),
    home="/nation/",
)


def role_of(code: str) -> Role:
    """Return the role of the node with this code."""
    return MINISTRY if code == MINISTRY_CODE else PROVINCE
