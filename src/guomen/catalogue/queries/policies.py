"""Policies for screens."""

from datetime import date

from django.db.models import QuerySet

from guomen.catalogue.models import Policy


def policies_in_force(on: date) -> QuerySet[Policy]:
    """Every policy in force on a day, as it stands now, by name and office."""
    return Policy.objects.current().in_force(on).order_by("name", "office")


def policy_types() -> dict[str, str]:
    """The type ("share", "number", "whole", "word", "list", "mode", "flag") of every policy that there is, by name."""
    return dict(Policy.objects.current().order_by("name").values_list("name", "type"))
