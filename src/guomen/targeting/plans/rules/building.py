"""From a row of reference data to the plan that it means."""

from guomen.catalogue.terms import PlanKind, RatePlan
from guomen.targeting.plans.rules.continuous import Csp1, Csp2, Csp3
from guomen.targeting.plans.rules.machine import Machine
from guomen.targeting.plans.rules.skipping import SkipLot
from guomen.targeting.plans.rules.stepwise import Fixed, Steps
from guomen.targeting.plans.rules.switching import Switching


def machine_of(row: RatePlan) -> Machine | None:
    """The row's plan; None for CSP-1 without numbers, which are then those of the supervision mode."""
    if row.kind is PlanKind.CSP_1 and row.i is None:
        return None
    return machine(row.kind, i=row.i, f=row.f, i2=row.i2, f2=row.f2, back=row.back, points=row.points)


def machine(
    kind: PlanKind,
    *,
    i: int | None = None,
    f: float | None = None,
    i2: int | None = None,
    f2: float | None = None,
    back: int | None = None,
    points: int | None = None,
) -> Machine:
    """A plan by its kind and numbers; a number that is not given is the kind's own (of the continuous plans, i=10 and
    f=0.1). Raises ValueError for a share outside (0, 1] or lots below 1.
    """
    _require(f, f2, i, i2, back)
    given = {name: value for name, value in (("i", i), ("f", f), ("i2", i2), ("f2", f2)) if value is not None}
    match kind:
        case PlanKind.CSP_1:
            return Csp1(i or 10, f or 0.1)
        case PlanKind.CSP_2:
            return Csp2(i or 10, f or 0.1)
        case PlanKind.CSP_3:
            return Csp3(i or 10, f or 0.1)
        case PlanKind.SKIP_LOT:
            return SkipLot(**given, **({"back": back} if back else {}))  # type: ignore[arg-type]
        case PlanKind.STEPS:
            return Steps(**given)  # type: ignore[arg-type]
        case PlanKind.SWITCHING:
            return Switching(points or 2, f=f or 1.0)
        case PlanKind.FIXED:
            return Fixed(f or 1.0)


def _require(f: float | None, f2: float | None, *lots: int | None) -> None:
    for share in (f, f2):
        if share is not None and not 0 < share <= 1:
            raise ValueError(f"a share lies above 0 and up to 1, not {share}")
    for count in lots:
        if count is not None and not 1 <= count <= 200:
            raise ValueError(f"lots are 1 to 200, not {count}")
