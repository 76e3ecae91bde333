"""Schemes 险种 by name, for code that is about one of them; `codes/schemes.yaml` has them all."""

EMPLOYEES = "110"
"""The employees' basic pension 企业职工基本养老保险."""
