"""Control charts: a rejection stops the method by itself, and stays stopped until it is corrected by two people."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Refusal, Text
from guomen.laboratory.quality import events
from guomen.laboratory.quality.models import ControlSeries, Nonconformity
from guomen.laboratory.quality.operations import (
    add_control_point,
    agree_action,
    close_nonconformity,
    complete_action,
    end_series,
    exclude_control_point,
    open_nonconformity,
    start_series,
    state_cause,
    verify_action,
)
from guomen.laboratory.quality.queries import blocking, require_unblocked
from guomen.laboratory.quality.terms import FirstValue, NcSeverity, NcSource, NcState
from guomen.laboratory.resources.models import Instrument, Method, ReferenceMaterial
from guomen.laboratory.resources.operations import register_method, revise_method
from tests.laboratory.quality.conftest import AT, METHOD, SCOPE

DAY = timedelta(days=1)


@pytest.fixture
def series(manager: Actor, method: Method, material: ReferenceMaterial) -> ControlSeries:
    return start_series(actor=manager, at=AT, method=method, material=material, mean=Decimal("0.2"), sd=Decimal("0.01"))


def points(actor: Actor, series: ControlSeries, *values: str, at: datetime = AT) -> list[list[str]]:
    last = series.points.order_by("-at").first()
    first = max(at, last.at + DAY) if last else at
    return [
        add_control_point(actor=actor, at=first + DAY * place, series=series.pk, value=Decimal(value)).violations
        for place, value in enumerate(values)
    ]


def corrected(manager: Actor, analyst: Actor, row: Nonconformity, at: datetime) -> Nonconformity:
    state_cause(actor=manager, at=at, number=row.number, cause="a spoilt vial", impact="none released")
    agreed = agree_action(
        actor=manager, at=at, number=row.number, what="a new vial", responsible=analyst, due_on=at.date() + DAY * 7
    )
    complete_action(actor=analyst, at=at, action=agreed.pk, done="opened a new vial")
    verify_action(actor=manager, at=at, action=agreed.pk, effective=True)
    return close_nonconformity(actor=manager, at=at, number=row.number, closing="five controls in a row within 1s")


def test_a_point_beyond_3s_opens_a_critical_nonconformity_of_its_method_and_blocks_it(
    analyst: Actor, series: ControlSeries, laboratory: Office
) -> None:
    assert points(analyst, series, "0.201", "0.2301") == [[], ["1-2s", "1-3s"]]
    found = Nonconformity.objects.get()
    assert (found.severity, found.source, found.state) == (NcSeverity.CRITICAL, NcSource.CONTROL, NcState.OPEN)
    assert found.opened_by is None
    assert found.number == "NC-2018-00001"
    assert "1-3s" in found.what_en
    assert "失控" in found.what_zh
    assert blocking(laboratory=laboratory, method=series.method) == [found]
    with pytest.raises(Conflict, match="NC-2018-00001") as refused:
        require_unblocked(laboratory=laboratory, method=series.method)
    assert refused.value.code == "laboratory.nonconformity_open"


def test_a_warning_opens_nothing(analyst: Actor, series: ControlSeries) -> None:
    assert points(analyst, series, "0.2201") == [["1-2s"]]
    assert not Nonconformity.objects.exists()


def test_a_further_rejection_is_told_in_the_nonconformity_that_is_open(analyst: Actor, series: ControlSeries) -> None:
    points(analyst, series, "0.2301", "0.2302", "0.2303")
    assert Nonconformity.objects.count() == 1
    assert Entry.objects.filter(kind=events.NONCONFORMITY_STATED).count() == 2


def test_a_severer_rejection_makes_the_open_one_severer(
    manager: Actor, analyst: Actor, method: Method, material: ReferenceMaterial
) -> None:
    row = start_series(
        actor=manager, at=AT, method=method, material=material, mean=Decimal("0.2"), sd=Decimal("0.01"),
        rules=["7-T", "1-3s"],
    )  # fmt: skip
    points(analyst, row, "0.19", "0.191", "0.192", "0.193", "0.194", "0.195", "0.196")
    assert Nonconformity.objects.get().severity == NcSeverity.MAJOR
    points(analyst, row, "0.24")
    assert Nonconformity.objects.get().severity == NcSeverity.CRITICAL


def test_after_it_was_corrected_and_verified_the_rules_begin_anew(
    manager: Actor, analyst: Actor, series: ControlSeries, laboratory: Office
) -> None:
    assert points(analyst, series, *["0.201"] * 10)[-1] == ["10-x"]
    closed = corrected(manager, analyst, Nonconformity.objects.get(), AT + DAY * 11)
    assert closed.state == NcState.CLOSED
    require_unblocked(laboratory=laboratory, method=series.method)
    assert points(analyst, series, "0.201", "0.202", at=AT + DAY * 12) == [[], []]


def test_a_point_that_is_excluded_stays_with_its_reason_and_is_not_looked_back_at(
    manager: Actor, analyst: Actor, series: ControlSeries
) -> None:
    points(analyst, series, "0.2201")
    spoilt = series.points.get()
    exclude_control_point(actor=manager, at=AT + DAY, point=spoilt.pk, reason="control material not thawed")
    assert points(analyst, series, "0.2202") == [["1-2s"]]
    assert series.points.count() == 2


def test_a_first_run_of_twenty_gives_mean_and_sd_which_are_frozen(
    manager: Actor, analyst: Actor, method: Method, material: ReferenceMaterial
) -> None:
    first = [FirstValue(AT + DAY * n, Decimal("0.20") + Decimal(n % 5 - 2) / 100) for n in range(20)]
    row = start_series(actor=manager, at=AT + DAY * 20, method=method, material=material, first=first)
    assert row.mean == Decimal("0.2")
    assert float(row.sd) == pytest.approx((40 * 0.0001 / 19) ** 0.5, abs=1e-8)
    assert (row.points_from, row.points.count()) == (20, 20)
    points(analyst, row, "0.22", at=AT + DAY * 21)
    row.refresh_from_db()
    assert row.mean == Decimal("0.2")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "series.sd"),
        ({"mean": Decimal(1)}, "series.sd"),
        ({"mean": Decimal(1), "sd": Decimal(0)}, "series.sd"),
        ({"mean": Decimal(1), "sd": Decimal(1), "first": [FirstValue(AT, Decimal(1))]}, "series.mean"),
        ({"first": [FirstValue(AT, Decimal(1))]}, "quality.too_few"),
        ({"mean": Decimal(1), "sd": Decimal(1), "rules": ["5-y"]}, "quality.rule_unknown"),
    ],
)
def test_a_series_without_a_sound_mean_and_sd_is_refused(
    said: dict[str, object], code: str, manager: Actor, method: Method, material: ReferenceMaterial
) -> None:
    with pytest.raises(Refusal) as refused:
        start_series(actor=manager, at=AT, method=method, material=material, **said)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_two_live_series_of_one_material_are_refused_until_one_has_ended(
    manager: Actor, series: ControlSeries, method: Method, material: ReferenceMaterial
) -> None:
    with pytest.raises(Conflict):
        start_series(actor=manager, at=AT, method=method, material=material, mean=Decimal(1), sd=Decimal(1))
    end_series(actor=manager, at=AT, series=series.pk, on=AT.date(), reason="a new lot")
    start_series(actor=manager, at=AT, method=method, material=material, mean=Decimal(1), sd=Decimal(1))
    with pytest.raises(Conflict) as refused:
        add_control_point(actor=manager, at=AT, series=series.pk, value=Decimal("0.2"))
    assert refused.value.code == "series.ended"


def test_points_come_in_the_order_of_time(analyst: Actor, series: ControlSeries) -> None:
    points(analyst, series, "0.2")
    with pytest.raises(Conflict) as refused:
        add_control_point(actor=analyst, at=AT - DAY, series=series.pk, value=Decimal("0.2"))
    assert refused.value.code == "point.order"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e13"])
def test_a_control_value_that_is_no_usable_number_is_refused(value: str, analyst: Actor, series: ControlSeries) -> None:
    with pytest.raises(Refusal) as refused:
        add_control_point(actor=analyst, at=AT, series=series.pk, value=Decimal(value))
    assert refused.value.code == "point.value"


# ---- nonconforming work


@pytest.fixture
def opened(analyst: Actor, laboratory: Office, method: Method) -> Nonconformity:
    return open_nonconformity(
        actor=analyst, at=AT, laboratory=laboratory, severity=NcSeverity.CRITICAL, source=NcSource.PERSON,
        what=Text("天平读数漂移", "the balance drifts"), method=method,
    )  # fmt: skip


def test_whoever_did_an_action_does_not_verify_it(manager: Actor, analyst: Actor, opened: Nonconformity) -> None:
    agreed = agree_action(
        actor=manager, at=AT, number=opened.number, what="mend", responsible=manager, due_on=date(2018, 5, 9)
    )
    with pytest.raises(NotPermitted) as refused:
        complete_action(actor=analyst, at=AT, action=agreed.pk, done="mended")
    assert refused.value.code == "action.responsible"
    complete_action(actor=manager, at=AT, action=agreed.pk, done="mended")
    with pytest.raises(NotPermitted) as refused:
        verify_action(actor=manager, at=AT, action=agreed.pk, effective=True)
    assert refused.value.code == "action.own"


@pytest.mark.parametrize("stage", ["opened", "stated", "agreed", "done", "ineffective"])
def test_it_is_not_closed_before_cause_action_and_verification(
    stage: str, manager: Actor, analyst: Actor, opened: Nonconformity
) -> None:
    number = opened.number
    if stage != "opened":
        state_cause(actor=manager, at=AT, number=number, cause="draught", impact="two results")
    if stage in ("agreed", "done", "ineffective"):
        agreed = agree_action(
            actor=manager, at=AT, number=number, what="mend", responsible=analyst, due_on=date(2018, 5, 9)
        )
        if stage != "agreed":
            complete_action(actor=analyst, at=AT, action=agreed.pk, done="mended")
        if stage == "ineffective":
            verify_action(actor=manager, at=AT, action=agreed.pk, effective=False)
    with pytest.raises(Conflict) as refused:
        close_nonconformity(actor=manager, at=AT, number=number, closing="fine")
    assert refused.value.code == "nonconformity.unfinished"


def test_it_is_closed_once_and_everything_is_in_the_ledger(
    manager: Actor, analyst: Actor, opened: Nonconformity, laboratory: Office, method: Method
) -> None:
    corrected(manager, analyst, opened, AT)
    assert blocking(laboratory=laboratory, method=method) == []
    kinds = list(
        Entry.objects.filter(subjects__contains=[f"nonconformity:{opened.number}"])
        .order_by("id")
        .values_list("kind", flat=True)
    )
    assert kinds == [
        events.NONCONFORMITY_OPENED,
        events.NONCONFORMITY_STATED,
        events.ACTION_AGREED,
        events.ACTION_DONE,
        events.ACTION_VERIFIED,
        events.NONCONFORMITY_CLOSED,
    ]
    with pytest.raises(Conflict) as refused:
        state_cause(actor=manager, at=AT, number=opened.number, cause="a", impact="b")
    assert refused.value.code == "nonconformity.closed"


def test_another_laboratorys_manager_may_not_touch_it(stranger: Actor, opened: Nonconformity) -> None:
    with pytest.raises(NotPermitted):
        state_cause(actor=stranger, at=AT, number=opened.number, cause="a", impact="b")


def test_an_action_due_in_the_past_is_refused(manager: Actor, analyst: Actor, opened: Nonconformity) -> None:
    with pytest.raises(Refusal) as refused:
        agree_action(actor=manager, at=AT, number=opened.number, what="x", responsible=analyst, due_on=date(2018, 5, 6))
    assert refused.value.code == "nonconformity.due_on"


SCOPES = [
    # scope of the nonconformity, asked of (method, instrument), blocked
    ("method", "method", None, True),
    ("method", "method", "instrument", True),
    ("method", None, "instrument", False),
    ("method", "other", None, False),
    ("method", "revised", None, True),
    ("instrument", "method", "instrument", True),
    ("instrument", "method", None, False),
    ("both", "method", "instrument", True),
    ("both", "other", "instrument", False),
    ("both", "method", None, True),
    ("whole", None, None, True),
    ("whole", "other", None, True),
    ("method", None, None, False),
]


@pytest.mark.parametrize(("scope", "by", "on", "blocked"), SCOPES)
def test_a_critical_nonconformity_blocks_in_its_scope_and_not_beyond(
    scope: str, by: str | None, on: str | None, blocked: bool,
    manager: Actor, laboratory: Office, method: Method, instrument: Instrument,
) -> None:  # fmt: skip
    from dataclasses import replace

    other = register_method(
        actor=manager, at=AT, laboratory=laboratory, method=replace(METHOD, code="SH-M-02"), scopes=[SCOPE]
    )
    revised = revise_method(
        actor=manager, at=AT, method=method.pk, said=replace(METHOD, valid_from=date(2018, 6, 1)), reason="new edition"
    )
    methods = {"method": method, "other": other, "revised": revised, None: None}
    open_nonconformity(
        actor=manager, at=AT, laboratory=laboratory, severity=NcSeverity.CRITICAL, source=NcSource.PERSON,
        what=Text("失控", "out of control"), method=method if scope in ("method", "both") else None,
        instrument=instrument if scope in ("instrument", "both") else None,
    )  # fmt: skip
    found = blocking(laboratory=laboratory, method=methods[by], instrument=instrument if on else None)
    assert bool(found) is blocked


@pytest.mark.parametrize("severity", [NcSeverity.MINOR, NcSeverity.MAJOR])
def test_what_is_not_critical_blocks_nothing(severity: NcSeverity, manager: Actor, laboratory: Office) -> None:
    open_nonconformity(
        actor=manager, at=AT, laboratory=laboratory, severity=severity, source=NcSource.PERSON, what=Text("甲", "a")
    )
    assert blocking(laboratory=laboratory) == []


def test_numbers_run_by_year(manager: Actor, laboratory: Office) -> None:
    numbers = [
        open_nonconformity(
            actor=manager, at=at, laboratory=laboratory, severity=NcSeverity.MINOR, source=NcSource.PERSON,
            what=Text("甲", "a"),
        ).number
        for at in (AT, AT, datetime(2018, 12, 31, 17, 0, tzinfo=UTC))
    ]  # fmt: skip
    assert numbers == ["NC-2018-00001", "NC-2018-00002", "NC-2019-00001"]
