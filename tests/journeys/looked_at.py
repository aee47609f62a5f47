"""What an office had looked at in the two months before the journeys, and found: the log that a model learns from.

Written straight into the tables: what officers once did is over, and no task of it is left for the journeys.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from guomen.consignments.operations import lodge_for_decision
from guomen.consignments.terms import CIVIL_ZONE
from guomen.simulator.people import WAIGAOQIAO
from guomen.simulator.terms import Arrival, Place
from guomen.simulator.world import World
from guomen.targeting.models import Assignment, LineOutcome

DAYS, DAILY = 60, 8


def write_log(world: World, place: Place, today: date) -> None:
    """Lodged, opened by the lot and found as it truly was: 480 consignments at Waigaoqiao."""
    assert place.office == WAIGAOQIAO
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back + 5)
        _day(world.arrivals(day, DAILY, place), day)


@transaction.atomic
def _day(arrivals: list[Arrival], day: date) -> None:
    at = datetime.combine(day, time(10), CIVIL_ZONE)
    lodged = lodge_for_decision(actor=None, at=at, declarations=[arrival.declaration for arrival in arrivals])
    decided = Assignment.objects.bulk_create(
        Assignment(
            consignment_id=one.consignment, version=1, decided_at=at, channel="physical", probability=0.3, arm="lot",
            edition=1, drawn_on=day, commitment="0" * 64, control_rate=0.01, inputs="0" * 64, conforming=True,
            lines=[{"item_no": item.item_no, "channel": "physical", "probability": 0.3, "arm": "lot", "rate": 0.3,
                    "uniform": 0.1, "history": None, "reasons": [], "instructions": []}
                   for item in arrival.declaration.items],
        )
        for one, arrival in zip(lodged, arrivals, strict=True)
    )  # fmt: skip
    LineOutcome.objects.bulk_create(
        LineOutcome(
            assignment=assignment, item_no=item.item_no, checked="physical", entry=1, known_at=at + timedelta(hours=5),
            conforming=item.item_no not in bad, harm=float(item.item_no in bad),
        )
        for assignment, arrival in zip(decided, arrivals, strict=True)
        for bad in [{truth.item_no for truth in arrival.truths}]
        for item in arrival.declaration.items
    )  # fmt: skip
