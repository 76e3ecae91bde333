"""What was told after a position: whom it is about, and what earlier events say of them."""

from dataclasses import dataclass

from tongchou.proof.deep.logs import Log
from tongchou.proof.deep.shadows import SHADOWED
from tongchou.standards.messages import (
    ContributionsAssessed,
    ContributionsReceived,
    ContributionsRemoved,
    EmployersRegistered,
    EmployersRemoved,
    EnrolmentsRemoved,
    Message,
    PersonsEnrolled,
    fields_of,
)


@dataclass(frozen=True)
class Touched:
    """Those of whom something was told: people, employers, and declarations by their items."""

    people: frozenset[str]
    employers: frozenset[str]
    declarations: frozenset[str]

    def named(self, column: str) -> frozenset[str]:
        """Return those that a table's column names."""
        return {
            "ssn": self.people,
            "credit_code": self.employers,
            "item_number": self.declarations,
        }[column]

    def part_of(self, message: Message) -> Message | None:
        """Return what a message says of them; None where it says nothing.

        Employers are all kept: whatever is declared stands on them, and they are few.
        """
        if isinstance(message, EmployersRegistered | EmployersRemoved):
            return message
        if isinstance(message, EnrolmentsRemoved):
            strangers = [ssn for ssn in message.strangers if ssn in self.people]
            kept = message.model_copy(update={"strangers": strangers})
            return _rows_of(kept, message.ssns, self.people)
        if isinstance(message, PersonsEnrolled):
            return _rows_of(message, message.ssns, self.people)
        if isinstance(message, ContributionsReceived):
            return _rows_of(message, message.declarations, self.declarations)
        if isinstance(message, ContributionsAssessed | ContributionsRemoved):
            return message if message.item_number in self.declarations else None
        return message if getattr(message, "ssn", "") in self.people else None


def _rows_of(message: Message, names: list[str], wanted: frozenset[str]) -> Message | None:
    """Return the message with those of its rows that name somebody wanted; None without any."""
    kept = [place for place, name in enumerate(names) if name in wanted]
    if not kept:
        return None
    if len(kept) == len(names):
        return message
    columns = {
        column: [getattr(message, column)[place] for place in kept] for column in message.columns
    }
    return message.model_copy(update=columns)


def touched_since(log: Log, since: int) -> Touched:
    """Return of whom a log tells after a position."""
    kinds = {kind.kind for table in SHADOWED for kind in table.kinds}
    people: set[str] = set()
    employers: set[str] = set()
    declarations: set[str] = set()
    for page in log.events(kinds, since=since):
        for event in page:
            fields = fields_of(event.kind, event.body)
            if event.kind == ContributionsAssessed.kind:
                declarations.add(event.item_number)
            elif event.kind == ContributionsReceived.kind:
                declarations.update(fields["declarations"])
            elif event.kind == ContributionsRemoved.kind:
                declarations.add(fields["item_number"])
            elif event.kind in {EmployersRegistered.kind, EmployersRemoved.kind}:
                employers.update(fields["credit_codes"])
            else:
                people.update(fields.get("ssns") or [fields["ssn"]])
    return Touched(frozenset(people), frozenset(employers), frozenset(declarations))
