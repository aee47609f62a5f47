"""Reading how offices select: under which policies, with what budget, and why goods were looked at."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from guomen.catalogue.queries import policy, policy_rows
from guomen.kernel.offices.models import Office
from guomen.targeting.capacity.queries import paces
from guomen.targeting.capacity.terms import PaceInForce
from guomen.targeting.models import Assignment
from guomen.targeting.terms import Arm

SELECTION = "targeting.selection"


@dataclass(frozen=True, slots=True)
class OfficeView:
    """How an office selects on a day. arms: consignments of the period by why they were looked at; released ones under
    Arm.NONE. paces: today's lines, where a shift is open.
    """

    office: Office
    selection: str
    arms: dict[Arm, int]
    paces: Sequence[PaceInForce]

    @property
    def decided(self) -> int:
        """Consignments decided in the period."""
        return sum(self.arms.values())

    @property
    def inspected(self) -> float | None:
        """The share of them that was looked at; None where nothing was decided."""
        return 1 - self.arms[Arm.NONE] / self.decided if self.decided else None


def office_views(offices: Collection[Office], today: date, since: date) -> list[OfficeView]:
    """Each of the offices, in the order given: its mode today, its arms from `since` on, its open shift."""
    arms: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Assignment.objects.filter(drawn_on__gte=since, drawn_on__lte=today, consignment__office__in=offices)
    for row in rows.order_by().values("consignment__office", "arm").annotate(count=Count("id")):
        arms[row["consignment__office"]][row["arm"]] += row["count"]
    lines = paces([office.code for office in offices], today)
    return [
        OfficeView(
            office,
            policy(SELECTION, on=today, office=office.code).value,
            {arm: arms[office.pk][arm] for arm in Arm},
            [one for (code, _kind), one in lines.items() if code == office.code],
        )
        for office in offices
    ]


def policies_at(office: Office, today: date) -> tuple[list[Any], list[Any]]:
    """Targeting's policies for an office: the rows that hold today, the most special of each name; and the changes to
    come, rows that begin or end later, by the day of the change.
    """
    path = ["", *(code for code in office.path.split("/") if code)]
    rows = [row for row in policy_rows("targeting.") if row.office in path and not row.name.startswith(_RATES)]
    held: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: path.index(row.office)):
        if row.valid_from <= today and (row.valid_to is None or row.valid_to > today):
            held[row.name] = row
    coming = [row for row in rows if row.valid_from > today or (row.valid_to is not None and row.valid_to > today)]
    return [held[name] for name in sorted(held)], sorted(coming, key=lambda row: (_turn(row, today), row.name))


# Exchange rates are no business of selection.
_RATES = "targeting.exchange_rate."


def _turn(row: Any, today: date) -> date:
    """The next day on which the row begins or ends."""
    if row.valid_from > today or row.valid_to is None:
        turn: date = row.valid_from
    else:
        turn = row.valid_to
    return turn
