"""The legs of direct releases: opened with their tasks, moved on as seals are put on and checked, called off."""

from collections.abc import Collection, Iterable
from datetime import datetime

from guomen.consignments.operations import share_consignments
from guomen.inspection import events
from guomen.inspection.models import Leg
from guomen.inspection.terms import LegState
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import SubjectRef

_ON_THE_WAY = (LegState.TO_SEAL, LegState.IN_TRANSIT)
_TOLD = {
    LegState.IN_TRANSIT: events.LEG_DEPARTED,
    LegState.ARRIVED: events.LEG_ARRIVED,
    LegState.STOPPED: events.LEG_STOPPED,
}


def legs_of(consignments: Collection[int]) -> dict[int, Leg]:
    """The legs that there are, by consignment."""
    return {leg.consignment_id: leg for leg in Leg.objects.filter(consignment_id__in=consignments)}


def state_of(leg: Leg | None) -> LegState | None:
    """How far goods have come; a leg that was called off and is taken up again goes on where it was."""
    if leg is None:
        return None
    if leg.state == LegState.CALLED_OFF:
        return LegState.IN_TRANSIT if leg.sealed_at else LegState.TO_SEAL
    return LegState(leg.state)


def open_legs(*, at: datetime, ways: Iterable[tuple[int, Office, Office]], legs: dict[int, Leg]) -> None:
    """Open the legs of consignments that go from one office to another, or set those that are there to that way."""
    for consignment, port, destination in ways:
        leg = legs.get(consignment)
        if leg is None:
            Leg.objects.create(consignment_id=consignment, from_office=port, to_office=destination, opened_at=at)
        else:
            leg.state, leg.to_office = state_of(leg) or LegState.TO_SEAL, destination
            leg.save(update_fields=["state", "to_office"])


def call_off_legs(consignments: Collection[int]) -> None:
    """Goods stay where they are, or go on without being inspected."""
    Leg.objects.filter(consignment_id__in=consignments, state__in=_ON_THE_WAY).update(state=LegState.CALLED_OFF)


def show_to_destinations(*, actor: Actor | None, at: datetime, offices: Collection[tuple[int, Office]]) -> None:
    """Who inspects a consignment may see all of it."""
    shares = [(consignment, office.pk) for consignment, office in offices]
    if shares:
        share_consignments(actor=actor, at=at, shares=shares)


def move_on(leg: Leg, state: LegState, *, actor: Actor, at: datetime) -> None:
    """The goods have left under seal, have arrived, or their direct release is stopped."""
    leg.state = state
    if state is LegState.IN_TRANSIT:
        leg.sealed_at = at
    else:
        leg.checked_at = at
    leg.save()
    record(
        _TOLD[state],
        actor=actor,
        at=at,
        subjects=[SubjectRef("consignment", str(leg.consignment_id))],
        payload={"consignment": leg.consignment_id, "from": leg.from_office.code, "to": leg.to_office.code},
    )
