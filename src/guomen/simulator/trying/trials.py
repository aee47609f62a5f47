"""A policy beside the current one, in the same worlds: the same arrivals, the same draws, paired by seed."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from guomen.catalogue.queries import policy_types
from guomen.catalogue.terms import Channel, Condition, Direction, MeasureInForce, PolicyValue
from guomen.kernel.terms import Text
from guomen.simulator.trying.making import world_of
from guomen.simulator.trying.playing import play
from guomen.simulator.trying.policies import Known, Policy
from guomen.simulator.trying.tallies import Tally
from guomen.simulator.trying.terms import Parameters
from guomen.simulator.trying.workers import prepare
from guomen.targeting.trial.queries import Rulebook, current_rulebook, folder_reference, overlaid, rulebook_of

# A world's goods that the year's monitoring plan covers: food, and what touches people.
_MONITORED = ("02", "03", "04", "10", "19", "22", "33", "39", "61", "62", "64", "85", "87", "94", "95")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Setting:
    """What trials are made under: the rulebook in force and what a policy may name. source: where it was read."""

    book: Rulebook
    types: dict[str, str]
    source: str

    def known(self, parameters: Parameters) -> Known:
        """What a policy for that world may name."""
        return Known(self.types, self.book.offices, parameters.first_day)


@dataclass(frozen=True)
class Trials:
    """What came of a policy and of the current one: a tally each for every seed."""

    parameters: Parameters
    policy: Policy
    seeds: tuple[int, ...]
    tried: tuple[Tally, ...]
    current: tuple[Tally, ...]
    source: str


def setting_in_force() -> Setting:
    """The newest edition of the database."""
    book = current_rulebook()
    return Setting(book, policy_types(), f"edition {book.edition}")


def setting_of(folder: Path) -> Setting:
    """A folder of reference files, without a database: no control orders, no measures. Raises Refusal."""
    found = folder_reference(folder)
    return Setting(rulebook_of(found.snapshot, found.sampling, found.offices), found.types, str(folder))


def book_for(setting: Setting, parameters: Parameters, policy: Policy) -> Rulebook:
    """The rulebook in force with the policy laid over it, and the world's monitoring plan."""
    named = {one.name for one in policy.changes}
    own = [one for one in _capacities(parameters) if one.name not in named]
    monitoring = () if parameters.course else _monitoring(parameters)
    return overlaid(setting.book, (*own, *policy.changes), monitoring, papers=not parameters.course)


def _capacities(parameters: Parameters) -> list[PolicyValue]:
    """What the world's offices can open and have tested, as policy, for all of them."""
    able = {Channel.PHYSICAL: parameters.capacity, Channel.SAMPLE: parameters.samples}
    return [
        PolicyValue(
            key=f"world:capacity.{kind}",
            name=f"targeting.capacity.{kind}",
            office="",
            value=str(many),
            valid_from=date.min,
        )
        for kind, many in able.items()
        if many is not None
    ]


def _monitoring(parameters: Parameters) -> tuple[MeasureInForce, ...]:
    if not parameters.monitoring:
        return ()
    return (
        MeasureInForce(
            key="measure:monitoring",
            number="monitoring",
            condition=Condition(direction=Direction.IMPORT, goods=_MONITORED),
            hazard="monitoring",
            orders=Channel.SAMPLE,
            rate=parameters.monitoring,
            text=Text("年度监控抽样", "The year's monitoring plan"),
            valid_from=parameters.first_day - timedelta(days=1),
        ),
    )


@dataclass(frozen=True)
class _Task:
    parameters: Parameters
    seed: int
    book: Rulebook
    step: int


def _played(task: _Task, progress: Progress = lambda done, of: None) -> Tally:
    return play(world_of(task.parameters, task.seed), task.book, step=task.step, progress=progress)


def try_policy(
    setting: Setting,
    policy: Policy,
    parameters: Parameters,
    *,
    seeds: Sequence[int],
    against: Policy,
    processes: int = 1,
    step: int = 1,
    progress: Progress = lambda done, of: None,
) -> Trials:
    """Play the policy and the current one through the world of each seed. Nothing is recorded.

    processes: 1 plays here, more play in others. progress is told days played, of how many.
    Raises Refusal where a policy that is needed is missing.
    """
    books = [book_for(setting, parameters, one) for one in (policy, against)]
    tasks = [_Task(parameters, seed, book, step) for seed in seeds for book in books]
    tallies = _here(tasks, progress) if processes <= 1 else _elsewhere(tasks, processes, progress)
    return Trials(parameters, policy, tuple(seeds), tuple(tallies[0::2]), tuple(tallies[1::2]), setting.source)


def _here(tasks: Sequence[_Task], progress: Progress) -> list[Tally]:
    total = sum(task.parameters.days for task in tasks)
    tallies: list[Tally] = []
    for number, task in enumerate(tasks):
        before = number * task.parameters.days
        tallies.append(_played(task, lambda done, _, before=before: progress(before + done, total)))  # type: ignore[misc]
    return tallies


def _elsewhere(tasks: Sequence[_Task], processes: int, progress: Progress) -> list[Tally]:
    total, done = sum(task.parameters.days for task in tasks), 0
    with _pool(processes) as pool:
        played: list[Future[Tally]] = [pool.submit(_played, task) for task in tasks]
        waiting = set(played)
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in finished:
                one.result()
                done += tasks[played.index(one)].parameters.days
                progress(done, total)
    return [one.result() for one in played]


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that are gone when we are: an interruption leaves none behind."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=prepare)
    try:
        yield pool
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
