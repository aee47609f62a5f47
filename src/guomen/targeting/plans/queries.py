"""Reading what plans come to: the rows in force, where records stand under them, where a step-up would bite."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from guomen.catalogue.queries import snapshot
from guomen.catalogue.terms import CheckFrequency, RatePlan
from guomen.consignments.queries import visible_consignments
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Text
from guomen.parties.queries import snapshot as parties_known_at
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.models import SamplingState
from guomen.targeting.plans.rules.machine import automaton
from guomen.targeting.plans.rules.stepping import Found, stepped
from guomen.targeting.plans.rules.telling import standing_told
from guomen.targeting.plans.terms import Standing
from guomen.targeting.rules import rates, supervision
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.history import History

# The scheme whose frequencies step up, and the days over which it compares.
STEPPING = "eu-2019-2129"
STEP_DAYS = 365


def plans_on(on: date) -> tuple[RatePlan, ...]:
    """Every row of a rate plan that holds on the day, as the newest edition knows it."""
    return tuple(row for row in snapshot(current_edition()).rate_plans if row.in_force(on))


def frequencies_on(on: date) -> tuple[CheckFrequency, ...]:
    """Every row of fixed frequencies that holds on the day, whether or not its scheme is applied."""
    return tuple(row for row in snapshot(current_edition()).frequencies if row.in_force(on))


def schemes_applied(on: date, office: str) -> tuple[str, ...]:
    """The schemes of fixed frequencies that policy applies at an office."""
    said = rulebook(current_edition()).word("targeting.frequency_schemes", on, office, "none")
    return tuple(part.strip() for part in said.split(";") if part.strip() not in ("", "none"))


def newest_states(actor: Actor) -> QuerySet[SamplingState]:
    """Where each importer's goods of an origin stand now, of importers whose consignments the actor may know of."""
    same = SamplingState.objects.filter(
        importer=OuterRef("importer"), heading=OuterRef("heading"), origin=OuterRef("origin")
    ).order_by("-sequence")
    importers = visible_consignments(actor).order_by().values("importer").distinct()
    return SamplingState.objects.filter(pk=Subquery(same.values("pk")[:1]), importer__in=importers).order_by(
        "importer", "heading", "origin"
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a record stands under the plan in force: the plan's code, its standing, and both in words."""

    code: str
    standing: Standing
    told: Text


def placed(states: Iterable[SamplingState], on: date, office: str) -> dict[int, Placed]:
    """Each state under the plan that holds for its goods at an office on a day, by the state's id.

    The goods are known by their heading only: where its codes differ in risk the gravest counts, as for a short code.
    """
    rows = list(states)
    edition = current_edition()
    parties = parties_known_at(edition, operators=sorted({row.importer for row in rows}), numbers=[])
    docket = Docket(rulebook(edition), parties, {})
    return {row.pk: _placed(docket, row, on, office) for row in rows}


def _placed(docket: Docket, row: SamplingState, on: date, office: str) -> Placed:
    law = supervision.law_day(docket, on)
    grade = supervision.enterprise_class(docket, row.importer, supervision.party_day(docket, row.importer, on), law)
    risk = supervision.product_risk(docket, row.heading, law)
    goods, origin = rates.named_goods(docket, row.heading), rates.named_origin(docket, row.origin)
    plan = rates.rate_plan(docket, grade, risk, goods, origin, office, law)
    place = rates.stands(docket, plan, History(row.pk, row.run, row.failed, row.record).outcomes)
    return Placed(plan.code, automaton(plan.machine).standings[place], standing_told(plan.machine, place))


@dataclass(frozen=True, slots=True)
class StepUp:
    """Goods (heading) of an origin whose failures over twelve months lift their frequency of physical checks."""

    heading: str
    origin: str
    country: Found
    world: Found
    row: CheckFrequency
    higher: float


def step_ups(at: datetime) -> list[StepUp]:
    """Where the step-up of EU 2019/2129 would bite, most failures first; a proposal: nothing is raised by itself."""
    found = _found(at - timedelta(days=STEP_DAYS), at)
    rows = snapshot(current_edition()).frequencies
    today = at.date()
    ups = []
    for (heading, origin), country in found.items():
        everywhere = [one for (other, _), one in found.items() if other == heading]
        world = Found(sum(one.examined for one in everywhere), sum(one.nonconforming for one in everywhere))
        for row in rows:
            if row.scheme == STEPPING and row.in_force(today) and row.means(heading, origin):
                higher = stepped(row.physical, country, world)
                if higher > row.physical:
                    ups.append(StepUp(heading, origin, country, world, row, higher))
    return sorted(ups, key=lambda up: (-up.country.share, up.heading, up.origin))


def _found(since: datetime, until: datetime) -> dict[tuple[str, str], Found]:
    """Lots looked at and lots that failed, by heading and origin."""
    rows = (
        SamplingState.objects.filter(at__gte=since, at__lte=until)
        .order_by()
        .values("heading", "origin")
        .annotate(examined=Count("id"), failed_lots=Count("id", filter=Q(conforming=False)))
    )
    return {(row["heading"], row["origin"]): Found(row["examined"], row["failed_lots"]) for row in rows}
