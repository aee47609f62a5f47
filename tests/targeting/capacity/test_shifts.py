"""Shifts of real offices: lines are drawn once, drawn anew as the shift goes on, and every decision replays."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction

from guomen.consignments.terms import Declaration
from guomen.kernel.ledger.models import Entry
from guomen.kernel.ledger.operations import deliver_pending, record
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import NotPermitted
from guomen.targeting import events
from guomen.targeting.capacity.operations import keep_pace, open_shift, redraw_open_shifts, repace
from guomen.targeting.capacity.queries import paces
from guomen.targeting.models import Assignment, Pace, RiskModel
from guomen.targeting.operations import lodge_and_assign, reveal_draw
from guomen.targeting.queries import replay, verify_draws
from guomen.targeting.registry.frames import line_frame
from guomen.targeting.screening.queries import screen_any
from tests.targeting.capacity.conftest import Setter, damaged
from tests.targeting.capacity.models import Failing, MadeUp
from tests.targeting.conftest import NOON
from tests.targeting.world import item

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
BAGS = "4202310090999"
InCharge = Callable[..., RiskModel]


def declared(office: Office, number: int, prefix: str = "R") -> Declaration:
    return Declaration(
        sender="broker", reference=f"{prefix}-{number}", direction="import", regime="0110",
        declared_on=TODAY - timedelta(days=1),
        office=office.code, port="120101", importer=f"IMP-{number % 40}",
        importer_scheme="local",
        items=(item(1, BAGS, origin="DE"), item(2, BAGS, origin="FR", net_mass=None)),
    )  # fmt: skip


def lodged(office: Office, count: int = 50, prefix: str = "R", days: float = 0.0) -> list[Assignment]:
    answers = lodge_and_assign(
        actor=None, at=NOON + timedelta(days=days), declarations=[declared(office, n, prefix) for n in range(count)]
    )
    assert all(answer.assignment for answer in answers), answers[0].lodged.faults
    return [answer.assignment for answer in answers if answer.assignment]


@pytest.fixture
def under_capacity(branch: Office, policy_set: Setter, in_charge: InCharge) -> Office:
    """A branch that selects under a capacity of 10 a shift, with a model in charge and yesterday's trade known."""
    lodged(branch, 100, "before", days=-1)
    policy_set(branch, selection="capacity", capacity__physical="10", control_arm_rate="0.01")
    in_charge("a" * 64)
    return branch


