"""What exceeded a limit is looked for in what follows: a control order on the same goods, until lots conform again."""

from datetime import datetime, timedelta

from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.catalogue.terms import Channel, Condition, Direction
from guomen.kernel.terms import Text
from guomen.supervision.programmes.models import ProgrammeSample
from guomen.supervision.programmes.operations.drafting import civil_day
from guomen.targeting.operations import issue_control_order, withdraw_control_order
from guomen.targeting.queries import assignments_meeting, control_orders

PREFIX = "IC-"
_HOME = "CN"


def intercept(row: ProgrammeSample, at: datetime) -> str:
    """Have every following lot of the same goods, origin and producer sampled for what exceeded its limit.

    Gives the order's number; "" where policy orders nothing, or too little is known of the goods to tell them from
    everybody else's. Where the order is there already, it stays.
    """
    line, on, office = row.line, civil_day(at), row.office.code
    number = _number(row)
    if not row.goods_code or not (row.origin or row.producer):
        return ""
    if policy("supervision.intercept.orders", on=on, office=office).value != "yes":
        return ""
    if control_orders().filter(number=number).exists():
        return number
    days = policy("supervision.intercept.days", on=on, office=office).whole
    analytes = "、".join(row.exceeded), ", ".join(row.exceeded)
    issue_control_order(
        actor=None,
        at=at,
        number=number,
        office=line.programme.office,
        condition=Condition(
            Direction.EXPORT if row.origin in ("", _HOME) else Direction.IMPORT,
            goods=(row.goods_code,),
            origins=frozenset({row.origin} - {""}),
            producers=frozenset({row.producer} - {""}),
        ),
        orders=Channel.SAMPLE,
        tests=tuple(test for test in line.tests if test["analyte"] in row.exceeded),
        valid_from=on,
        valid_to=on + timedelta(days=days),
        text=Text(
            f"监控计划{line}样品{row.label}{analytes[0]}超标：同类货物逐批抽样检测",
            f"Sample {row.label} of {line} exceeds the limit of {analytes[1]}: every lot alike is sampled",
        ),
        ground=f"{line} {row.label}",
    )
    return number


def lift_interception(row: ProgrammeSample, at: datetime) -> None:
    """The laboratory took back what an interception rests on: it is withdrawn, where it still stands."""
    _withdraw(_number(row), at, f"{row.label}: 更正后的报告未超标 / the corrected report exceeds nothing")


@transaction.atomic
def consider_ending(*, at: datetime, consignment: int, assignment: int, conforming: bool) -> None:
    """Goods that an interception met were decided on: it ends once policy's number of lots in a row conform."""
    on = civil_day(at)
    standing = control_orders().filter(number__startswith=PREFIX, withdrawn_at__isnull=True, valid_to__gt=on)
    for order in standing:
        met = assignments_meeting(f"order:{order.number}")
        if not met.filter(pk=assignment).exists():
            continue
        clear = policy("supervision.intercept.clear", on=on, office=order.office.code).whole
        # This one's outcome may not be noted with its decision yet.
        others = met.exclude(consignment_id=consignment).exclude(conforming=None).order_by("-decided_at", "-id")
        last = [conforming, *others.values_list("conforming", flat=True)[: max(0, clear - 1)]]
        if len(last) >= clear and all(last):
            _withdraw(order.number, at, f"连续{clear}批合格 / {clear} lots in a row conform")


def _number(row: ProgrammeSample) -> str:
    return f"{PREFIX}{row.label}-{row.line_id}"


def _withdraw(number: str, at: datetime, ground: str) -> None:
    if control_orders().filter(number=number, withdrawn_at__isnull=True).exists():
        withdraw_control_order(actor=None, at=at, number=number, ground=ground)
