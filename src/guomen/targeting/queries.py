"""Reading what was decided: channels, overrides, replays, draws."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import visible_consignments
from guomen.kernel.offices.models import Actor
from guomen.targeting.assigning.queries import Replay, replay
from guomen.targeting.draws.queries import DrawVerdict, draw_days, verify_draws
from guomen.targeting.models import Assignment, Override
from guomen.targeting.orders.queries import Hits, assignments_meeting, control_order, control_orders, hits

__all__ = [
    "DrawVerdict",
    "Hits",
    "OverrideCount",
    "Replay",
    "assignment",
    "assignments",
    "assignments_meeting",
    "channel_now",
    "control_order",
    "control_orders",
    "draw_days",
    "hits",
    "override_counts",
    "overrides_of",
    "replay",
    "verify_draws",
    "waiting_overrides",
]


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


def channel_now(decided: Assignment) -> Channel:
    """The channel in force: that of the last override in force, else the one assigned."""
    last = decided.overrides.filter(state=Override.State.IN_FORCE).order_by("-id").first()
    return Channel(last.to_channel if last else decided.channel)


def overrides_of(consignment_id: int) -> QuerySet[Override]:
    """Every override of a consignment's decisions, oldest first."""
    return (
        Override.objects.filter(assignment__consignment_id=consignment_id)
        .select_related("assignment", "proposed_by", "decided_by")
        .order_by("id")
    )


def waiting_overrides(actor: Actor) -> QuerySet[Override]:
    """Overrides that wait for a second person, of consignments that the actor may know of."""
    return (
        Override.objects.filter(
            state=Override.State.WAITING, assignment__consignment__in=visible_consignments(actor).values("pk")
        )
        .select_related("assignment__consignment", "proposed_by")
        .order_by("id")
    )


@dataclass(frozen=True, slots=True)
class OverrideCount:
    """How often an officer overrode: in all, to a lighter and to a stricter channel, and how many were declined."""

    username: str
    proposed: int
    lighter: int
    stricter: int
    declined: int


def override_counts() -> list[OverrideCount]:
    """Overrides counted per officer who proposed them, most first."""
    steps = Q()
    for channel in Channel:
        lighter = [other for other in Channel if other.severity < channel.severity]
        steps |= Q(from_channel=channel, to_channel__in=lighter)
    rows = (
        Override.objects.values("proposed_by__username")
        .annotate(
            proposed=Count("id"),
            lighter=Count("id", filter=steps),
            declined=Count("id", filter=Q(state=Override.State.DECLINED)),
        )
        .order_by("-proposed", "proposed_by__username")
    )
    return [
        OverrideCount(
            row["proposed_by__username"],
            row["proposed"],
            row["lighter"],
            row["proposed"] - row["lighter"],
            row["declined"],
        )
        for row in rows
    ]
