"""How long each step took, and what the statistics would have done on their own. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from guomen.kernel.terms import Text

# What happens in the loop, in its order.
STEPS = {
    "signal": Text("首个信号", "First signal"),
    "detected": Text("统计首次检出", "First found by statistics"),
    "opened": Text("建立档案", "Dossier opened"),
    "assessed": Text("签署评估", "Assessment signed"),
    "issued": Text("发布预警", "Alert issued"),
    "measure": Text("首项措施", "First measure"),
    "met": Text("首个命中的申报", "First declaration that met it"),
    "last": Text("最后一个命中的申报", "Last declaration that met it"),
    "lifted": Text("措施全部解除", "All measures lifted"),
    "closed": Text("档案办结", "Dossier closed"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step, when it was taken, and how long after the step before that was taken; None where it was not (yet)."""

    name: str
    at: datetime | None
    after: timedelta | None

    @property
    def text(self) -> Text:
        """Its name on screen."""
        return STEPS[self.name]


@dataclass(frozen=True, slots=True)
class Passed:
    """A consignment of the risk: when it was decided on, when it was let go or kept (None: not yet), what it was found
    to be (None: nobody looked), whether a measure met it.
    """

    consignment: int
    decided_at: datetime
    settled_at: datetime | None
    let_go: bool
    conforming: bool | None
    met: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What came of it. before: let go between the first signal and the first measure; of these found nonconforming
    afterwards. unseen: let go since then without having been looked at. stopped: kept, returned or destroyed since.
    hours_met, hours_else: median hours from decision to release of what met a measure, and of what was let go before.
    gained: consignments that a measure on the day of the first alarm would have met besides; days: earlier by so many.
    """

    met: int
    stopped: int
    found: int
    before: int
    before_found: int
    unseen: int
    hours_met: float | None
    hours_else: float | None
    gained: int | None
    days: float | None


def steps(times: dict[str, datetime | None]) -> tuple[Step, ...]:
    """The steps in the order of the loop, each with the time since the last one before it that was taken."""
    told: list[Step] = []
    last: datetime | None = None
    for name in STEPS:
        at = times.get(name)
        told.append(Step(name, at, at - last if at is not None and last is not None and at >= last else None))
        last = at if at is not None else last
    return tuple(told)


def balance(passed: Sequence[Passed], times: dict[str, datetime | None]) -> Balance:
    """What the measures caught, cost and missed among the consignments of the risk since the first signal."""
    begun, ordered, alarm = times.get("signal"), times.get("measure"), times.get("detected")
    since = [one for one in passed if begun is None or one.decided_at >= begun]
    early = [one for one in since if ordered is None or one.decided_at < ordered]
    late = [one for one in since if ordered is not None and one.decided_at >= ordered]
    known = alarm is not None and ordered is not None
    return Balance(
        met=sum(one.met for one in since),
        stopped=sum(one.settled_at is not None and not one.let_go for one in late),
        found=sum(one.met and one.conforming is False for one in since),
        before=sum(one.let_go for one in early),
        before_found=sum(one.let_go and one.conforming is False for one in early),
        unseen=sum(one.let_go and one.conforming is None for one in late),
        hours_met=_hours(one for one in since if one.met and one.let_go),
        hours_else=_hours(one for one in passed if not one.met and one.let_go),
        gained=sum(one.decided_at >= alarm for one in early) if known and alarm is not None else None,
        days=(ordered - alarm) / timedelta(days=1) if alarm is not None and ordered is not None else None,
    )


def _hours(passed: Iterable[Passed]) -> float | None:
    spans = [(one.settled_at - one.decided_at) / timedelta(hours=1) for one in passed if one.settled_at is not None]
    return median(spans) if spans else None
