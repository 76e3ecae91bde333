"""Break points 断点: where a span of months must be parted because the law changes within it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongchou.policy.engine.figures import NATIONAL, titles
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import GIVEN, Figure, Law
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text


@dataclass(frozen=True)
class Piece:
    """A piece of a span in which every figure asked for stays the same.

    `changed` are the figures that begin with this piece, each with the one before it.
    """

    from_month: Month
    until_month: Month
    figures: dict[str, Figure]
    changed: tuple[tuple[Figure, Figure], ...] = ()

    @property
    def months(self) -> int:
        """How many months the piece lasts."""
        return self.until_month - self.from_month

    @property
    def is_provisional(self) -> bool:
        """Whether any of its figures is not final 预发."""
        return any(figure.provisional for figure in self.figures.values())

    @property
    def reason(self) -> Text:
        """Why the span is parted here: which figure goes from what to what; empty at its start."""
        return Text(
            ";".join(_said(self.from_month, before, after, "zh") for before, after in self.changed),
            "; ".join(
                _said(self.from_month, before, after, "en") for before, after in self.changed
            ),
        )


def _said(begins: Month, before: Figure, after: Figure, language: str) -> str:
    title, at = titles()[after.name].of(language), month_text(begins)
    values = [figure.word or shown(figure.value, figure.unit) for figure in (before, after)]
    if values[0] == values[1]:
        word = {"zh": "重新公布", "en": "is published anew"}[language]
        if before.source == after.source and after.provisional:
            word = {"zh": "到期,暂沿用", "en": "has lapsed and stands in"}[language]
        return {"zh": f"{title}{word}", "en": f"{title} {word}"}[language]
    return {
        "zh": f"{title}自{at}起由{values[0]}变为{values[1]}",
        "en": f"{title} goes from {values[0]} to {values[1]} in {at}",
    }[language]


def pieces(
    law: Law,
    names: Sequence[str],
    from_month: Month,
    until_month: Month,
    province: str = NATIONAL,
    city: str | None = None,
) -> list[Piece]:
    """Return the pieces of a span, first to last; `until_month` is exclusive.

    Raises `NotInForce` for the first month for which a figure is lacking.

    A break lies wherever another row comes into force, also where its value is the same,
    and where the last row begins to stand in 预发 for one that is not published yet.
    """
    found: list[Piece] = []
    for at in range(from_month, until_month):
        figures = {name: _figure(law, name, at, province, city) for name in names}
        if found and found[-1].figures == figures:
            continue
        changed = tuple(
            (found[-1].figures[name], figures[name])
            for name in names
            if found and found[-1].figures[name] != figures[name]
        )
        found.append(Piece(at, at, figures, changed))
    ends = [*(piece.from_month for piece in found[1:]), until_month]
    return [
        Piece(piece.from_month, end, piece.figures, piece.changed)
        for piece, end in zip(found, ends, strict=False)
    ]


def _figure(law: Law, name: str, at: Month, province: str, city: str | None) -> Figure:
    """Return the figure of a month; one that was given holds for all months, and breaks none."""
    figure = law.figure(name, at, province, city)
    return replace(figure, from_month=0) if figure.source == GIVEN else figure
