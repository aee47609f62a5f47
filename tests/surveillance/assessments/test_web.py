"""The assessment form: the level appears as it is filled in, is kept as a draft or signed."""

import pytest
from django.test import Client

from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.surveillance.assessments.queries import assessment_in_force, assessments_of
from guomen.surveillance.assessments.terms import AssessmentMethod
from guomen.surveillance.clusters.models import Dossier
from tests.decisions.world import person
from tests.surveillance.dossiers import opened

pytestmark = pytest.mark.usefixtures("agency", "centres")
COMMON = {
    "groups": ["children"], "urgency": "immediate", "scope": "national", "uncertainty": "low", "summary": "须处置",
}  # fmt: skip
RAPID = {"likelihood": "likely", "consequence": "major"}
CHAIR = {
    "injury_1": "夹伤", "severity_1": "1", "severity_2": "1", "severity_3": "1", "odds_1_1": "1", "odds_1_2": "1/50",
    "odds_1_3": "10%", "odds_1_4": "1",
}  # fmt: skip


@pytest.fixture
def dossier() -> Dossier:
    return opened()


@pytest.fixture
def analyst(client: Client) -> Actor:
    actor = person("analyst", Role.RISK_ANALYST, "910000")
    client.force_login(actor)
    return actor


@pytest.mark.parametrize("method", list(AssessmentMethod))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_method_has_its_form(
    client: Client, analyst: Actor, dossier: Dossier, method: AssessmentMethod, language: str
) -> None:
    client.cookies["django_language"] = language
    page = client.get(f"/surveillance/dossiers/{dossier.number}/assess?method={method}").content.decode()
    assert (method.text.en if language == "en" else method.text.zh) in page


def test_the_level_and_what_would_turn_it_appear_while_answering(
    client: Client, analyst: Actor, dossier: Dossier
) -> None:
    client.cookies["django_language"] = "en"
    address = f"/surveillance/dossiers/{dossier.number}/assess/preview?method=product_harm"
    answer = client.post(address, CHAIR).content.decode()
    assert "Low risk" in answer
    assert "Severity of" in answer
    assert "no valid answer" in client.post(address.replace("product_harm", "rapid"), {}).content.decode()
    assert not assessments_of(dossier.number)


def test_what_is_signed_holds_and_fills_in_the_next_version(client: Client, analyst: Actor, dossier: Dossier) -> None:
    address = f"/surveillance/dossiers/{dossier.number}/assess?method=rapid"
    client.post(address, COMMON | RAPID | {"act": "draft"})
    assert assessment_in_force(dossier.number) is None
    client.post(address, COMMON | RAPID | {"act": "sign"})
    found = assessment_in_force(dossier.number)
    assert found is not None
    assert (found.level, found.version) == ("high", 1)
    assert "须处置" in client.get(f"/surveillance/dossiers/{dossier.number}/assess").content.decode()
    chair = f"/surveillance/dossiers/{dossier.number}/assess?method=product_harm"
    client.post(chair, COMMON | CHAIR | {"act": "sign"})
    assert [row.level for row in assessments_of(dossier.number)] == ["low", "high"]


def test_a_fault_is_said_in_the_form_and_nothing_is_kept(client: Client, analyst: Actor, dossier: Dossier) -> None:
    client.cookies["django_language"] = "en"
    address = f"/surveillance/dossiers/{dossier.number}/assess?method=product_harm"
    answer = client.post(address, COMMON | CHAIR | {"odds_1_2": "often", "act": "sign"}).content.decode()
    assert "Write a probability such as" in answer
    answer = client.post(address, COMMON | {"severity_1": "1", "severity_2": "1", "severity_3": "1"}).content.decode()
    assert "There is no injury scenario." in answer
    assert not assessments_of(dossier.number)


def test_dissent_is_put_on_record(client: Client, analyst: Actor, dossier: Dossier) -> None:
    client.post(f"/surveillance/dossiers/{dossier.number}/assess?method=rapid", COMMON | RAPID | {"act": "sign"})
    client.post(f"/surveillance/dossiers/{dossier.number}/dissent", {"level": "low", "ground": "暴露量低"})
    page = client.get(f"/surveillance/dossiers/{dossier.number}").content.decode()
    assert "暴露量低" in page
