"""What an office's shift would be paced at now: capacity, what is spent, what came lately and what is to come."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncTime

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import declarations
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Office
from guomen.targeting.capacity.finding import even_share, random_share
from guomen.targeting.capacity.queries import episodes_held, load, newest_episodes, under_capacity
from guomen.targeting.capacity.recent import Recent, highest_values, recent
from guomen.targeting.capacity.rules import draw_line, expected_left
from guomen.targeting.capacity.terms import KINDS, OPENED
from guomen.targeting.model_v1.terms import EpisodesInForce
from guomen.targeting.models import Assignment, EpisodeState, Pace, RiskModel
from guomen.targeting.registry.frames import line_frame
from guomen.targeting.registry.queries import champions
from guomen.targeting.rules.learned import Learned, asked_frame, scored_by, unrest_of
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.rules.selecting import policy_word

# Days and newest consignments that a line is drawn from; with fewer values than ENOUGH, the newest of those that the
# model was never asked of are valued anew, up to ANEW.
DAYS, NEWEST = 28, 5000
ENOUGH, ANEW = 200, 500
_ALIKE = 3


def planned(book: Rulebook, office: Office, day: date, at: datetime) -> list[Pace]:
    """The paces that an office's shift would have now, one for each kind of check that policy gives a capacity.

    Nothing is written. None where the office does not select under capacity.
    """
    if not under_capacity(book, [office.code], day):
        return []
    on = book.law_day(day)
    held = {kind: policy_word(book, f"targeting.capacity.{kind}", office.code, on, "") for kind in KINDS}
    in_charge = {model.digest: model for model in RiskModel.objects.filter(digest__in=champions().values())}
    by_target = {model.target: model for model in in_charge.values()}
    came = recent(office, day, days=DAYS, newest=NEWEST)
    until = at.astimezone(CIVIL_ZONE)
    passed = until.timetz().replace(tzinfo=None) if until.date() == day else time() if until.date() < day else time.max
    coming = _expected(office, day, passed)
    known = newest_episodes(day)
    return [
        _pace(book, office, day, at, kind, int(capacity), by_target.get(kind), came, coming, known.get(kind))
        for kind, capacity in held.items()
        if capacity
    ]


def _pace(
    book: Rulebook,
    office: Office,
    day: date,
    at: datetime,
    kind: Channel,
    capacity: int,
    model: RiskModel | None,
    came: list[Recent],
    coming: float,
    episodes: EpisodeState | None,
) -> Pace:
    on = book.law_day(day)
    control = Channel(book.policy("targeting.control_arm_channel", on, office.code).value)
    floor = book.policy("targeting.control_arm_rate", on, office.code).number if kind is control else 0.0
    ruled = [row for row in came if row.by_rule]
    opened = sum(row.channel in OPENED[kind] for row in ruled) / len(came) if came else 0.0
    free = 1.0 - len(ruled) / len(came) if came else 1.0
    spent = spent_on(office, day, kind)
    share = random_share(book, office, day, kind)
    free_rows = [row for row in came if not row.by_rule]
    line = draw_line(
        _values(model.digest, free_rows, episodes_held(episodes)) if model else [],
        capacity_left=capacity - spent - coming * opened,
        expected_left=coming * free,
        random_share=share,
        floor=floor,
        even=even_share(book, office, day, share),
    )
    return Pace(
        office=office,
        shift_on=day,
        check_kind=kind,
        sequence=1,
        capacity=capacity,
        spent=spent,
        threshold=line.threshold,
        random_rate=line.random_rate,
        random_unit=line.random_unit,
        model=model,
        episodes=episodes,
        opened_at=at,
    )


def spent_on(office: Office, day: date, kind: Channel) -> int:
    """How many of a day's consignments at the office have a channel that uses a kind of check's capacity."""
    rows = decided_on(office, day, day).filter(channel__in=OPENED[kind])
    return rows.aggregate(count=Count("consignment", distinct=True))["count"] or 0


def decided_on(office: Office, first: date, last: date) -> QuerySet[Assignment]:
    """What the office decided on these days. A shipment that is declared again draws on the day of its first
    declaration, which may lie DAYS back.
    """
    start, end = (datetime.combine(day, time(), CIVIL_ZONE) for day in (first, last + timedelta(days=1)))
    rows = Assignment.objects.filter(consignment__office=office, decided_at__gte=start, decided_at__lt=end)
    return rows.filter(drawn_on__gt=first - timedelta(days=DAYS), drawn_on__lte=last)


def _expected(office: Office, day: date, passed: time) -> float:
    """How many consignments are still to come to the office on the day, after the time that has passed of it."""
    rows = (
        decided_on(office, day - timedelta(days=DAYS - 1), day)
        .annotate(on=TruncDate("decided_at", tzinfo=CIVIL_ZONE), clock=TruncTime("decided_at", tzinfo=CIVIL_ZONE))
        .values("on")
        .annotate(
            early=Count("consignment", distinct=True, filter=Q(clock__lt=passed)),
            late=Count("consignment", distinct=True, filter=Q(clock__gte=passed)),
        )
        .order_by("on")
    )
    counted = {row["on"]: (row["early"], row["late"]) for row in rows}
    so_far = sum(counted.pop(day, (0, 0)))
    alike = [both for other, both in counted.items() if (other.weekday() >= 5) == (day.weekday() >= 5)]
    chosen = alike if len(alike) >= _ALIKE else list(counted.values())
    return expected_left([early for early, _ in chosen], [late for _, late in chosen], so_far)


def _values(digest: str, rows: list[Recent], episodes: EpisodesInForce) -> list[float]:
    """The value of each consignment by the model, that of its highest line."""
    known = highest_values(digest, rows)
    values = [value for value in known if value is not None]
    if len(values) >= ENOUGH:
        return values
    unknown = [row for row, value in zip(rows, known, strict=True) if value is None][:ANEW]
    return values + _anew(digest, unknown, episodes)


def _anew(digest: str, rows: list[Recent], episodes: EpisodesInForce) -> list[float]:
    declared = declarations([(row.consignment, row.version) for row in rows])
    found = [one for one in declared.values() if one.items]
    learned = Learned()
    load(learned, [digest])
    values, start = [], 0
    if not found:
        return []
    lines = asked_frame(line_frame(found), rows[0].drawn_on)
    scored = scored_by(learned, digest, lines, unrest_of(lines, lambda _: episodes))
    for one in found if scored is not None else ():
        assert scored is not None
        values.append(float(scored[start : start + len(one.items)].max()))
        start += len(one.items)
    return values
