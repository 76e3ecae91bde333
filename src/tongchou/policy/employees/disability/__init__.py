"""The disability allowance 病残津贴."""
