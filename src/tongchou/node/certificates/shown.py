"""What a certificate says 节点证书: whose it is, from when until when, and what is wrong with it.

A certificate of ours names its node by a URI among its names, `tongchou:node:34`. Of one that
another authority made, an operator told which host name stands for which node.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509

from tongchou.node.certificates import refusals
from tongchou.standards.refusal import Refusal

NAMED = "tongchou:node:"
WARNED_BEFORE = timedelta(days=30)
"""So long before a certificate ends its end is told as a fault."""


@dataclass(frozen=True)
class Shown:
    """A certificate as it was shown: whose, when it is valid, for which hosts.

    `node` is empty where it names none.
    """

    node: str
    serial: int
    begins_at: datetime
    ends_at: datetime
    hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, certificate: x509.Certificate, names: Mapping[str, str]) -> "Shown":
        """Return what a certificate says; `names` are the host names that stand for nodes."""
        uris, hosts = _names_in(certificate)
        by_name = {name: node for node, name in names.items()}
        nodes = [uri.removeprefix(NAMED) for uri in uris if uri.startswith(NAMED)]
        nodes += [by_name[host] for host in hosts if host in by_name]
        return cls(
            node=nodes[0] if len(set(nodes)) == 1 else "",
            serial=certificate.serial_number,
            begins_at=certificate.not_valid_before_utc,
            ends_at=certificate.not_valid_after_utc,
            hosts=tuple(hosts),
        )

    def days_left(self, at: datetime) -> int:
        """Return how many whole days it is still valid; less than 0 after its end."""
        return (self.ends_at - at).days

    def ends_soon(self, at: datetime) -> bool:
        """Whether it has ended, or will within 30 days."""
        return at >= self.ends_at - WARNED_BEFORE

    def fault(self, at: datetime, *, revoked: frozenset[int] = frozenset()) -> Refusal | None:
        """Return why it counts for nothing now; None when it does."""
        if not self.node:
            return refusals.names_no_node()
        if self.serial in revoked:
            return refusals.revoked(self.node)
        if at < self.begins_at:
            return refusals.not_yet(self.node, self.begins_at)
        return refusals.ended(self.node, self.ends_at) if at >= self.ends_at else None

    def as_json(self, at: datetime) -> dict[str, Any]:
        """Return the certificate as JSON."""
        return {
            "node": self.node,
            "serial": f"{self.serial:x}",
            "begins_at": self.begins_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "days_left": self.days_left(at),
            "hosts": list(self.hosts),
        }


def _names_in(certificate: x509.Certificate) -> tuple[list[str], list[str]]:
    """Return the URIs and the host names and addresses of a certificate."""
    try:
        kept = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return [], []
    uris = list(kept.get_values_for_type(x509.UniformResourceIdentifier))
    addresses = [str(address) for address in kept.get_values_for_type(x509.IPAddress)]
    return uris, [*kept.get_values_for_type(x509.DNSName), *addresses]