def arms(rows: list[Assignment]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for line in row.lines:
            found[line["arm"]] = found.get(line["arm"], 0) + 1
    return found


def test_an_office_that_selects_by_rates_has_no_pace(branch: Office) -> None:
    assert list(open_shift(actor=None, at=NOON, office=branch, day=TODAY)) == []
    lodged(branch, 3)
    assert Pace.objects.count() == 0


def test_a_shift_that_nobody_opened_is_opened_on_the_spot_and_spends_its_capacity_by_value(
    under_capacity: Office,
) -> None:
    rows = lodged(under_capacity, 100)
    pace = paces([under_capacity.code], TODAY)[under_capacity.code, "physical"]  # type: ignore[index]
    assert (pace.capacity, pace.model, pace.sequence) == (10, "a" * 64, 1)
    assert pace.threshold is not None
    assert 0.0 < pace.threshold < 1.0
    opened = [row for row in rows if row.channel in ("physical", "sample")]
    assert 5 <= len(opened) <= 20
    picked = [line for row in rows for line in row.lines if line["arm"] == "learned"]
    assert picked
    assert all(line["value"] >= pace.threshold and line["probability"] == 1.0 for line in picked)
    passed = [line for row in rows for line in row.lines if line["arm"] == "none"]
    assert all(line["value"] < pace.threshold and line["probability"] > 0.0 for line in passed)
    assert {row.paces["physical"] for row in rows} == {pace.pace}
    assert {row.asked["physical"] for row in rows} == {"a" * 64}
    assert Entry.objects.filter(kind="targeting.shift.opened").count() == 1


def test_opening_an_open_shift_changes_nothing(under_capacity: Office) -> None:
    first = open_shift(actor=None, at=NOON, office=under_capacity, day=TODAY)
    again = open_shift(actor=None, at=NOON + timedelta(hours=1), office=under_capacity, day=TODAY)
    assert {one.pace for one in first} == {one.pace for one in again}
    assert Entry.objects.filter(kind="targeting.shift.opened").count() == 1


def test_only_who_manages_the_shift_may_open_it(under_capacity: Office, person: Callable[..., Actor]) -> None:
    with pytest.raises(NotPermitted):
        open_shift(actor=person("p", "port_officer", under_capacity), at=NOON, office=under_capacity, day=TODAY)
    assert open_shift(actor=person("m", "duty_manager", under_capacity), at=NOON, office=under_capacity, day=TODAY)


def test_repacing_counts_what_is_spent_and_closes_when_nothing_is_left(
    under_capacity: Office, policy_set: Setter
) -> None:
    rows = lodged(under_capacity, 40)
    spent = sum(row.channel in ("physical", "sample") for row in rows)
    (pace, *_) = repace(actor=None, at=NOON + timedelta(minutes=10), office=under_capacity, day=TODAY)
    assert (pace.sequence, pace.spent) == (2, spent)
    policy_set(under_capacity, capacity__physical="0")
    (closed, *_) = repace(actor=None, at=NOON + timedelta(minutes=20), office=under_capacity, day=TODAY)
    assert (closed.threshold, closed.random_rate, closed.closed) == (math.inf, 0.01, True)
    later = lodged(under_capacity, 100, "L")
    assert set(arms(later)) <= {"none", "control", "mandatory"}
    assert Entry.objects.filter(kind="targeting.shift.repaced").count() == 2
    for row in later[:3]:
        assert replay(row.pk).same, replay(row.pk).differences


def test_a_line_that_served_for_many_decisions_is_drawn_anew(under_capacity: Office, policy_set: Setter) -> None:
    policy_set(under_capacity, pace__decisions="30")
    for part in range(4):
        lodged(under_capacity, 20, f"P{part}")
    assert paces([under_capacity.code], TODAY)[under_capacity.code, "physical"].sequence == 2  # type: ignore[index]


def test_a_new_model_reads_no_other_ones_values(under_capacity: Office, in_charge: InCharge) -> None:
    lodged(under_capacity, 40)
    in_charge("b" * 64, model=MadeUp("b" * 64, ("importer",)))
    (pace, *_) = repace(actor=None, at=NOON, office=under_capacity, day=TODAY)
    rows = lodged(under_capacity, 40, "N")
    assert pace.model == "b" * 64
    assert rows[0].asked == {"physical": "b" * 64}
    assert set(rows[0].shadows) == {"a" * 64}
    assert set(rows[0].shadows["a" * 64]) == {"1", "2"}


def test_decisions_replay_after_another_model_and_another_pace(under_capacity: Office, in_charge: InCharge) -> None:
    in_charge("c" * 64, "challenger")
    before = lodged(under_capacity, 40)
    in_charge("b" * 64)
    repace(actor=None, at=NOON, office=under_capacity, day=TODAY)
    after = lodged(under_capacity, 40, "N")
    assert arms(before).get("learned")
    for row in (*before, *after):
        again = replay(row.pk)
        assert again.same, again.differences


def test_the_random_arms_chances_follow_value_are_kept_with_the_decision_and_replay(under_capacity: Office) -> None:
    rows = lodged(under_capacity, 60)
    pace = paces([under_capacity.code], TODAY)[under_capacity.code, "physical"]  # type: ignore[index]
    assert pace.random_unit is not None
    highest = {row.pk: max(line["value"] for line in row.lines) for row in rows}
    by_value = sorted(rows, key=lambda row: highest[row.pk])
    rates = [row.control_rate for row in by_value]
    assert rates == sorted(rates)
    assert pace.random_rate * 0.5 <= rates[0] < rates[-1] <= pace.random_rate / 0.5
    for row in (by_value[0], by_value[-1]):
        assert replay(row.pk).same, replay(row.pk).differences


def test_where_the_watch_looks_wide_all_have_the_same_chance(
    under_capacity: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guomen.targeting.capacity.planning.random_share", lambda *_: 0.8)
    rows = lodged(under_capacity, 20)
    assert paces([under_capacity.code], TODAY)[under_capacity.code, "physical"].random_unit is None  # type: ignore[index]
    assert len({row.control_rate for row in rows}) == 1


def test_a_days_draws_are_verified_with_learned_picks_among_them(under_capacity: Office) -> None:
    rows = lodged(under_capacity, 60)
    assert arms(rows).get("learned")
    reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    assert verify_draws(TODAY).faults == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arm": "none"}, "reaches the line"),
        ({"value": 0.0}, "does not reach"),
    ],
)
def test_a_learned_pick_that_was_touched_is_found(under_capacity: Office, change: dict[str, Any], said: str) -> None:
    rows = lodged(under_capacity, 60)
    row = next(row for row in rows if row.lines[0]["arm"] == "learned")
    row.lines[0] |= change
    row.save()
    reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    (fault,) = verify_draws(TODAY).faults
    assert said in fault


def test_a_line_held_back_from_its_officers_is_found(under_capacity: Office) -> None:
    rows = lodged(under_capacity, 60)
    row = next(row for row in rows if row.lines[0]["arm"] == "none")
    row.lines[0]["value"] = 0.999
    row.save()
    reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    (fault,) = verify_draws(TODAY).faults
    assert "reaches the line" in fault


