"""The after-action page tells the story of a dossier with its true numbers."""

from datetime import date, timedelta

import pytest
from django.test import Client

from guomen.catalogue.terms import Channel, Condition
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role, Text
from guomen.surveillance.measures.models import Measure
from guomen.surveillance.measures.operations import impose_measure, lift_measure
from guomen.surveillance.measures.terms import MeasureKind
from guomen.surveillance.review.queries import acted_upon, story
from tests.decisions.world import NOON, person
from tests.surveillance.dossiers import opened, told
from tests.surveillance.measures.conftest import lay_down_law

pytestmark = pytest.mark.usefixtures("agency", "centres")


@pytest.fixture
def measure(agency: None, centres: None) -> Measure:
    lay_down_law()
    dossier = opened(signals=[told("R1").pk])
    opened(origins=["FR"])
    return impose_measure(
        actor=person("hq", Role.RISK_ANALYST, "900000"), at=NOON + timedelta(hours=3), dossier=dossier.number,
        kind=MeasureKind.RAISE_SAMPLING, condition=Condition(goods=("1905",), origins=frozenset({"IT"})), hazard="lead",
        orders=Channel.SAMPLE, valid_from=date(2018, 8, 1), text=Text("抽样", "sample"), ground="信号聚集",
    )  # fmt: skip


def test_only_what_was_acted_upon_is_looked_back_upon(measure: Measure) -> None:
    assert [row.number for row in acted_upon()] == ["D-2018-0001"]


def test_the_steps_are_those_of_the_tables(measure: Measure) -> None:
    found = {step.name: step for step in story("D-2018-0001").steps}
    assert found["measure"].after == timedelta(hours=3)
    assert found["signal"].at == NOON
    assert found["lifted"].at is None
    lift_measure(
        actor=Actor.objects.get(username="hq"), at=NOON + timedelta(days=9), number=measure.number,
        ground=Text("已整改", "put right"),
    )  # fmt: skip
    found = {step.name: step for step in story("D-2018-0001").steps}
    assert found["lifted"].at == NOON + timedelta(days=9)


@pytest.mark.parametrize(("language", "words"), [("en", "How long each step took"), ("zh-hans", "各环节用时")])
def test_the_page_tells_it(client: Client, measure: Measure, language: str, words: str) -> None:
    client.force_login(person("auditor", Role.AUDITOR, "900000"))
    client.cookies["django_language"] = language
    assert words in client.get("/surveillance/review/D-2018-0001").content.decode()
    assert "D-2018-0001" in client.get("/surveillance/review").content.decode()
    client.force_login(person("trader", Role.TRADER, ""))
    assert client.get("/surveillance/review/D-2018-0001").status_code == 403
