"""A completed item is decided again, by the law of its day and as it is now 复算."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from lives import claim, work

from counter import MAN, MAN_NAME, TODAY, accepted, completed, everything, refusal_codes
from tongchou.policy.employees.pension.pension import pension
from tongchou.policy.engine import law
from tongchou.policy.engine.figures import Series, figures_of
from tongchou.policy.engine.rule import Rule
from tongchou.workflow.models import Item
from tongchou.workflow.rerun import Rerun, rerun

pytestmark = pytest.mark.usefixtures("province")


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


@pytest.fixture
def mended() -> Iterator[None]:
    """Mend the rule of the pension: version 2 pays one yuan more, version 1 stays as it was."""
    assert isinstance(pension, Rule)
    methods, version = dict(pension._methods), pension.version
    first = pension._methods[version]

    def one_yuan_more(*args: Any, **kwargs: Any) -> Any:
        kwargs["account_balance_fen"] += 13_900
        return first(*args, **kwargs)

    pension._methods[version + 1] = one_yuan_more
    pension.version = version + 1
    yield
    pension._methods, pension.version = methods, version


def test_a_pension_comes_out_again_line_by_line_and_nothing_is_written() -> None:
    work(MAN, MAN_NAME)
    item = completed("retirement_claim", claim(MAN, MAN_NAME))
    before = everything()

    found = rerun(kept(item), today=TODAY)

    assert isinstance(found, Rerun)
    assert found.is_equal
    assert len(found.then) == len(item.worksheet) > 10
    assert found.versions == ()
    assert everything() == before


def test_it_says_by_which_rules_figures_and_software_it_was_decided() -> None:
    work(MAN, MAN_NAME)
    item = completed("retirement_claim", claim(MAN, MAN_NAME))

    provenance = kept(item).provenance

    assert provenance["known_on"] == "2024-11-05"
    assert provenance["software"]
    assert {"id": pension.id, "version": 1} in provenance["rules"]
    assert "benefit_base" in {figure["name"] for figure in provenance["figures"]}


@pytest.mark.usefixtures("mended")
def test_after_a_method_is_mended_the_old_one_still_gives_the_old_amount(
    request: pytest.FixtureRequest,
) -> None:
    del request
    work(MAN, MAN_NAME)
    item = completed("retirement_claim", claim(MAN, MAN_NAME))
    row = kept(item)
    for rule in row.provenance["rules"]:
        if rule["id"] == pension.id:
            rule["version"] = 1  # as if it had been decided before the method was mended

    found = rerun(row, today=TODAY)

    assert isinstance(found, Rerun)
    assert found.versions == ((pension.id, 1, 2),)
    then = {line.again["name"]: line.again["value"] for line in found.then if line.again}
    now = {line.again["name"]: line.again["value"] for line in found.now if line.again}
    assert now["total"] - then["total"] == 100


def test_after_a_figure_is_mended_the_old_one_still_gives_the_old_amount(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work(MAN, MAN_NAME)
    with monkeypatch.context() as before:
        before.setattr(law, "figures_of", as_it_was_entered)
        item = completed("retirement_claim", claim(MAN, MAN_NAME))

    found = rerun(kept(item), today=TODAY)

    assert isinstance(found, Rerun)
    assert found.is_equal
    ((then, now),) = found.figures
    assert (then["name"], now["value"] - then["value"]) == ("benefit_base", 100)
    assert not found.as_json()["equal_now"]


def as_it_was_entered(scheme: str, place: str) -> Mapping[str, Series]:
    """Return the figures of a place before a slip was mended: the wage a yuan too low."""
    found = dict(figures_of(scheme, place))
    if series := found.get("benefit_base"):
        rows = tuple(replace(row, value=row.value - 100) for row in series.rows)
        found["benefit_base"] = replace(series, rows=rows)
    return found


def test_what_is_not_decided_yet_cannot_be_decided_again() -> None:
    work(MAN, MAN_NAME)
    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    assert refusal_codes(rerun(kept(item), today=TODAY)) == ["workflow.no_facts_kept"]
