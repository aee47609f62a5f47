"""What sources call hazards, products and origins, and which hazard is a kind of which. All as known now.

Each takes a day, for what holds on it; without one a row that has ended still counts, since older reports use it, and
of the rows of one name the last.
"""

from datetime import date

from guomen.catalogue import models
from guomen.catalogue.terms import HazardGroups, OtherName, ProductCategory, ProductName
from guomen.kernel.records import DatedQuerySet, M
from guomen.kernel.terms import Text


def _each(rows: DatedQuerySet[M], on: date | None) -> DatedQuerySet[M]:
    """One row of every key, in order of key."""
    known = rows.current() if on is None else rows.current().in_force(on)
    return known.order_by("key", "-valid_from").distinct("key")


def hazard_names(on: date | None = None) -> tuple[OtherName, ...]:
    """Other names of hazards."""
    rows = _each(models.HazardName.objects.all(), on)
    return tuple(OtherName(row.name, row.hazard, row.whole) for row in rows)


def origin_names(on: date | None = None) -> tuple[OtherName, ...]:
    """Other names of countries and regions."""
    return tuple(OtherName(row.name, row.country) for row in _each(models.OriginName.objects.all(), on))


def product_names(on: date | None = None) -> tuple[ProductName, ...]:
    """What notices call products."""
    rows = _each(models.ProductName.objects.all(), on)
    return tuple(ProductName(row.name, row.category, row.goods) for row in rows)


def product_categories(on: date | None = None) -> dict[str, ProductCategory]:
    """Categories of products by their codes."""
    rows = _each(models.ProductCategory.objects.all(), on)
    return {row.code: ProductCategory(row.code, Text(row.name_zh, row.name_en), tuple(row.goods)) for row in rows}


def hazard_groups(on: date | None = None) -> HazardGroups:
    """Which hazard is a kind of which, and which of them are written for the broader one."""
    rows = list(_each(models.HazardGroup.objects.all(), on))
    return HazardGroups(
        {row.hazard: row.broader for row in rows}, frozenset(row.hazard for row in rows if row.interchangeable)
    )
