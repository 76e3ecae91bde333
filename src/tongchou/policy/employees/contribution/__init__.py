"""Contributions 缴费: what a month costs, many months, back payments and late surcharges."""
