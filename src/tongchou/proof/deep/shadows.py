"""Shadows 影表: empty temporary tables that stand before the real ones, and what differs."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tongchou.proof.deep.differences import OF_A_TABLE_MAX, Difference, Row, paired
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EarlierRecordEntered,
    EmployersRegistered,
    EmploymentEnded,
    Message,
    PersonsEnrolled,
)
from tongchou.storage.rows import execute, fetch


@dataclass(frozen=True)
class Shadowed:
    """A table that is rebuilt: its columns, the first `keys` of them the key.

    `named` is the column by whose value an event is found that told of a row, `kinds` those that
    do. `own` are columns that each node fills by itself, which no event tells. `of_node` is the
    condition by which the rows of a node are found.
    """

    name: str
    columns: tuple[str, ...]
    keys: int
    named: str
    kinds: tuple[type[Message], ...]
    own: tuple[str, ...] = ()
    of_node: str = "province = %(node)s"


SHADOWED = (
    Shadowed(
        "registry_employer",
        ("credit_code", "name", "division_code", "registered_on", "former_names"),
        keys=1,
        named="credit_code",
        kinds=(EmployersRegistered,),
    ),
    Shadowed(
        "registry_person",
        ("ssn", "name", "name_key", "sex", "birth_on"),
        keys=1,
        named="ssn",
        kinds=(PersonsEnrolled, EarlierRecordEntered),
        own=("handle",),
    ),
    Shadowed(
        "registry_enrolment",
        ("ssn", "scheme", "credit_code", "from_month", "until_month", "end_reason"),
        keys=4,
        named="ssn",
        kinds=(PersonsEnrolled, EmploymentEnded),
    ),
    Shadowed(
        "registry_assessment",
        ("credit_code", "scheme", "month", "item_number", "people", "base_fen", "employer_fen",
         "employee_fen", "received_on", "receipt_item_number"),
        keys=4,
        named="item_number",
        kinds=(ContributionsAssessed, ContributionsReceived),
    ),
    Shadowed(
        "registry_earlierrecord",
        ("ssn", "scheme", "source", "paid_in", "from_month", "until_month", "place", "months",
         "wage_index_e4", "base_sum_fen", "account_fen", "item_number"),
        keys=7,
        named="ssn",
        kinds=(EarlierRecordEntered,),
    ),
    Shadowed(
        "registry_benefit",
        ("ssn", "scheme", "kind", "from_month", "retirement_month", "basic_fen", "account_fen",
         "total_fen", "contribution_months", "wage_index_e4", "worksheet", "provisional",
         "item_number"),
        keys=3,
        named="ssn",
        kinds=(BenefitDetermined,),
    ),
)  # fmt: skip


def make_shadow(table: str, own: Sequence[str] = ()) -> None:
    """Put an empty shadow before a table, without some columns, until the transaction ends."""
    fetch("SELECT proof_shadow(%(table)s, %(own)s::text[])", table=table, own=[*own])
    execute("DISCARD PLANS")  # or a statement prepared before would still mean the real table


def compared(
    table: Shadowed, node: str, *, named: Collection[str] | None = None
) -> Iterator[Difference]:
    """Compare a shadow with its table in one statement; only what differs is read, within bounds.

    With `named` only the rows with one of these values in the table's column of that name.
    """
    keys = ", ".join(table.columns[: table.keys])
    told, held = (
        ", ".join(f"{side}.{column}" for column in table.columns) for side in ("told", "held")
    )
    texts = ", ".join(
        f"{side}.{column}::text" for side in ("told", "held") for column in table.columns
    )
    places = ", ".join(
        f"coalesce(told.{column}, held.{column})" for column in table.columns[: table.keys]
    )
    first = table.columns[0]
    chosen = "true" if named is None else f"{table.named} = ANY(%(named)s::text[])"
    # Names come from code.
    statement = f"""
        SELECT told.{first} IS NOT NULL, held.{first} IS NOT NULL, {texts}
        FROM (SELECT * FROM pg_temp.{table.name} WHERE {chosen}) AS told
        FULL JOIN (SELECT * FROM public.{table.name} WHERE {table.of_node} AND {chosen}) AS held
            USING ({keys})
        WHERE ({told}) IS DISTINCT FROM ({held})
        ORDER BY {places} LIMIT %(limit)s
    """  # noqa: S608
    width = len(table.columns)
    rows = fetch(statement, node=node, named=list(named or ()), limit=OF_A_TABLE_MAX)
    return paired(
        node,
        table.name,
        table.columns,
        table.columns[: table.keys],
        told=[Row(row[2 : 2 + width]) for row in rows if row[0]],
        held=[Row(row[2 + width :]) for row in rows if row[1]],
    )
