"""Retirement 退休: at which age, after how many months, and what else is open."""
