"""What the play knows while it runs: the people, and the truth about every consignment."""

from dataclasses import dataclass, field
from datetime import date, datetime

from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Actor
from guomen.simulator.terms import Arrival, Fault
from guomen.simulator.world import World


@dataclass
class Play:
    """people by user name; truth by consignment number."""

    world: World
    people: dict[str, Actor]
    truth: dict[int, Arrival] = field(default_factory=dict)

    def faults(self, consignment: int, kind: str) -> dict[int, list[Fault]]:
        """What is really wrong with a consignment, of one kind, by item number."""
        found: dict[int, list[Fault]] = {}
        arrival = self.truth.get(consignment)
        for truth in arrival.truths if arrival else ():
            if truth.fault.kind == kind:
                found.setdefault(truth.item_no, []).append(truth.fault)
        return found


def instant(day: date, hour: int) -> datetime:
    """An hour of a day of the play, in Beijing time."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=CIVIL_ZONE)
