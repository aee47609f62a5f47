"""Drift: of what is declared, and of what was foretold; what passes policy's thresholds is told."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from guomen.kernel.ledger.models import Entry
from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.models import Assignment, LineOutcome, RiskModel
from guomen.targeting.operations import lodge_and_assign
from guomen.targeting.registry.operations import watch_models
from guomen.targeting.registry.queries import breaches, drift
from guomen.targeting.registry.watching import drifted
from guomen.targeting.terms import Arm
from tests.targeting.conftest import NOON
from tests.targeting.registry.learned import UNTIL, registered, stored_log
from tests.targeting.test_assigning import BAGS, TODAY, declared
from tests.targeting.world import item

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=40)


@pytest.fixture
def model(person: Callable[..., Actor], reference: None) -> RiskModel:
    return registered(person("analyst", "risk_analyst"))


def lodged_on(branch: Office, day_offset: int, count: int, **changes: object) -> None:
    """Declarations whose draw was on a day that many days from the training's last."""
    before = set(Assignment.objects.values_list("pk", flat=True))
    fields = {"origin": "DE", "net_mass": Decimal(100)} | changes
    lodge_and_assign(
        actor=None,
        at=NOON,
        declarations=[declared(branch, f"D{day_offset}-{n}", items=(item(1, BAGS, **fields),)) for n in range(count)],
    )
    new = Assignment.objects.exclude(pk__in=before)
    new.update(drawn_on=UNTIL + timedelta(days=day_offset))


def test_declarations_like_those_before_have_not_moved(model: RiskModel, branch: Office) -> None:
    for offset in (-1, 45):
        lodged_on(branch, offset, 30)
    found = drifted(model, LATER)
    assert set(found.values()) == {0.0}


def test_a_column_that_is_empty_now_and_an_origin_that_is_new_are_told(model: RiskModel, branch: Office) -> None:
    lodged_on(branch, -1, 30)
    lodged_on(branch, 45, 30, origin="US", net_mass=None)
    at = NOON + timedelta(days=40)
    assert {"origin", "net_mass"} <= set(watch_models(actor=None, at=at)[model.digest])
    ((row, measured_at, passed),) = breaches()
    assert (row, measured_at) == (model, at)
    assert "origin" in passed


def test_days_that_the_training_knew_are_not_compared_with_themselves(model: RiskModel, branch: Office) -> None:
    lodged_on(branch, -1, 30)
    assert drifted(model, UNTIL + timedelta(days=5)) == {}


def test_findings_that_were_not_foretold_are_told(model: RiskModel, branch: Office) -> None:
    stored_log(branch, 200, seed=3, start=UNTIL + timedelta(days=1), days=9)
    # The draw cannot be foreseen: half of the declarations are said to be its picks.
    drawn = [
        Assignment(pk=row.pk, lines=[line | {"arm": Arm.LOT} for line in row.lines])
        for row in Assignment.objects.all()[::2]
    ]
    Assignment.objects.bulk_update(drawn, ["lines"])
    assert watch_models(actor=None, at=NOON)[model.digest] == []
    ratio = drift(model.digest)["inspected"]  # type: ignore[index]
    assert ratio["n"] == 200
    assert ratio["low"] < 1 < ratio["high"]
    LineOutcome.objects.update(conforming=False)
    assert watch_models(actor=None, at=NOON)[model.digest] == ["random", "inspected"]


def test_every_model_that_is_asked_is_measured_each_night_and_put_on_record(model: RiskModel) -> None:
    for _ in range(2):
        watch_models(actor=None, at=NOON)
    assert Entry.objects.filter(kind="targeting.drift.measured").count() == 2
