"""The synthetic laboratory on its first day: what it keeps, what it went through, and days of quiet control."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from guomen.catalogue.operations import load_reference
from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Text
from guomen.laboratory.quality.queries import (
    blocking,
    closures,
    due_soon,
    overdue,
    visible_nonconformities,
    visible_series,
)
from guomen.laboratory.resources.queries import coverage, scope_book, visible_instruments, visible_methods
from guomen.simulator.operations.equipping import run_controls, set_up_laboratory, staff_of
from guomen.simulator.operations.setting_up import _people
from guomen.simulator.trades import TRADES
from guomen.simulator.world import make_world

FIRST = date(2026, 3, 2)


@pytest.fixture
def known(db: None) -> dict[str, Actor]:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    load_reference(actor=None, at=at, folder=settings.REFERENCE)
    found = _people(make_world(3), at)
    set_up_laboratory(found, FIRST)
    return found


def test_the_laboratory_is_ready_for_what_the_port_sends_it(known: dict[str, Actor]) -> None:
    staff = staff_of(known)
    book = scope_book(laboratory=staff.laboratory, on=FIRST)
    for trade in TRADES:
        for fault in trade.faults:
            if fault.kind == "test":
                methods = {scope.method_id for scope in book.find(Text("", fault.analyte), trade.goods_code)}
                assert len(methods) == 1, fault.analyte

    # It has been out of control once; that was corrected, verified by another, and closed: nothing is blocked.
    assert blocking(laboratory=staff.laboratory) == []
    for method in visible_methods(staff.manager):
        assert blocking(laboratory=staff.laboratory, method=method) == []
    rows = visible_nonconformities(staff.manager)
    assert sorted(rows.values_list("source", "state")) == [
        ("audit", "acting"), ("audit", "open"), ("control", "closed"), ("instrument", "open"), ("instrument", "open"),
    ]  # fmt: skip
    assert [one.source for one in overdue(rows, FIRST)] == ["audit"]
    [closure] = closures([staff.laboratory.pk], FIRST)
    assert (closure.opened, closure.closed, closure.overdue, closure.preventive) == (5, 1, 1, 2)

    found = due_soon(staff.laboratory, FIRST, 60)
    assert [(one.kind, one.code, (one.days or 0) < 0) for one in found if one.kind == "instrument"] == [
        ("instrument", "SH-PIP-03", True),
        ("instrument", "SH-BAL-01", False),
    ]
    whole = coverage(visible_instruments(staff.manager), FIRST)[0]
    assert (whole.registered, whole.verified.k, whole.passed.k, whole.blocked) == (24, 21, 19, 2)

    for day in range(25):
        run_controls(known, FIRST + timedelta(days=day))
        run_controls(known, FIRST + timedelta(days=day))  # a play that was cut off goes on
    for series in visible_series(staff.manager):
        later = series.points.filter(at__date__gte=FIRST)
        assert later.count() == 25
        assert not [point.violations for point in later if point.violations]
