"""Reading the paces of shifts, and the models that may be asked."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from guomen.catalogue.terms import Channel
from guomen.kernel.statements import asked
from guomen.kernel.terms import Missing
from guomen.targeting.capacity.terms import NO_EPISODES, PaceInForce
from guomen.targeting.model_v1.terms import EpisodesInForce, ModelDamaged
from guomen.targeting.models import EpisodeState, Pace
from guomen.targeting.registry.queries import asked_models, scorer
from guomen.targeting.rules.learned import Fallback, Learned, Scorer
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.rules.selecting import BY_CAPACITY, policy_of

Place = tuple[str, Channel]


# The newest pace of each office, shift and kind of check. Written out: every posted declaration asks.
_COLUMNS = """
p.id, o.code, p.check_kind, p.shift_on, p.sequence, p.capacity, p.spent, p.threshold, p.random_rate, m.digest,
p.random_unit, p.episodes_id
"""
_ROWS = """
FROM targeting_pace p JOIN kernel_office o ON o.id = p.office_id LEFT JOIN targeting_riskmodel m ON m.id = p.model_id
"""
_OF_DAY = f"""
SELECT DISTINCT ON (p.office_id, p.shift, p.check_kind) {_COLUMNS} {_ROWS}
WHERE o.code = ANY(%s::text[]) AND p.shift_on = %s::date
ORDER BY p.office_id, p.shift, p.check_kind, p.sequence DESC
"""
_BY_ID = f"SELECT {_COLUMNS} {_ROWS} WHERE p.id = ANY(%s::bigint[]) ORDER BY p.id"


def paces(offices: Collection[str], day: date) -> dict[Place, PaceInForce]:
    """The pace in force of each office and kind of check on a day; offices that opened no shift have none."""
    return _placed(_OF_DAY, [list(offices), day])


def paces_by_id(ids: Collection[int]) -> dict[Place, PaceInForce]:
    """These rows, whatever was opened since."""
    return _placed(_BY_ID, [list(ids)])


def _placed(statement: str, values: list[Any]) -> dict[Place, PaceInForce]:
    found = [_read(row) for row in asked(statement, values)]
    return {(one.office, one.check_kind): one for one in found}


def _read(row: tuple[Any, ...]) -> PaceInForce:
    key, office, kind, shift_on, sequence, capacity, spent, threshold, random_rate, model, unit, known = row
    return PaceInForce(
        pace=key, office=office, check_kind=Channel(kind), shift_on=shift_on, sequence=sequence, capacity=capacity,
        spent=spent, threshold=threshold, random_rate=random_rate, model=model or "", random_unit=unit,
        episodes=_episodes(known) if known else NO_EPISODES,
    )  # fmt: skip


def in_force(row: Pace) -> PaceInForce:
    """A row, or one that is not written yet, as what decisions read."""
    return PaceInForce(
        pace=row.pk or 0,
        office=row.office.code,
        check_kind=Channel(row.check_kind),
        shift_on=row.shift_on,
        sequence=row.sequence,
        capacity=row.capacity,
        spent=row.spent,
        threshold=row.threshold,
        random_rate=row.random_rate,
        model=row.model.digest if row.model else "",
        random_unit=row.random_unit,
        episodes=episodes_held(row.episodes),
    )


@lru_cache(maxsize=64)
def _episodes(key: int) -> EpisodesInForce:
    """A row, which never changes."""
    return episodes_held(EpisodeState.objects.get(pk=key))


def episodes_held(row: EpisodeState | None) -> EpisodesInForce:
    """A row as what decisions read."""
    return EpisodesInForce(row.pk, row.usual, row.levels) if row else NO_EPISODES


def newest_episodes(day: date) -> dict[Channel, EpisodeState]:
    """By kind of check what was last known, up to a day, to have befallen goods."""
    rows = EpisodeState.objects.filter(day__lte=day).order_by("target", "-day").distinct("target")
    return {Channel(row.target): row for row in rows}


def under_capacity(book: Rulebook, offices: Iterable[str], day: date) -> list[str]:
    """Those of the offices that select under capacity on a day."""
    on = book.law_day(day)
    return sorted({office for office in offices if office and policy_of(book, office, on) == BY_CAPACITY})


def learned_of(drawn: dict[Place, PaceInForce]) -> Learned | None:
    """The models in charge and beside, ready to be asked, and these lines; None where there is nothing of either.

    A model that cannot be read has fallen, and why is kept.
    """
    in_charge, beside = asked_models()
    if not (in_charge or beside or drawn):
        return None
    named = [*in_charge.values(), *(one.model for one in drawn.values())]
    named += [digest for digests in beside.values() for digest in digests]
    learned = Learned(
        champions={Channel(target): digest for target, digest in in_charge.items()},
        challengers={Channel(target): digests for target, digests in beside.items()},
        paces=drawn,
    )
    load(learned, named)
    return learned


def load(learned: Learned, digests: Iterable[str]) -> None:
    """Read these models into `learned`; what cannot be read has fallen."""
    found: dict[str, Scorer] = dict(learned.scorers)
    for digest in dict.fromkeys(digest for digest in digests if digest):
        try:
            found[digest] = scorer(digest)
        except ModelDamaged:
            learned.fallen[digest] = Fallback.DAMAGED
        except Missing:
            learned.fallen[digest] = Fallback.MISSING
        except Exception:  # whatever the model's own library raises, goods are decided
            learned.fallen[digest] = Fallback.FAILED
    learned.scorers = found
