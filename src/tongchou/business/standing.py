"""Is this person known, named so, and free to act? What several items refuse of a person."""

from tongchou.registry import refusals
from tongchou.registry.queries import Standing
from tongchou.standards.refusal import Refusals


def named_so(standing: Standing, name: str, *, must_be_known: bool = True) -> Refusals:
    """Refuse a person whom the province does not know, or knows under another name."""
    if standing.name is None:
        return (refusals.person_unknown(),) if must_be_known else ()
    return () if standing.name == name else (refusals.name_mismatch(),)


def free_to_act(
    standing: Standing, *, may_have_left: bool = False, may_be_moving: bool = False
) -> Refusals:
    """Refuse a person who draws a pension, whose record left, or whose record is moving."""
    hindered = (
        (standing.draws_pension, refusals.draws_pension),
        (standing.has_moved and not may_have_left, refusals.moved_away),
        (standing.is_moving and not may_be_moving, refusals.transfer_under_way),
    )
    return tuple(refusal() for is_so, refusal in hindered if is_so)
