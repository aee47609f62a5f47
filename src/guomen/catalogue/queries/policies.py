"""Policies for screens."""

from datetime import date

from django.db.models import QuerySet

from guomen.catalogue.models import Policy


def policies_in_force(on: date) -> QuerySet[Policy]:
    """Every policy in force on a day, as it stands now, by name and office."""
    return Policy.objects.current().in_force(on).order_by("name", "office")
