"""The items of this line."""

from tongchou.business.benefit import payment_roll, retirement_claim

ITEMS = (retirement_claim, payment_roll)