@pytest.mark.parametrize(
    ("model", "cause"),
    [(damaged(), "damaged"), (Failing("a" * 64), "failed"), (RuntimeError("no LightGBM"), "failed"), (None, "missing")],
)
def test_where_the_model_cannot_be_asked_rates_and_the_random_arm_hold_and_it_is_said(
    under_capacity: Office, models: dict[str, Any], model: Any, cause: str
) -> None:
    open_shift(actor=None, at=NOON, office=under_capacity, day=TODAY)
    models["a" * 64] = model
    if model is None:
        del models["a" * 64]
    rows = lodged(under_capacity, 60)
    assert "learned" not in arms(rows)
    assert all(row.asked == {} and row.paces for row in rows)
    codes = {reason["code"] for row in rows for line in row.lines for reason in line["reasons"]}
    assert f"learned.fallback.{cause}" in codes
    assert "learned.rate_replaced" not in codes
    assert any(0.0 < line["rate"] < 1.0 for row in rows for line in row.lines)
    entry = Entry.objects.get(kind="targeting.learned.fell_back")
    assert entry.payload["fallbacks"] == [
        {"office": under_capacity.code, "check_kind": "physical", "cause": cause, "consignments": 60}
    ]
    models["a" * 64] = MadeUp("a" * 64)
    for row in rows[:5]:
        assert replay(row.pk).same, replay(row.pk).differences


def test_without_a_model_in_charge_rates_hold(branch: Office, policy_set: Setter) -> None:
    policy_set(branch, selection="capacity")
    rows = lodged(branch, 3)
    assert {reason["code"] for reason in rows[0].lines[0]["reasons"]} >= {"learned.fallback.no_model"}
    assert replay(rows[0].pk).same


def test_an_office_without_a_past_draws_no_line_yet(branch: Office, policy_set: Setter, in_charge: InCharge) -> None:
    policy_set(branch, selection="capacity")
    in_charge("a" * 64)
    rows = lodged(branch, 3)
    assert {reason["code"] for reason in rows[0].lines[0]["reasons"]} >= {"learned.fallback.no_history"}
    assert replay(rows[0].pk).same, replay(rows[0].pk).differences


def test_under_rates_models_are_asked_and_not_obeyed(branch: Office, in_charge: InCharge) -> None:
    in_charge("a" * 64)
    rows = lodged(branch, 20)
    assert all(line["value"] is not None for row in rows for line in row.lines)
    assert "learned" not in arms(rows)
    assert rows[0].asked == {"physical": "a" * 64}
    assert replay(rows[0].pk).same


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_one_shift(under_capacity: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def open_it(_: int) -> set[int]:
        try:
            return {one.pace for one in open_shift(actor=None, at=NOON, office=under_capacity, day=TODAY)}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_it, range(4)))
    assert len({tuple(sorted(one)) for one in opened}) == 1
    assert Pace.objects.filter(check_kind="physical").count() == 1
    assert Entry.objects.filter(kind="targeting.shift.opened").count() == 1


def test_the_worker_opens_shifts_and_draws_anew_only_where_something_was_decided(under_capacity: Office) -> None:
    assert keep_pace(at=NOON) == 1
    assert keep_pace(at=NOON + timedelta(minutes=10)) == 0
    lodged(under_capacity, 5, days=0.02)
    assert keep_pace(at=NOON + timedelta(days=0.03)) == 1
    assert Pace.objects.filter(check_kind="physical").count() == 2


def test_a_file_is_screened_as_declarations_are_decided(under_capacity: Office, tmp_path: Any) -> None:
    rows = lodged(under_capacity, 60)
    declarations = [declared(under_capacity, n) for n in range(60)]
    source, out = tmp_path / "lines.parquet", tmp_path / "decided.parquet"
    line_frame(declarations).write_parquet(source)
    report = screen_any(source, out, sender="broker", layout_file=None, drawn_on=TODAY, at=NOON,
                        refused=tmp_path / "refused.csv", processes=1)  # fmt: skip
    decided = pl.read_parquet(out).sort("reference", "item_no")
    stored = sorted(
        (f"R-{n}", line["item_no"], line["arm"], line["value"]) for n, row in enumerate(rows) for line in row.lines
    )
    assert report.refused_rows == 0, report.faults
    assert decided.select("reference", "item_no", pl.col("arm").cast(str), "value").rows() == stored


def test_a_model_that_is_put_in_charge_draws_the_lines_of_open_shifts_at_once(
    under_capacity: Office, in_charge: InCharge
) -> None:
    lodged(under_capacity, 10)
    assert paces([under_capacity.code], TODAY)[under_capacity.code, "physical"].model == "a" * 64  # type: ignore[index]
    in_charge("b" * 64)
    with transaction.atomic():
        record(events.PROMOTION_SIGNED, actor=None, at=NOON, subjects=[], payload={"to": "champion"})
    deliver_pending()
    pace = paces([under_capacity.code], TODAY)[under_capacity.code, "physical"]  # type: ignore[index]
    assert (pace.model, pace.sequence) == ("b" * 64, 2)
    closed_day = TODAY + timedelta(days=1)
    assert redraw_open_shifts(at=NOON + timedelta(days=1)) == 0
    assert not Pace.objects.filter(shift_on=closed_day).exists()
