"""The one-key query 一键查询: a person's whole dossier by one social security number."""

from tongchou.ledger.queries import account_movements
from tongchou.registry.dossier import Dossier, dossier_of
from tongchou.standards.schemes import EMPLOYEES


def national_dossier(ssn: str) -> Dossier | None:
    """Return what all provinces hold of a person, or None if none knows the number."""
    return dossier_of(ssn, account_movements(ssn), scheme=EMPLOYEES)
