"""Policies for screens."""

from datetime import date

from django.db.models import QuerySet

from guomen.catalogue.models import Policy, PolicyProposal


def policies_in_force(on: date) -> QuerySet[Policy]:
    """Every policy in force on a day, as it stands now, by name and office."""
    return Policy.objects.current().in_force(on).order_by("name", "office")


def policy_types() -> dict[str, str]:
    """The type ("share", "number", "whole", "word", "list", "mode", "flag") of every policy that there is, by name."""
    return dict(Policy.objects.current().order_by("name").values_list("name", "type"))


def policy_rows(prefix: str) -> QuerySet[Policy]:
    """Every row of policies whose name begins so, as they stand now: those that hold, held and will hold."""
    return Policy.objects.current().filter(name__startswith=prefix).order_by("name", "office", "valid_from")


def policy_proposals() -> QuerySet[PolicyProposal]:
    """Every proposal of an office's own policy, newest first."""
    return PolicyProposal.objects.select_related("office", "proposed_by", "decided_by").order_by("-id")
