"""Measures and their history."""

from django.db.models import QuerySet

from guomen.catalogue.models import Measure
from guomen.kernel.terms import Missing, Text


def measures() -> QuerySet[Measure]:
    """Every measure as it stands now, newest first."""
    return Measure.objects.current().order_by("-valid_from", "number")


def measure_history(number: str) -> list[Measure]:
    """Every version of one measure, oldest first. Raises Missing for a number that nobody used."""
    rows = list(Measure.objects.filter(number=number).order_by("since_edition"))
    if not rows:
        raise Missing(
            "measure.unknown",
            Text(f"没有编号为{number}的措施。", f"There is no measure {number}."),
            Text("请核对措施编号。", "Check the number in the list of measures."),
        )
    return rows
