"""What measures ask of people stands on the first page of those who must act."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.surveillance.assessments.models import Assessment
from guomen.surveillance.measures.models import Execution
from guomen.surveillance.measures.terms import MeasureKind
from tests.decisions.world import NOON, person
from tests.surveillance.dossiers import opened
from tests.surveillance.measures.test_operations import impose
from tests.surveillance.measures.test_running_web import boss, refuse, task
from tests.surveillance.measures.test_web import browser

__all__ = ["boss"]

pytestmark = pytest.mark.usefixtures("agency")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def first_page(actor: Actor, language: str = "zh-hans") -> str:
    return browser(actor, language).get(reverse("workbench")).content.decode()


@pytest.mark.parametrize("role", [Role.PORT_OFFICER, Role.DUTY_MANAGER])
def test_a_task_of_a_measure_is_on_the_first_page_of_the_office_that_carries_it_out(boss: Actor, role: Role) -> None:
    impose(boss, kind=MeasureKind.TRACE_BACK, orders=None, executions=[task()])
    key = Execution.objects.get().pk
    assert reverse("surveillance-execution", args=[key]) in first_page(person("one", role))
    assert "核查库存" in first_page(Actor.objects.get(username="one"))
    other = first_page(person("other", role, "910200"))
    assert "核查库存" not in other
    assert "项措施待执行" not in other


def test_a_deed_that_orders_no_channel_stands_on_headquarters_first_page(boss: Actor) -> None:
    impose(boss, kind=MeasureKind.TRACE_BACK, orders=None, executions=[task()])
    assert "check the stock" in first_page(boss, "en")


def test_a_step_that_the_ladder_proposes_waits_for_headquarters_alone(boss: Actor) -> None:
    refuse("R1", "R2", "R3")
    assert "项阶梯措施待决定" in first_page(boss)
    assert "夹心饼干" in first_page(boss) or "1905" in first_page(boss)
    assert "项阶梯措施待决定" not in first_page(person("risk", Role.RISK_ANALYST, "910000"))


@pytest.mark.usefixtures("centres")
def test_an_assessment_that_has_run_out_is_on_the_desk_of_who_assesses() -> None:
    analyst = person("risk", Role.RISK_ANALYST, "910000")
    row = opened()
    Assessment.objects.create(
        dossier=row, version=1, method="rapid", factors={}, level="high", state="signed", urgency="soon",
        scope="local", summary="", uncertainty="low", centre=row.centre,
        reference_edition=1, valid_until=NOON.date(), drafted_by=analyst,
        drafted_at=NOON - timedelta(days=90), signed_at=NOON - timedelta(days=90), signed_by=analyst,
    )  # fmt: skip
    assert reverse("surveillance-assess", args=[row.number]) in first_page(analyst)
    assert "评估已到期" in first_page(analyst)
    assert "评估已到期" not in first_page(person("duty"))
