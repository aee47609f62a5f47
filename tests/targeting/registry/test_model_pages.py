"""The pages of models, in both languages, for those who study, propose and sign."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.models import ModelFile, Promotion, RiskModel
from guomen.targeting.registry.operations import train_on_log, watch_models
from guomen.targeting.registry.queries import champions
from tests.targeting.conftest import NOON
from tests.targeting.registry.learned import UNTIL, registered, stored_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(person: Callable[..., Actor], reference: None) -> Callable[..., Client]:
    """A browser in which somebody of a role is signed in, in a language."""

    def sign_in(role: str, language: str = "en", office: str = "000000") -> Client:
        found = Actor.objects.filter(username=role).first()
        browser = Client(HTTP_ACCEPT_LANGUAGE=language)
        browser.force_login(found or person(role, role, Office.objects.get(code=office)))
        return browser

    return sign_in


@pytest.fixture
def model(somebody: Callable[..., Client], branch: Office) -> RiskModel:
    """A challenger that was trained on a log and tried on its last part."""
    somebody("risk_analyst")
    stored_log(branch)
    analyst = Actor.objects.get(username="risk_analyst")
    return train_on_log(actor=analyst, at=NOON, target="physical", until=UNTIL)


def words(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("Calibration", "Tried on lines kept back", "Found per 1,000 lines", "challenger")),
     ("zh-hans", ("校准", "用留出的货物检验", "每1,000项发现", "挑战者"))],
)  # fmt: skip
def test_a_model_shows_its_card_its_trial_and_its_calibration(
    somebody: Callable[..., Client], model: RiskModel, language: str, said: tuple[str, ...]
) -> None:
    page = words(somebody("auditor", language), f"/targeting/models/{model.digest}/")
    for one in said:
        assert one in page
    assert page.count("<svg") >= 3
    assert "400" in page


def test_models_are_listed_with_their_standing_and_an_auditor_only_reads(
    somebody: Callable[..., Client], model: RiskModel
) -> None:
    page = words(somebody("auditor"), "/targeting/models/")
    assert model.digest[:12] in page
    assert "rules and lot rates decide" in page
    assert "Train a challenger" not in page
    assert "Train a challenger" in words(somebody("risk_analyst"), "/targeting/models/")


def test_a_duty_manager_has_no_business_with_models(somebody: Callable[..., Client]) -> None:
    assert somebody("duty_manager").get("/targeting/models/").status_code == 403


def test_the_button_answers_at_once_and_says_that_it_is_under_way(
    somebody: Callable[..., Client], model: RiskModel
) -> None:
    browser = somebody("risk_analyst")
    page = browser.post("/targeting/models/train/", {"target": "physical"}, follow=True).content.decode()
    assert "A challenger is being trained." in page
    again = browser.post("/targeting/models/train/", {"target": "physical"})
    assert again.status_code == 409


def test_too_few_labels_are_said_on_the_page(somebody: Callable[..., Client]) -> None:
    answer = somebody("risk_analyst", "zh-hans").post("/targeting/models/train/", {"target": "physical"})
    assert answer.status_code == 422
    assert "可学习的查验结果太少" in answer.content.decode()


def test_one_proposes_and_another_signs_on_the_evidence(somebody: Callable[..., Client], model: RiskModel) -> None:
    analyst, signer = somebody("risk_analyst"), somebody("headquarters")
    asked = {"to": "champion", "ground": "finds more"}
    page = analyst.post(f"/targeting/models/{model.digest}/", asked, follow=True).content.decode()
    assert "It waits for a second person." in page
    row = Promotion.objects.get(state="waiting")
    evidence = words(signer, f"/targeting/promotions/{row.pk}/")
    assert "finds more" in evidence
    assert "Precision in the top 5 %" in evidence
    page = signer.post(f"/targeting/promotions/{row.pk}/", {"word": "sign"}, follow=True).content.decode()
    assert "Signed: it is in force." in page
    assert champions() == {"physical": model.digest}
    assert model.digest[:12] in words(analyst, "/targeting/models/")


def test_a_proposal_is_declined_on_the_page(somebody: Callable[..., Client], model: RiskModel) -> None:
    asked = {"to": "champion", "ground": "finds more"}
    somebody("risk_analyst").post(f"/targeting/models/{model.digest}/", asked)
    row = Promotion.objects.get(state="waiting")
    page = somebody("headquarters").post(f"/targeting/promotions/{row.pk}/", {"word": "decline"}, follow=True)
    assert "The proposal was declined." in page.content.decode()
    assert champions() == {}


def test_a_refusal_is_said_above_the_form(somebody: Callable[..., Client], model: RiskModel) -> None:
    registered(Actor.objects.get(username="risk_analyst"), rehearsal=None)
    other = RiskModel.objects.exclude(pk=model.pk).get()
    asked = {"to": "champion", "ground": "finds more"}
    page = somebody("risk_analyst").post(f"/targeting/models/{other.digest}/", asked).content.decode()
    assert "There is no evidence" in page


def test_a_damaged_model_says_so_in_the_list_and_on_its_page(somebody: Callable[..., Client], model: RiskModel) -> None:
    ModelFile.objects.filter(model=model, name="card.json").update(content=b"{}")
    browser = somebody("auditor")
    assert "damaged" in words(browser, "/targeting/models/")
    assert "is not what its manifest says" in words(browser, f"/targeting/models/{model.digest}/")


def test_the_nights_measurement_is_on_the_page_and_on_the_analysts_first_page(
    somebody: Callable[..., Client], model: RiskModel, branch: Office
) -> None:
    ModelFile.objects.filter(model=model, name="card.json").update(content=b"{}")
    assert watch_models(actor=None, at=NOON + timedelta(days=60)) == {model.digest: ["damaged"]}
    browser = somebody("risk_analyst")
    assert "passed the threshold" in words(browser, f"/targeting/models/{model.digest}/")
    assert model.digest[:12] in words(browser, "/")


@pytest.mark.parametrize("address", ["/targeting/models/0123456789ab/", "/targeting/promotions/77/"])
def test_what_is_not_there_is_missing(somebody: Callable[..., Client], address: str) -> None:
    assert somebody("auditor").get(address).status_code == 404
