"""A policy played through a world, day by day, with the product's own evaluator."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.simulator.trying.goods import CLASSES
from guomen.simulator.trying.making import Learner, Playable
from guomen.simulator.trying.people import Real, Whole
from guomen.simulator.trying.tallies import COUNTS, OF_CLASS, Tally
from guomen.simulator.trying.worlds import Arrivals, Flags
from guomen.targeting.trial.queries import Rulebook, Trial

# Days between an office's opening a consignment and its release.
_OPENING = 1.0


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions of a day, as numbers. look, sampled: lines whose goods an officer sees, a laboratory tests.

    chance: beforehand, of each line being looked at; random: consignments that the random arm picked; start: of each
    consignment's first line.
    """

    frame: pl.DataFrame
    start: Whole
    look: Flags
    sampled: Flags
    stopped: Flags
    chance: Real
    random: Flags


@dataclass(frozen=True, slots=True)
class Found:
    """What became known of a day's lines. line, false: of each line; wait: days until its consignment is opened."""

    line: Flags
    false: Flags
    wait: Real


@dataclass
class Run:
    """One policy in one world, under way."""

    world: Playable
    trial: Trial
    evasion: Learner
    counts: Real
    classes: Real
    backlog: Real
    # What becomes known at the end of a day of the run.
    known: dict[int, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    caught: dict[int, list[Whole]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[int, list[tuple[Channel, pl.DataFrame]]] = field(default_factory=lambda: defaultdict(list))
    begun: dict[int, int] = field(default_factory=dict)
    first_found: dict[int, int] = field(default_factory=dict)


def play(
    world: Playable,
    book: Rulebook,
    *,
    step: int = 1,
    every: int = 7,
    progress: Callable[[int, int], None] = lambda day, days: None,
) -> Tally:
    """Play the rulebook's policies through the world, from its first day to its last.

    step: how many days are decided at once; what is found is fed back between steps. every: days between trainings.
    Raises Refusal where a policy that is needed is missing.
    """
    weeks = (world.days + 6) // 7
    run = Run(
        world,
        Trial(book, world.parties),
        world.evasion(),
        np.zeros((len(COUNTS), weeks)),
        np.zeros((len(CLASSES), len(OF_CLASS))),
        np.zeros(world.parameters.offices),
    )
    for first in range(0, world.days, step):
        days = range(first, min(first + step, world.days))
        _learn(run, first)
        if first and first // every > (first - step) // every:
            run.trial.retrain(world.on(first), seed=world.seed)
        _play_days(run, [(day, arrivals) for day in days if len((arrivals := world.arrivals(day, run.evasion)).seen)])
        progress(days[-1] + 1, world.days)
    waits = tuple(found - run.begun[episode] for episode, found in run.first_found.items())
    return Tally(run.counts, run.classes, len(run.begun), waits, run.trial.trained)


def secret_of(seed: int, day: int) -> bytes:
    """The secret that draws on a day of a trial: made from the seed, so that the same seed draws the same."""
    return hashlib.sha256(f"guomen trial {seed} {day}".encode()).digest()


def _learn(run: Run, day: int) -> None:
    """What became known before this day moves the histories and warns the cheats."""
    for known_on in sorted(one for one in run.known if one <= day):
        for lots in run.known.pop(known_on):
            run.trial.note(lots.iter_rows())
    for known_on in sorted(one for one in run.labels if one <= day):
        for kind, lines in run.labels.pop(known_on):
            run.trial.label(kind, lines)
    for known_on in sorted(one for one in run.caught if one <= day):
        for relations in run.caught.pop(known_on):
            run.evasion.learn(relations, known_on)


def _play_days(run: Run, days: list[tuple[int, Arrivals]]) -> None:
    """Decide the lines of some days at once, then see day by day what comes of it."""
    if not days:
        return
    first, arrivals = days[0]
    frames = [each.frame for _, each in days]
    lines = frames[0] if len(frames) == 1 else pl.concat(frames)
    frame = run.trial.decide(lines, arrivals.day, secret_of(run.world.seed, first))
    begin = 0
    for day, each in days:
        _follow(run, day, each, frame[begin : begin + each.frame.height])
        begin += each.frame.height


def _follow(run: Run, day: int, arrivals: Arrivals, frame: pl.DataFrame) -> None:
    decided = _read(frame, arrivals)
    found = _examine(run, arrivals, decided)
    _count(run, day, arrivals, decided, found)
    _count_classes(run, arrivals, found)
    _remember(run, day, arrivals, decided, found)


def _read(frame: pl.DataFrame, arrivals: Arrivals) -> Decided:
    start = np.flatnonzero(np.diff(arrivals.consignment, prepend=-1))
    channel = frame["channel"].to_physical().to_numpy()
    whole = frame["consignment_channel"].to_physical().to_numpy()[start]
    sampled = channel == Channel.SAMPLE.severity
    look = sampled | (channel == Channel.PHYSICAL.severity)
    return Decided(
        frame=frame,
        start=start,
        look=look,
        sampled=sampled,
        stopped=whole >= Channel.HOLD.severity,
        chance=frame["probability"].to_numpy(),
        random=(frame["consignment_arm"] == "control").to_numpy()[start],
    )


def _examine(run: Run, arrivals: Arrivals, decided: Decided) -> Found:
    """What officers and laboratory find in what is opened, and how long it waits for them."""
    parameters = run.world.parameters
    seen = arrivals.seen & decided.look & (arrivals.luck[0] < parameters.sight)
    tested = arrivals.tested & decided.sampled & (arrivals.luck[1] < parameters.sensitivity)
    clean = decided.sampled & ~arrivals.tested
    false = clean & (arrivals.luck[2] > parameters.specificity)
    wait = _waits(run, arrivals, decided)
    there = np.isfinite(wait)[arrivals.consignment]
    return Found((seen | tested) & there, false & there, wait)


def _waits(run: Run, arrivals: Arrivals, decided: Decided) -> Real:
    """Days until each consignment that is to be opened is: every office opens what it can in a day, in turn."""
    opened = np.logical_or.reduceat(decided.look, decided.start)
    wait = np.zeros(len(decided.start))
    capacity = run.world.parameters.capacity
    if capacity is None:
        return wait
    office = arrivals.office[decided.start]
    for place in range(len(run.backlog)):
        mine = np.flatnonzero(opened & (office == place))
        turn = run.backlog[place] + np.arange(len(mine))
        wait[mine] = np.floor(turn / capacity) if capacity else inf
        run.backlog[place] = max(0.0, run.backlog[place] + len(mine) - capacity) if capacity else 0.0
    return wait


def _count(run: Run, day: int, arrivals: Arrivals, decided: Decided, found: Found) -> None:
    parameters, start = run.world.parameters, decided.start

    def any_of(lines: NDArray[np.bool_]) -> Flags:
        gathered: Flags = np.logical_or.reduceat(lines, start)
        return gathered

    bad, opened = any_of(arrivals.seen | arrivals.tested), any_of(decided.look)
    waiting = opened & ~np.isfinite(found.wait)
    done = opened & ~waiting
    detected = any_of(found.line)
    released = ~decided.stopped & ~waiting
    leaked = bad & ~detected & released
    sampled = any_of(decided.sampled) & done
    tests = float((_tests(decided.frame) * decided.sampled * done[arrivals.consignment]).sum())
    visible = arrivals.seen & ~decided.look & released[arrivals.consignment]
    by_chance = (1.0 / np.clip(decided.chance, 1e-9, 1.0) - 1.0) * (found.line & arrivals.seen)
    delay = np.where(done, found.wait + _OPENING, 0.0) + sampled * parameters.laboratory_days
    gone = (arrivals.seen | arrivals.tested) & ~found.line & released[arrivals.consignment]
    values = {
        "batches": len(start),
        "lines": len(arrivals.seen),
        "nonconforming": bad.sum(),
        "detected": detected.sum(),
        "leaked": leaked.sum(),
        "stopped": decided.stopped.sum(),
        "waiting": waiting.sum(),
        "opened": done.sum(),
        "tests": tests,
        "false_alarms": (any_of(found.false) & ~detected).sum(),
        "delay": delay.sum(),
        "cost": done.sum() * parameters.inspection_cost + tests * parameters.test_cost,
        "harm_leaked": arrivals.harm[gone].sum(),
        "random_opened": (decided.random & done).sum(),
        "random_found": (decided.random & detected).sum(),
        "visible_leaked": visible.sum(),
        "visible_estimate": by_chance.sum() / max(parameters.sight, 1e-9),
    }
    run.counts[:, day // 7] += [float(values[name]) for name in COUNTS]


def _tests(frame: pl.DataFrame) -> Real:
    """Laboratory tests ordered on each line; a sample without any named test counts as one."""
    kinds = pl.col("instructions").list.eval(pl.element().struct.field("kind").cast(pl.String) == "test").list.sum()
    tests: Real = np.maximum(frame.select(kinds.fill_null(0)).to_series().to_numpy().astype(np.float64), 1.0)
    return tests


def _count_classes(run: Run, arrivals: Arrivals, found: Found) -> None:
    for faulty, of_line in ((arrivals.seen, arrivals.seen_class), (arrivals.tested, arrivals.tested_class)):
        for rows, column in ((faulty, 0), (faulty & found.line, 1), (faulty & ~found.line, 2)):
            run.classes[:, column] += np.bincount(of_line[rows], minlength=len(CLASSES))


def _remember(run: Run, day: int, arrivals: Arrivals, decided: Decided, found: Found) -> None:
    """Put down what will be known when: an office's finding the day it opens, a laboratory's once it has tested."""
    sampled = np.logical_or.reduceat(decided.sampled, decided.start)
    opens = np.where(np.isfinite(found.wait), found.wait, -1.0)
    after = (opens + 1 + sampled * run.world.parameters.laboratory_days).astype(np.int64)
    looked = decided.look & (opens >= 0)[arrivals.consignment]
    lines = arrivals.frame.select("importer", heading=pl.col("goods_code").str.slice(0, 4), origin="origin")
    rows = lines.with_columns(
        pl.Series("consignment", arrivals.consignment),
        pl.Series("conforming", ~(found.line | found.false)),
        pl.Series("day", day + after[arrivals.consignment]),
    ).filter(pl.Series(looked))
    lots = rows.group_by("day", "consignment", "importer", "heading", "origin", maintain_order=True).agg(
        pl.col("conforming").all()
    )
    for (known_on,), part in lots.group_by("day", maintain_order=True):
        run.known[int(str(known_on))].append(part.select("importer", "heading", "origin", "conforming"))
    _label(run, day, arrivals, decided, found, after[arrivals.consignment], looked)
    bad = np.flatnonzero(found.line)
    for known_on in np.unique(day + after[arrivals.consignment[bad]]).tolist():
        run.caught[known_on].append(arrivals.relation[bad[day + after[arrivals.consignment[bad]] == known_on]])
    _watch(run, day, arrivals, found)


def _label(run: Run, day: int, arrivals: Arrivals, decided: Decided, found: Found, after: Whole, looked: Flags) -> None:
    """Put down what models will learn of the lines looked at, and of those that a laboratory tested."""
    if not run.trial.learns:
        return
    rows = arrivals.frame.with_columns(
        nonconforming=pl.Series((found.line | found.false).astype(np.int8)),
        known_on=pl.Series(np.datetime64(arrivals.day) + after).cast(pl.Date),
        harm=pl.Series(np.where(found.line, arrivals.harm, 0.0)),
    )
    for kind, told in ((Channel.PHYSICAL, looked), (Channel.SAMPLE, looked & decided.sampled)):
        for known_on in np.unique(day + after[told]).tolist():
            run.labels[known_on].append((kind, rows.filter(pl.Series(told & (day + after == known_on)))))


def _watch(run: Run, day: int, arrivals: Arrivals, found: Found) -> None:
    """When each contamination first brought in something bad, and when anything of it was first found."""
    at_work = (arrivals.episode >= 0) & (arrivals.seen | arrivals.tested)
    for episode in np.unique(arrivals.episode[at_work]).tolist():
        run.begun.setdefault(episode, day)
    for episode in np.unique(arrivals.episode[at_work & found.line]).tolist():
        run.first_found.setdefault(episode, day)
