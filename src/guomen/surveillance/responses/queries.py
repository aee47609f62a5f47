"""Reading what could be done about a risk, what was chosen, and what came of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.queries import lines_meeting
from guomen.consignments.terms import CIVIL_ZONE
from guomen.decisions.queries import issued_for
from guomen.decisions.terms import DispositionKind
from guomen.kernel.terms import Reason, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertLevel, AlertState
from guomen.surveillance.assessments.queries import assessment_in_force
from guomen.surveillance.clusters.models import Dossier
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.queries import permitted_at
from guomen.surveillance.measures.terms import MeasureKind
from guomen.surveillance.responses.models import Choice
from guomen.surveillance.responses.rules import flow_told, ranked, rate_counted, rate_of
from guomen.surveillance.responses.terms import Candidate, Flow, Means, Option, Rate, Yardstick
from guomen.targeting.queries import assignments, hits

_NOT_ASSESSED = "medium"
_HEADING = 4


@dataclass(frozen=True, slots=True)
class Ranking:
    """The options for a dossier at an instant, best first. reasons: on what they rest. weeks: how far they look."""

    options: tuple[Option, ...]
    reasons: tuple[Reason, ...]
    weeks: int


def ranking_of(row: Dossier, at: datetime) -> Ranking:
    """What could be done about a dossier's risk now."""
    today = at.astimezone(CIVIL_ZONE).date()
    stick = _yardstick(row, today)
    flow = flow_of(row, today - timedelta(weeks=stick.past_weeks), today + timedelta(days=1))
    level = alert_level(row)
    permitted = permitted_at(level, on=today) if level else None
    offered = [_candidate(one) for one in policy("surveillance.responses.offered", on=today).entries]
    barred = {} if permitted is None else {
        one.code: _not_at(level) for one in offered if one.kind is not None and one.kind not in permitted
    }  # fmt: skip
    options = ranked(flow, offered, stick, like=_like(row, offered), barred=barred, opened=_opened(level, today))
    return Ranking(options, (*flow_told(flow, stick), _worth_told(row, stick)), stick.weeks)


def alert_level(row: Dossier) -> str:
    """The level of the dossier's alert in force, "" where there is none."""
    found = Alert.objects.filter(dossier=row, state=AlertState.ISSUED).order_by("-id").first()
    return found.level if found else ""


def _opened(level: str, today: date) -> list[MeasureKind]:
    """The kinds that the next level permits."""
    order = list(AlertLevel)
    place = order.index(AlertLevel(level)) if level else 0
    return [MeasureKind(one) for one in permitted_at(order[place - 1], on=today)] if place else []


def _not_at(level: str) -> Text:
    name = AlertLevel(level).text
    return Text(f"{name.zh}预警下不得采取。", f"Not permitted under an alert of {name.en}.")


def _candidate(written: str) -> Candidate:
    """As policy writes it: a way by its name, or a kind of measure, its channel and its share of lots."""
    name, *more = written.split(":")
    if name in set(Means):
        return Candidate(Means(name))
    if not more:
        return Candidate(Means.JOINT, MeasureKind(name))
    return Candidate(Means.CONTROL, MeasureKind(name), Channel(more[0]), float(more[1]) if more[1:] else 1.0)


def _yardstick(row: Dossier, today: date) -> Yardstick:
    named = assessment_in_force(row.number)
    level = named.level if named is not None else _NOT_ASSESSED
    checks = [*(channel.value for channel in Channel if channel is not Channel.RELEASE), Means.JOINT.value]
    return Yardstick(
        finds={one: policy(f"surveillance.responses.finds.{one}", on=today).number for one in checks},
        hours={one: policy(f"surveillance.review.hours.{one}", on=today).number for one in checks},
        worth=policy(f"surveillance.responses.worth.{level}", on=today).number,
        turned_away=policy("surveillance.responses.turned_away", on=today).number,
        weeks=policy("surveillance.responses.weeks", on=today).whole,
        past_weeks=policy("surveillance.responses.past_weeks", on=today).whole,
        least=policy("surveillance.responses.least", on=today).whole,
    )


