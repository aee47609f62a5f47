"""Samples that wait for a laboratory, and what each laboratory that may test them would cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from guomen.catalogue.queries import policy
from guomen.kernel.offices.models import Actor, Office
from guomen.laboratory.models import Sample
from guomen.laboratory.pool.models import Offer, Route, Routing, TestingBody
from guomen.laboratory.pool.queries.bodies import bodies, fits, load, offers
from guomen.laboratory.pool.rules import kilometres
from guomen.laboratory.pool.rules.routing import Floats
from guomen.laboratory.pool.terms import Standing
from guomen.laboratory.queries import visible_samples
from guomen.laboratory.terms import SampleState

MOVABLE = (SampleState.ORDERED, SampleState.DRAWN, SampleState.HANDED_OVER)
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """One body that may test the whole of a sample. cost = price + way + time, in CNY; km None where unknown."""

    body: TestingBody
    price: Decimal
    km: float | None
    hours: float
    cost: float
    room: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What a kilometre of way and an hour of waiting count, in CNY."""

    km: float
    hour: float


def weights(on: date) -> Weights:
    """The weights of the objective, as policy has them."""
    return Weights(
        policy("laboratory.routing.yuan_per_km", on=on).number,
        policy("laboratory.routing.yuan_per_hour", on=on).number,
    )


def waiting_samples(actor: Actor) -> QuerySet[Sample]:
    """Samples that the actor sees, that no laboratory has taken in and that nobody has routed, oldest first."""
    routed = Route.objects.filter(sample=OuterRef("pk"))
    rows = visible_samples(actor).filter(~Exists(routed), state__in=MOVABLE)
    return rows.prefetch_related("requests").order_by("ordered_at", "pk")


def route_of(sample: Sample) -> Route | None:
    """Where a sample goes, by the newest word on it."""
    return sample.routes.select_related("body", "actor", "routing").order_by("-at", "-pk").first()


def routings() -> QuerySet[Routing]:
    """Runs of the solver, newest first."""
    return Routing.objects.select_related("run_by").order_by("-at", "-pk")


class Market:
    """Who offers what on a day, with distances and room: read once, asked for many samples."""

    def __init__(self, on: date) -> None:
        self.weights = weights(on)
        busy = load()
        self.bodies = [
            one
            for one in bodies().filter(standing=Standing.GOOD)
            if one.accreditation and (one.accredited_until or date.max) >= on
        ]
        self.room = np.array([max(0, one.capacity - busy.get(one.pk, 0)) for one in self.bodies], dtype=np.int64)
        self._offers: dict[tuple[int, str], list[Offer]] = {}
        for offer in offers(on).filter(accredited=True):
            self._offers.setdefault((offer.body_id, offer.analyte_en), []).append(offer)
        self._places = _places(self.bodies)
        # Samples of the same goods from the same office that are tested for the same cost the same.
        self._known: dict[tuple[frozenset[str], str, int], list[Candidate | None]] = {}

    def candidates(self, sample: Sample) -> list[Candidate | None]:
        """For each body: what it would cost to have the whole sample tested there, None where it does not qualify."""
        alike = (frozenset(one.analyte_en for one in sample.requests.all()), sample.goods_code, sample.office_id)
        if alike not in self._known:
            distances = self._distances(sample.office)
            self._known[alike] = [
                self._candidate(position, row, alike[0], sample.goods_code, distances)
                for position, row in enumerate(self.bodies)
            ]
        return self._known[alike]

    def lacking(self, sample: Sample) -> list[str]:
        """Analytes of a sample that no single body takes with the rest, or nobody offers at all."""
        asked = {one.analyte_en for one in sample.requests.all()}
        known = {analyte for _, analyte in self._offers}
        return sorted(asked - known) or sorted(asked)

    def _candidate(
        self, position: int, row: TestingBody, analytes: frozenset[str], goods: str, distances: Floats | None
    ) -> Candidate | None:
        chosen = [self._cheapest(row.pk, analyte, goods) for analyte in analytes]
        if not chosen or any(one is None for one in chosen):
            return None
        found = [one for one in chosen if one is not None]
        price = sum((one.price for one in found), Decimal(0))
        hours = float(max(one.days for one in found) * HOURS_A_DAY)
        km = None if distances is None or np.isnan(distances[position]) else float(distances[position])
        cost = float(price) + self.weights.km * (km or 0.0) + self.weights.hour * hours
        return Candidate(row, price, km, hours, cost, int(self.room[position]))

    def _cheapest(self, body: int, analyte: str, goods: str) -> Offer | None:
        fitting = [one for one in self._offers.get((body, analyte), ()) if fits(one, goods)]
        return min(fitting, key=lambda one: one.price, default=None)

    def _distances(self, office: Office) -> Floats | None:
        """From the laboratory of the sample's office, or of the nearest office above it that has one."""
        near = [row for row in self.bodies if row.office is not None and office.path.startswith(row.office.path)]
        near = [row for row in near if row.latitude is not None and row.longitude is not None]
        if not near:
            return None
        own = max(near, key=lambda row: len(row.office.path if row.office else ""))
        here = np.array([[own.latitude], [own.longitude]], dtype=np.float64)
        distances: Floats = kilometres(here[0], here[1], *self._places)[0]
        return distances


def _places(rows: list[TestingBody]) -> tuple[Floats, Floats]:
    return (
        np.array([np.nan if one.latitude is None else one.latitude for one in rows], dtype=np.float64),
        np.array([np.nan if one.longitude is None else one.longitude for one in rows], dtype=np.float64),
    )


def candidates(sample: Sample, on: date) -> list[Candidate]:
    """The bodies that may test a sample now, the cheapest whole first."""
    found = [one for one in Market(on).candidates(sample) if one is not None]
    return sorted(found, key=lambda one: one.cost)
