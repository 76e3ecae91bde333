"""Reconcile: a province's person-months and the ministry's copy of them, one field altered.

Both tiers hold the same rows of contributions, a month after the other, in two databases of one
server; the ministry is a process of its own that is asked over HTTP, as a province does. The peer
is reladiff over the same two tables in the same run: with the altered field it is asked to find
that row, without one to say that there is none. Questions are counted.

Then the writers: the same month of rows is written by COPY and by INSERT with the triggers that
keep the sums and without them.
"""

from typing import NamedTuple

from shared.sizes import size

LIMIT = 5.0
"""How many times faster than the peer, at the least, with and without a difference."""
SECONDS_MAX, SECONDS_EQUAL_MAX, QUESTIONS_MAX = 5.0, 1.0, 200
MONTHS = size(20, 33)
PEOPLE = size(50_000, 303_031)
"""1,000,000 rows, or 10,000,000."""
ROUNDS = 3
PROVINCE, MINISTRY = "34", "00"
PORT = 8794
FIRST_MONTH = 24_265
"""2022-01."""
COLUMNS = ("credit_code", "item_number", "row", "wage_fen", "base_fen", "employer_fen",
           "employee_fen")  # fmt: skip
ROWS = """
INSERT INTO registry_contribution (ssn, province, scheme, month, credit_code, item_number, row,
                                   wage_fen, base_fen, employer_fen, employee_fen)
SELECT to_char(340104190000000000 + number * 977, 'FM000000000000000000'), '34', '110', %s,
       '91340104B8PHNT1R2T', '34-20241105-' || to_char(%s, 'FM000000'), number,
       500000 + number % 1000, 500000 + number % 1000, 80000, 40000
FROM generate_series(1, %s) AS people (number)
"""
ALTERED = "UPDATE registry_contribution SET base_fen = base_fen + 1 WHERE row = %s AND month = %s"


class Run(NamedTuple):
    """How long one comparison took, how many questions it had, and how many fields it named."""

    seconds: float
    questions: int
    found: int
