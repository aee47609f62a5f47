"""What is to be inspected where: everything known of a consignment when its tasks are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import consignments, declarations
from guomen.consignments.terms import Declaration
from guomen.inspection.models import Leg
from guomen.inspection.operations.legs import legs_of, state_of
from guomen.inspection.rules import PLACE_ONLY, goes_under_seal, kinds_for, leg_kinds
from guomen.inspection.terms import LegState, TaskKind
from guomen.kernel.offices.models import Office
from guomen.targeting.queries import assignments
from guomen.targeting.terms import LineDecision


@dataclass(frozen=True, slots=True)
class Assigned:
    """What targeting told of one consignment, and when, where that is not when its tasks are opened."""

    consignment: int
    version: int
    assignment: int
    channel: Channel
    at: datetime | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that is known of one consignment when its tasks are opened."""

    assigned: Assigned
    declaration: Declaration
    lines: tuple[LineDecision, ...]
    port: Office
    destination: Office | None
    leg: LegState | None

    @cached_property
    def asked(self) -> tuple[TaskKind, ...]:
        """What the channel asks for, were it all done at the port."""
        return kinds_for(self.assigned.channel, [one for line in self.lines for one in line.instructions])

    @cached_property
    def under_seal(self) -> bool:
        return self.destination is not None and goes_under_seal(self.assigned.channel, self.asked, self.leg)

    @cached_property
    def kinds(self) -> tuple[TaskKind, ...]:
        """Every check of the goods and their papers, now or when they arrive."""
        stopped = self.under_seal and self.leg is LegState.STOPPED
        return leg_kinds(self.asked, LegState.STOPPED) if stopped else self.asked

    @cached_property
    def now(self) -> tuple[TaskKind, ...]:
        """What is open now: of goods under seal what this end of their way can do."""
        return leg_kinds(self.asked, self.leg or LegState.TO_SEAL) if self.under_seal else self.kinds

    def office(self, kind: TaskKind) -> Office:
        """Who does it: what is held before it has left stays at the port."""
        held = self.assigned.channel is Channel.HOLD and not self.under_seal
        return self.port if kind is TaskKind.SEALING or held else self.destination or self.port


def plans_of(assigned: Sequence[Assigned]) -> list[Plan]:
    """What is known of each consignment; those amended or cancelled since are left out."""
    keys = [one.consignment for one in assigned]
    decided = assignments(keys)
    declared = declarations([(one.consignment, one.version) for one in assigned])
    rows = consignments(keys)
    destinations = Office.objects.in_bulk(
        {declaration.destination_office for declaration in declared.values()}, field_name="code"
    )
    legs: dict[int, Leg] = legs_of(keys) if destinations else {}
    plans = []
    for one in assigned:
        declaration, row = declared.get((one.consignment, one.version)), rows.get(one.consignment)
        # Amended or cancelled since: the news of that brings its own tasks.
        if declaration is None or row is None or row.current_version != one.version or row.status == "cancelled":
            continue
        held = decided.get(one.consignment)
        lines = tuple(LineDecision.from_json(line) for line in held.lines) if held else ()
        codes = {instruction.code for line in lines for instruction in line.instructions}
        at_destination = destinations.get(declaration.destination_office) if PLACE_ONLY in codes else None
        if at_destination == row.office:
            at_destination = None
        plans.append(Plan(one, declaration, lines, row.office, at_destination, state_of(legs.get(one.consignment))))
    return plans