def _worth_told(row: Dossier, stick: Yardstick) -> Reason:
    text = Text(
        f"排序：每多发现一批不合格货物折合{stick.worth:g}工时，减去增加的工时；每退回一批合格货物扣{stick.turned_away:g}工时（政策）。",
        f"Order: each detection more counts {stick.worth:g} hours, less the officers' hours added; each conforming "
        f"consignment turned away costs {stick.turned_away:g} hours (policy).",
    )
    return Reason("response.worth", text)


def flow_of(row: Dossier, since: date, until: date) -> Flow:
    """The consignments with the dossier's goods, first lodged on days from `since` up to but without `until`."""
    about = Condition(goods=tuple(row.goods), origins=frozenset(row.origins))
    lines = lines_meeting(about, since).filter(version__consignment__drawn_on__lt=until)
    keys = sorted(set(lines.values_list("version__consignment", flat=True)))
    decided = assignments(keys)
    acts = {act.consignment_id: act for act in issued_for(keys).filter(state="issued")}
    seen = [
        (decided[key].probability or 1.0, not act.conforming)
        for key, act in acts.items()
        if key in decided and act.conforming is not None
    ]
    return Flow(
        channels=Counter(Channel(one.channel) for one in decided.values()),
        rate=rate_of(seen),
        labels=len(seen),
        hits=sum(hit for _, hit in seen),
        loose=sum(DispositionKind(act.kind).lets_go and act.conforming is None for act in acts.values()),
    )


def _like(row: Dossier, offered: list[Candidate]) -> dict[MeasureKind, Rate]:
    """What measures of the offered kinds found so far, for this hazard or at goods of the same headings."""
    kinds = [one.kind for one in offered if one.kind is not None]
    headings = {code[:_HEADING] for code in row.goods}
    numbers: dict[MeasureKind, list[str]] = {}
    for measure in Measure.objects.filter(kind__in=kinds).only("number", "kind", "hazard", "goods"):
        same = bool(row.hazard) and measure.hazard == row.hazard
        if same or headings & {code[:_HEADING] for code in measure.goods}:
            numbers.setdefault(MeasureKind(measure.kind), []).append(measure.number)
    found: dict[MeasureKind, Rate] = {}
    for kind, named in numbers.items():
        met = hits(named, of="measure").values()
        bad = sum(one.nonconforming for one in met)
        rate = rate_counted(bad, bad + sum(one.conforming for one in met))
        if rate is not None:
            found[kind] = rate
    return found


def choices_of(number: str) -> QuerySet[Choice]:
    """Every choice for a dossier, newest first."""
    return Choice.objects.filter(dossier__number=number).select_related("chosen_by", "dossier")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came since a choice, beside what was expected of it for as many days. days: of how many, how many passed.

    expected: None where nothing could be told beforehand; measures: what was ordered for the dossier since.
    """

    days: int
    passed: int
    flow: Flow
    hours: float
    arrivals: float
    checks: float
    hours_expected: float
    found: tuple[float, float, float] | None
    measures: tuple[str, ...]


def outcome_of(choice: Choice, at: datetime) -> Outcome:
    """What came of a choice so far."""
    begun, today = choice.chosen_at.astimezone(CIVIL_ZONE).date(), at.astimezone(CIVIL_ZONE).date()
    end = min(today + timedelta(days=1), choice.until_on)
    days, passed = (choice.until_on - begun).days, (end - begun).days
    flow = flow_of(choice.dossier, begun, end)
    told = choice.ranking[choice.place - 1]
    part = passed / days
    ordered = choice.dossier.measures.filter(ordered_at__gte=choice.chosen_at).order_by("id")
    found = told["found"]
    return Outcome(
        days=days,
        passed=passed,
        flow=flow,
        hours=sum(_hours(channel, begun) * count for channel, count in flow.channels.items()),
        arrivals=told["arrivals"] * part,
        checks=told["checks"] * part,
        hours_expected=told["hours"] * part,
        found=(found[0] * part, found[1] * part, found[2] * part) if found else None,
        measures=tuple(ordered.values_list("number", flat=True)),
    )


def _hours(channel: Channel, on: date) -> float:
    return 0.0 if channel is Channel.RELEASE else policy(f"surveillance.review.hours.{channel}", on=on).number
