"""The items of this line."""

from tongchou.business.transfer import transfer_in, transfer_out

ITEMS = (transfer_in, transfer_out)
