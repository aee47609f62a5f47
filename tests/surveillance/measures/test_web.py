"""Screens of measures."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from guomen.inspection.models import Finding
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from guomen.surveillance.measures.models import Measure
from tests.decisions.test_handlers import finding
from tests.decisions.world import NOON, lodged, person
from tests.surveillance.measures.test_operations import impose

pytestmark = pytest.mark.usefixtures("agency")
ASKED = {
    "kind": "raise_sampling",
    "goods": "1905 1806",
    "origins": "it",
    "hazard": "lead",
    "orders": "sample",
    "tests": "lead; 铅; mg/kg; 0.5",
    "valid_from": "2018-08-01",
    "text_zh": "意大利饼干铅超标",
    "text_en": "lead in biscuits",
    "ground": "检出铅超标",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def browser(actor: Actor | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if actor is not None:
        client.force_login(actor)
    return client


@pytest.fixture
def analyst() -> Actor:
    return person("analyst", Role.RISK_ANALYST, "900000")


def recorded() -> Finding:
    row = finding(lodged())
    Finding.objects.filter(pk=row.pk).update(goods_code="1905310000101", origin="IT", producer="IT-0001")
    return row


def test_a_measure_is_imposed_from_the_form(analyst: Actor) -> None:
    response = browser(analyst).post(reverse("surveillance-impose"), ASKED, follow=True)
    said = response.content.decode()
    assert "The next matching declaration meets it." in said
    row = Measure.objects.get()
    assert row.condition == {"goods": ["1905", "1806"], "origins": ["IT"]}
    assert row.tests == [{"analyte": "lead", "analyte_zh": "铅", "unit": "mg/kg", "limit": "0.5", "limit_kind": "max"}]
    for word in ("M-2018-0001", "In force", "检出铅超标", "Declarations that met it"):
        assert word in said


def test_a_finding_fills_in_what_it_is_about(analyst: Actor) -> None:
    row = recorded()
    client, address = browser(analyst), f"{reverse('surveillance-impose')}?finding={row.pk}"
    said = client.get(address).content.decode()
    for value in ('value="1905"', 'value="IT"', 'value="IT-0001"', 'value="lead" selected', "0.9 mg/kg"):
        assert value in said
    client.post(address, ASKED)
    assert Measure.objects.get().finding == row.pk
    assert Measure.objects.get().consignment_id == row.consignment_id


def test_a_hazard_that_has_no_code_is_taken_from_the_finding(analyst: Actor) -> None:
    row = recorded()
    Finding.objects.filter(pk=row.pk).update(hazard="tetramethrin")
    address = f"{reverse('surveillance-impose')}?finding={row.pk}"
    browser(analyst).post(address, ASKED | {"hazard": "tetramethrin"})
    assert Measure.objects.get().hazard == "tetramethrin"


def test_faults_are_said_at_their_fields(analyst: Actor) -> None:
    said = browser(analyst).post(reverse("surveillance-impose"), ASKED | {"origins": "ZZ"}).content.decode()
    assert "There is no such country" in said
    assert "意大利饼干铅超标" in said
    said = browser(analyst).post(reverse("surveillance-impose"), ASKED | {"tests": "lead 0.5"}).content.decode()
    assert "four parts" in said
    said = browser(analyst).post(reverse("surveillance-impose"), ASKED | {"public_zh": "只有中文"}).content.decode()
    assert "Both languages, or none." in said
    assert not Measure.objects.exists()


def test_a_bureau_is_offered_its_own_offices_and_kinds() -> None:
    said = browser(person("bureau", Role.RISK_ANALYST, "910000")).get(reverse("surveillance-impose")).content.decode()
    assert "910000 910100 910200" in said
    assert "suspend_or_ban" not in said


def test_a_finding_of_another_office_is_not_shown() -> None:
    row = recorded()
    client = browser(person("far", Role.RISK_ANALYST, "910200"))
    assert client.get(f"{reverse('surveillance-impose')}?finding={row.pk}").status_code == 403


def test_a_measure_is_lifted_with_a_ground_and_its_history_shows_both(analyst: Actor) -> None:
    row = impose(analyst)
    client, address = browser(analyst), reverse("surveillance-measure", args=[row.number])
    client.post(address, {"act": "lift", "ground_zh": "", "ground_en": ""})
    assert not hasattr(Measure.objects.get(), "lifting")
    said = client.post(
        address, {"act": "lift", "ground_zh": "已整改", "ground_en": "put right"}, follow=True
    ).content.decode()
    for word in ("The measure was lifted.", "Lifted", "put right", "检出铅超标"):
        assert word in said
    assert "<textarea" not in client.get(address).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_list_is_filtered(analyst: Actor, language: str) -> None:
    one, other = impose(analyst), impose(analyst, hazard="cadmium", valid_from=date(2018, 9, 1))
    client = browser(analyst, language)
    for query, shown, hidden in (
        ({"state": "in_force"}, one, other),
        ({"state": "coming"}, other, one),
        ({"text": "cadm"}, other, one),
    ):
        said = client.get(reverse("surveillance-measures"), query).content.decode()
        assert shown.number in said
        assert hidden.number not in said
    assert one.number in client.get(reverse("surveillance-measures"), {"goods": "1905310000101"}).content.decode()
    assert one.number not in client.get(reverse("surveillance-measures"), {"goods": "2204"}).content.decode()


def test_who_may_only_read_is_offered_nothing_to_write(analyst: Actor) -> None:
    row = impose(analyst)
    client = browser(person("officer", Role.PORT_OFFICER))
    assert "<textarea" not in client.get(reverse("surveillance-measure", args=[row.number])).content.decode()
    assert client.get(reverse("surveillance-impose")).status_code == 403


def test_traders_and_strangers_see_no_measures(analyst: Actor) -> None:
    row = impose(analyst)
    trader = browser(person("trader", Role.TRADER, ""))
    for address in (reverse("surveillance-measures"), reverse("surveillance-measure", args=[row.number])):
        assert trader.get(address).status_code == 403
        assert browser(None).get(address).status_code == 302


def test_a_measure_that_is_not_there_is_told(analyst: Actor) -> None:
    assert browser(analyst).get(reverse("surveillance-measure", args=["M-2018-9999"])).status_code == 404
