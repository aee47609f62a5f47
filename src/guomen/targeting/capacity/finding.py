"""What an office's learned picks found, week by week, and what follows for the random stratum."""

from datetime import date, datetime, time, timedelta

from django.db import connection

from guomen.catalogue.terms import Channel
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Office
from guomen.targeting.capacity.terms import OPENED
from guomen.targeting.capacity.watching import Watch, WatchRule
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.rules.selecting import even_of
from guomen.targeting.terms import Arm

# Weeks that are looked back on: an alarm raised before them has ended.
WEEKS = 60
_FINDS = """
SELECT date_trunc('week', a.decided_at AT TIME ZONE %(zone)s), count(*) FILTER (WHERE NOT o.conforming), count(*)
FROM targeting_lineoutcome o
JOIN targeting_assignment a ON a.id = o.assignment_id
JOIN consignments_consignment c ON c.id = a.consignment_id
CROSS JOIN LATERAL jsonb_array_elements(a.lines) AS line
WHERE c.office_id = %(office)s AND a.decided_at >= %(since)s AND a.decided_at < %(until)s
  AND o.checked = ANY(%(checked)s) AND (line ->> 'item_no')::int = o.item_no AND line ->> 'arm' = %(arm)s
  AND NOT EXISTS (
    SELECT FROM targeting_lineoutcome later
    WHERE later.assignment_id = o.assignment_id AND later.item_no = o.item_no AND later.id > o.id)
GROUP BY 1 ORDER BY 1
"""


def weekly_finds(office: Office, day: date, kind: Channel) -> list[tuple[date, int, int]]:
    """(its Monday, nonconforming, answered) of the office's learned picks in each whole week before the day's, oldest
    first.

    Weeks without an answered pick are left out.
    """
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(), CIVIL_ZONE)
    with connection.cursor() as cursor:
        cursor.execute(_FINDS, {
            "zone": str(CIVIL_ZONE), "office": office.pk, "since": monday - timedelta(weeks=WEEKS), "until": monday,
            "checked": [str(channel) for channel in OPENED[kind]], "arm": str(Arm.LEARNED),
        })  # fmt: skip
        return [(week.date(), hits, picks) for week, hits, picks in cursor.fetchall()]


def random_share(book: Rulebook, office: Office, day: date, kind: Channel) -> float:
    """The random stratum's share of the capacity: policy's, and more for a while when picks stopped finding."""
    return _watched(book, office, day, kind)[0].random_share


def alarmed(book: Rulebook, office: Office, day: date, kind: Channel) -> bool:
    """Whether the week before the day's was the one that showed that the office's picks have stopped finding."""
    raised = _watched(book, office, day, kind)[1]
    return raised is not None and raised + timedelta(days=7) == day - timedelta(days=day.weekday())


def _watched(book: Rulebook, office: Office, day: date, kind: Channel) -> tuple[Watch, date | None]:
    """The watch as it stands, and the Monday of the last week that raised its alarm."""
    on = book.law_day(day)

    def held(name: str) -> float:
        return book.policy(f"targeting.{name}", on, office.code).number

    rule = WatchRule(
        alarm=held("watch.alarm"),
        wide=held("watch.wide_share"),
        wide_weeks=round(held("watch.wide_weeks")),
        narrower=held("watch.narrower_share"),
        give_up=round(held("watch.give_up_weeks")),
    )
    watch, raised = Watch(held("random_share"), rule), None
    for week, hits, picks in weekly_finds(office, day, kind):
        raised = week if watch.learn(hits, picks) else raised
    return watch, raised


def even_share(book: Rulebook, office: Office, day: date, share: float) -> float:
    """The part of the random stratum that falls on all alike: policy's, and all of it while the watch has its share
    wider than in quiet times, since what the model says of risk is then in doubt.
    """
    on = book.law_day(day)
    quiet = share <= book.policy("targeting.random_share", on, office.code).number
    return even_of(book, office.code, on) if quiet else 1.0
