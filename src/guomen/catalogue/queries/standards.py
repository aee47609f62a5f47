"""Standards and their editions, which of them a limit speaks of on a day, and what others ask."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from guomen.catalogue import models
from guomen.catalogue.queries.facts import fact_key
from guomen.catalogue.terms import (
    Confidence,
    Equivalent,
    Limit,
    Standard,
    StandardKind,
    StandardStatus,
    edition_for,
    split_citation,
)
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Missing, Text


def standard_fact(row: models.Standard) -> Standard:
    """A row of one edition as a value."""
    return Standard(
        key=fact_key("standard", row),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        number=row.number,
        edition=row.edition,
        kind=StandardKind(row.kind),
        title=Text(row.title_zh, row.title_en),
        about=Text(row.about_zh, row.about_en),
        mandatory=row.mandatory,
        status=StandardStatus(row.status),
        superseded_by=row.superseded_by,
        source=row.source,
        confidence=Confidence(row.confidence),
    )


@lru_cache(maxsize=4)
def editions_of_all(edition: int) -> Mapping[str, tuple[Standard, ...]]:
    """Every standard's editions by its number, the oldest first, as an edition of the catalogue knew them."""
    found: dict[str, list[Standard]] = defaultdict(list)
    for row in models.Standard.objects.known_at(edition).order_by("number", "valid_from", "key"):
        found[row.number].append(standard_fact(row))
    return {number: tuple(rows) for number, rows in found.items()}


def in_its_edition(limit: Limit, on: date, edition: int | None = None) -> Limit:
    """The limit with the edition of its standard that stands on the day, of those that its row names.

    Where no row of standards tells of them it stays as it is; one that no longer stands is returned as such (standing).
    """
    number, year = split_citation(limit.standard)
    known = editions_of_all(current_edition() if edition is None else edition).get(number, ())
    named = [part.strip() for part in limit.edition.split(";")] if limit.edition else [year]
    found = edition_for(known, named, on)
    if found is None:
        return limit
    return replace(limit, standard=found.number, edition=found.edition, standing=str(found.standing(on)))


def standards() -> QuerySet[models.Standard]:
    """Every edition known now, by number and edition."""
    return models.Standard.objects.current().order_by("kind", "number", "edition")


def standards_like(rows: QuerySet[models.Standard], text: str) -> QuerySet[models.Standard]:
    """Editions whose number, citation, title or subject has every word of the text."""
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(number__icontains=split_citation(word)[0])
            | Q(edition=word)
            | Q(title_zh__icontains=word)
            | Q(title_en__icontains=word)
            | Q(about_zh__icontains=word)
            | Q(about_en__icontains=word)
        )
    return rows


def editions(number: str) -> tuple[Standard, ...]:
    """The editions of one standard, the newest first. Raises Missing."""
    found = editions_of_all(current_edition()).get(number)
    if not found:
        raise Missing(
            "standard.unknown",
            Text(f"没有编号为“{number[:80]}”的标准。", f"There is no standard {number[:80]!r}."),
            Text("请从标准查询页面进入。", "Look for it in the search of standards."),
        )
    return tuple(reversed(found))


def limits_of(number: str) -> QuerySet[models.Limit]:
    """The limits of a standard in every edition, as known now."""
    dated = Q(standard__startswith=f"{number}-") & Q(standard__regex=r"-\d{4}$")
    return models.Limit.objects.current().filter(Q(standard=number) | dated).order_by("number", "valid_from")


def limits_like(*, product: str, analyte: str, standard: str, on: date) -> QuerySet[models.Limit]:
    """Limits in force on a day, by words of the product (or the beginning of its code), analyte and standard."""
    rows = models.Limit.objects.current().in_force(on)
    if product:
        rows = rows.filter(_of_goods(product))
    if analyte:
        rows = rows.filter(Q(analyte__icontains=analyte) | Q(analyte_zh__icontains=analyte))
    if standard:
        rows = rows.filter(standard__icontains=split_citation(standard)[0])
    return rows.order_by("analyte", "number", "valid_from")


def _of_goods(product: str) -> Q:
    if product.isascii() and product.isdecimal():
        return Q(goods__overlap=[product[:length] for length in range(1, len(product) + 1)])
    return Q(food_zh__icontains=product) | Q(food_en__icontains=product)


def equivalents(*, product: str = "", analyte: str = "") -> tuple[Equivalent, ...]:
    """What China, Codex and others ask, by words of product (or its code) and analyte; as known now."""
    rows = models.Equivalent.objects.current().order_by("number")
    if product.isascii() and product.isdecimal():
        rows = rows.filter(goods__overlap=[product[:length] for length in range(1, len(product) + 1)])
    elif product:
        rows = rows.filter(Q(matrix_zh__icontains=product) | Q(matrix_en__icontains=product))
    if analyte:
        rows = rows.filter(Q(analyte__icontains=analyte) | Q(analyte_zh__icontains=analyte))
    return tuple(
        Equivalent(
            key=fact_key("equivalent", row),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            analyte=Text(row.analyte_zh, row.analyte),
            matrix=Text(row.matrix_zh, row.matrix_en),
            goods=tuple(row.goods),
            china=row.china,
            codex=row.codex,
            elsewhere=row.elsewhere,
            unit=row.unit,
            source=row.source,
            confidence=Confidence(row.confidence),
        )
        for row in rows
    )
