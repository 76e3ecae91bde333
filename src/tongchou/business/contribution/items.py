"""The items of this line."""

from tongchou.business.contribution import contribution_receipt, wage_declaration

ITEMS = (wage_declaration, contribution_receipt)
"""What the catalogue of a province's items takes from here."""
