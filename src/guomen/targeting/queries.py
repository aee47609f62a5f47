"""Reading what was decided."""

from collections.abc import Collection

from guomen.targeting.models import Assignment


def assignment(consignment_id: int, version: int | None = None) -> Assignment | None:
    """The decision on one version of a consignment, the newest decided where none is named; None where undecided."""
    found = Assignment.objects.filter(consignment_id=consignment_id)
    if version is not None:
        found = found.filter(version=version)
    return found.order_by("-version").first()


def assignments(ids: Collection[int]) -> dict[int, Assignment]:
    """The newest decision of each consignment that has one, by the consignment's id."""
    newest = Assignment.objects.filter(consignment_id__in=ids).order_by("consignment_id", "-version")
    return {row.consignment_id: row for row in newest.distinct("consignment_id")}
