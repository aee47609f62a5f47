"""What contains what, followed through every step, and the clauses that measures rest on."""

from datetime import date

from guomen.catalogue import models
from guomen.catalogue.compositions import followed
from guomen.catalogue.terms import Composition, CompositionPath, Confidence, IngredientShare, MeasureBasis
from guomen.kernel.terms import Text


def compositions(on: date | None = None) -> tuple[Composition, ...]:
    """Which goods contain which, as known now; on: only what holds on that day."""
    rows = models.Composition.objects.current().order_by("product", "ingredient")
    return tuple(
        Composition(
            key=f"composition:{row.key}",
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            product=row.product,
            ingredient=row.ingredient,
            share=IngredientShare(row.share),
            source=row.source,
            confidence=Confidence(row.confidence),
        )
        for row in (rows if on is None else rows.in_force(on))
    )


def contained_in(goods: str, *, on: date | None = None, depth: int | None = None) -> tuple[CompositionPath, ...]:
    """The products that contain goods of this prefix, each once by its shortest path; direct ones first.

    depth: at most so many steps; default all.
    """
    return followed(compositions(on), goods, depth)


def measure_bases(kind: str = "", *, on: date | None = None) -> tuple[MeasureBasis, ...]:
    """The clauses that a kind of measure (all, where none is named) rests on; on: only those that are law that day."""
    rows = models.MeasureBasis.objects.current().order_by("kind", "valid_from", "law", "article")
    rows = rows.filter(kind=kind) if kind else rows
    return tuple(
        MeasureBasis(
            key=f"basis:{row.key}",
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            kind=row.kind,
            law=row.law,
            article=row.article,
            name=Text(row.name_zh, row.name_en),
            words=Text(row.words_zh, row.words_en),
            targets=tuple(row.targets),
            source=row.source,
            confidence=Confidence(row.confidence),
        )
        for row in (rows if on is None else rows.in_force(on))
    )
