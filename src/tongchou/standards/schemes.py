"""Schemes 险种 and benefits 待遇 by name; the code tables have them all."""

EMPLOYEES = "110"
"""The employees' basic pension 企业职工基本养老保险, in `codes/schemes.yaml`."""

EVERY = ""
"""No scheme of its own: what holds in all of them, as time limits do."""

PENSION = "pension"
"""The pension 基本养老金, in `codes/benefits.yaml`."""
