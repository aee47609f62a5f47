"""What has lately befallen goods: learned day by day from what was found, read by the lines that shifts draw."""

import logging
from datetime import date, datetime, timedelta

import polars as pl
from django.db import connection, transaction

from guomen.catalogue.terms import Channel
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.offices.models import Office
from guomen.targeting.capacity.finding import alarmed
from guomen.targeting.capacity.queries import episodes_held, under_capacity
from guomen.targeting.model_v1.episodes import GoodsEpisodes
from guomen.targeting.models import Assignment, EpisodeState
from guomen.targeting.registry.queries import champions, learning_log, scorer
from guomen.targeting.rules.rulebook import Rulebook

log = logging.getLogger(__name__)

_LOCK = 0x6570_6973
# How far back it begins where nothing was learned yet.
_FIRST = timedelta(days=28)
_DAY = timedelta(days=1)


def learn_episodes(*, at: datetime, book: Rulebook) -> int:
    """Bring what is known of every kind of check with a model in charge up to the day of `at`; gives how many kinds.

    Each kind in its own transaction; two at once learn a day once.
    """
    day = at.astimezone(CIVIL_ZONE).date()
    return sum(_learned(Channel(target), day, at, book) for target in champions())


@transaction.atomic
def _learned(kind: Channel, day: date, at: datetime, book: Rulebook) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = EpisodeState.objects.filter(target=kind, day__lte=day).order_by("-day").first()
    if last and last.day == day:
        return False
    goods = GoodsEpisodes.of(episodes_held(last))
    start = last.day if last else day - _FIRST
    answered = _answered(kind, start, day - _DAY)
    woken = False
    for one in (start + _DAY * number for number in range((day - start).days)):
        heard = answered.filter(pl.col("known_on") == one)
        goods.learn(heard, heard["risk"].to_numpy(), heard["nonconforming"].cast(pl.Float64).to_numpy(), 1 / 7)
        if (one + _DAY).weekday() == 0 and _any_alarmed(book, one + _DAY, kind):
            goods.wake()
            woken = True
    known = goods.in_force()
    EpisodeState.objects.create(
        target=kind, day=day, usual=known.usual, levels=dict(known.levels), woken=woken, recorded_at=at
    )
    return True


def _any_alarmed(book: Rulebook, monday: date, kind: Channel) -> bool:
    """Whether the picks of any office stopped finding in the week before."""
    named = under_capacity(book, Office.objects.values_list("code", flat=True), monday)
    return any(alarmed(book, office, monday, kind) for office in Office.objects.filter(code__in=named))


def _answered(kind: Channel, since: date, until: date) -> pl.DataFrame:
    """Lines whose outcome became known on these days, with the risk that the model then in charge saw in each."""
    answered = learning_log(since=since, until=until, target=kind)
    asked = dict(Assignment.objects.filter(pk__in=answered["assignment"].unique().to_list()).values_list("pk", "asked"))
    digests = [asked.get(key, {}).get(kind, "") for key in answered["assignment"]]
    parts = []
    named = answered.with_columns(pl.Series("digest", digests, dtype=pl.String)).filter(pl.col("digest") != "")
    for (digest,), lines in named.group_by("digest", maintain_order=True):
        try:
            risk = scorer(str(digest)).probability(lines)
        except Exception as error:  # whatever a model's own library raises, shifts are opened
            log.warning("model %s cannot say what it saw, its finds teach nothing: %s", digest, error)
            continue
        parts.append(lines.with_columns(pl.Series("risk", risk)))
    return pl.concat(parts) if parts else answered.clear().with_columns(pl.lit(0.0).alias("risk"))
