"""The record of looks: every page and interface says whether it shows people, and whom it showed.

A view that shows people is declared with `shows_people`, every other one with `shows_nobody`; a
test walks all addresses and fails for a view that is neither. What a view adds to its look is
written when it is done, in one statement, before anything is sent. When it cannot be written,
nothing is sent. A view that changes something may write its look in the transaction of the
change, which saves a commit.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest

from tongchou.agency.changes import note_access
from tongchou.agency.models import Clerk
from tongchou.channels.front.visit import now
from tongchou.standards.fields import Kind
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.hands import Aside
from tongchou.workflow.models import Item

View = Callable[..., Any]


@dataclass
class Look:
    """Whom a page showed, what was searched for, and why."""

    page: str
    ssns: set[str] = field(default_factory=set)
    search: str = ""
    reason: str = ""
    rows: int = 0
    """How many people were shown whose numbers the page does not know, such as a file's rows."""
    is_written: bool = False
    """Whether it was written with what the view changed, and that was committed."""

    def at(self, *ssns: str, reason: str = "") -> None:
        """Add people to the look; `reason` is the item's number, or what the visitor stated."""
        self.ssns.update(ssn for ssn in ssns if ssn)
        self.reason = reason or self.reason

    def through(self, search: str, found: Iterable[str] = ()) -> None:
        """Add a search, and the people that it found; one that finds nobody is a look too.

        Spaces are put together: a search reads no more in them, and the record has a length.
        """
        self.search = " ".join(search.split())
        self.at(*found)

    @property
    def is_empty(self) -> bool:
        """Whether nobody was shown or searched for, as on a form that is not filled in yet."""
        return not (self.ssns or self.search or self.rows)

    def write(self, visitor: object) -> None:
        """Write it as the look of a visitor, unless nobody was looked at."""
        if self.is_empty:
            return
        note_access(
            login=visitor.login if isinstance(visitor, Clerk) else "",
            person_code=visitor.person_code if isinstance(visitor, Clerk) else "",
            ssns=self.ssns,
            what=self.page,
            search=self.search,
            reason=self.reason,
            rows=self.rows,
            at=now(),
        )


def visitor_of(request: HttpRequest) -> object:
    """Return who looks: by token, by session, or nobody whom the node knows."""
    return getattr(request, "auth", None) or getattr(request, "user", None)


def look_of(request: HttpRequest) -> Look:
    """Return the look that is under way; raises `AttributeError` in a view not declared."""
    look: Look = request.look  # type: ignore[attr-defined]  # set by `shows_people`
    return look


def ssn_of(item: Item) -> str:
    """Return the number of the person an item is about; '' where it is about nobody."""
    declared = catalogue().get(item.code)
    return item.subject if declared is not None and declared.is_about_a_person else ""


def typed_person(code: str, form: Mapping[str, Any]) -> str:
    """Return the number of the person that a form for an item names; '' where it names nobody."""
    declared = catalogue().get(code)
    field_name = declared.field_of(Kind.PERSON) if declared else None
    return str(form.get(field_name or "") or "")


def people_in(item: Item, aside: Aside) -> set[str]:
    """Return the numbers of all people whom the corrections of an item name, before and after."""
    sides = (
        {name: both[place] for name, both in change.fields.items()}
        for change in aside.form_changes
        for place in (0, 1)
    )
    return {typed_person(item.code, side) for side in sides}


def shows_people(page: str) -> Callable[[View], View]:
    """Declare a view that shows people; `page` is how the access record calls it."""

    def declared(view: View) -> View:
        @wraps(view)
        def looked(request: HttpRequest, *args: Any, **facts: Any) -> Any:
            look = Look(page)
            request.look = look  # type: ignore[attr-defined]  # read by `look_of`
            try:
                return view(request, *args, **facts)
            finally:
                if not look.is_written:
                    look.write(visitor_of(request))

        looked.shows_people = page  # type: ignore[attr-defined]  # read by the test of all views
        return looked

    return declared


def shows_nobody(view: View) -> View:
    """Declare a view that shows no person's data."""
    view.shows_people = ""  # type: ignore[attr-defined]  # read by the test of all views
    return view
