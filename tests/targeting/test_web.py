"""The screens and the API: what a person sees, and what a stranger does not."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.operations import issue_token
from guomen.targeting.models import ControlOrder, Override
from guomen.targeting.operations import reveal_draw
from tests.targeting.conftest import NOON
from tests.targeting.test_assigning import TODAY, declared, lodged, ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(person: Callable[..., Actor], branch: Office) -> Callable[..., Client]:
    """A browser in which somebody of a role is signed in."""

    def sign_in(role: str, username: str = "somebody", office: Office | None = None) -> Client:
        browser = Client(HTTP_ACCEPT_LANGUAGE="en")
        browser.force_login(person(username, role, office or branch))
        return browser

    return sign_in


def written(**more: Any) -> dict[str, Any]:
    return {
        "number": "BK-7", "goods": "4202", "origins": "DE fr", "orders": "hold", "valid_from": str(TODAY),
        "text_zh": "核查", "text_en": "check brands", "ground": "joint order",
    } | more  # fmt: skip


def test_an_order_is_issued_on_screen_met_by_the_next_declaration_and_withdrawn(
    signed_in: Callable[..., Client], branch: Office
) -> None:
    browser = signed_in("duty_manager")
    answer = browser.post("/targeting/orders/issue/", written(), follow=True)
    assert answer.status_code == 200
    row = ControlOrder.objects.get(number="BK-7")
    assert row.condition == {"goods": ["4202"], "origins": ["DE", "FR"], "offices": [branch.code]}
    assert lodged(branch).channel == "hold"
    listed = browser.get("/targeting/orders/").content.decode()
    assert "BK-7" in listed
    one = browser.get("/targeting/orders/BK-7/").content.decode()
    assert "<strong>1</strong>" in one
    browser.post("/targeting/orders/BK-7/", {"ground": "closed"})
    assert lodged(branch, "R-2").channel != "hold"


@pytest.mark.parametrize(
    "wrong",
    [{"goods": "42x2"}, {"origins": "Germany"}, {"goods": "", "origins": ""}, {"rate": "2"}, {"valid_to": str(TODAY)}],
)
def test_a_wrong_order_is_shown_again_with_what_is_wrong(signed_in: Callable[..., Client], wrong: Any) -> None:
    answer = signed_in("duty_manager").post("/targeting/orders/issue/", written(**wrong))
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not ControlOrder.objects.exists()


def test_an_override_is_proposed_and_a_second_person_approves(signed_in: Callable[..., Client], branch: Office) -> None:
    ordered(branch)
    number = lodged(branch).consignment_id
    officer, manager = signed_in("duty_manager", "officer"), signed_in("duty_manager", "manager")
    assert officer.get(f"/targeting/consignments/{number}/override/").status_code == 200
    officer.post(f"/targeting/consignments/{number}/override/", {"to": "release", "ground": "false hit"})
    row = Override.objects.get()
    assert row.state == "waiting"
    assert "false hit" in manager.get("/targeting/overrides/").content.decode()
    assert officer.post(f"/targeting/overrides/{row.pk}/", {"word": "approve"}).status_code == 403
    assert manager.get(f"/targeting/overrides/{row.pk}/").status_code == 200
    manager.post(f"/targeting/overrides/{row.pk}/", {"word": "approve"})
    row.refresh_from_db()
    assert row.state == "in_force"
    assert manager.get(f"/targeting/overrides/{row.pk}/").status_code == 404


def test_the_draws_page_shows_commitments_and_verifies_a_revealed_day(
    signed_in: Callable[..., Client], branch: Office
) -> None:
    lodged(branch)
    row = reveal_draw(actor=None, at=NOON + timedelta(days=1), day=TODAY)
    browser = signed_in("auditor")
    shown = browser.get("/targeting/draws/").content.decode()
    assert row.commitment in shown
    assert row.secret in shown
    assert "every pick follows" in browser.get(f"/targeting/draws/?verify={TODAY}").content.decode()
    assert browser.get("/targeting/draws/?verify=yesterday").status_code == 422
    assert browser.get("/targeting/draws/?verify=2001-01-01").status_code == 404


@pytest.mark.parametrize(
    "address", ["/targeting/orders/", "/targeting/orders/issue/", "/targeting/overrides/", "/targeting/overrides/1/"]
)
def test_a_trader_sees_none_of_it(signed_in: Callable[..., Client], address: str) -> None:
    assert signed_in("trader").get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_another_branchs_consignment_has_no_override_page(signed_in: Callable[..., Client], branch: Office) -> None:
    number = lodged(branch).consignment_id
    elsewhere = Office.objects.filter(level="branch").exclude(pk=branch.pk).last()
    browser = signed_in("port_officer", "stranger", elsewhere)
    assert browser.get(f"/targeting/consignments/{number}/override/").status_code == 404


@pytest.fixture
def caller(person: Callable[..., Actor]) -> dict[str, str]:
    """Headers of a sender's machine."""
    token = issue_token(actor=None, at=timezone.now(), holder=person("broker", "sender"), label="tests")
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def message(branch: Office, **more: Any) -> dict[str, Any]:
    whole = json.loads(msgspec.json.encode(declared(branch)))
    return {name: value for name, value in whole.items() if value not in ("", None, [], {})} | more


def post(body: Any, caller: dict[str, str]) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return Client().post("/api/declarations", text, content_type="application/json", **caller)


def test_a_declaration_posted_is_answered_with_its_channel_and_the_same_again(
    caller: dict[str, str], branch: Office
) -> None:
    first = post(message(branch), caller)
    assert first.status_code == 201, first.content
    (told,) = first.json()["results"]
    assert (told["outcome"], told["lines"][0]["channel"]) == ("lodged", told["channel"])
    again = post(message(branch), caller)
    assert again.status_code == 200
    assert again.json()["results"][0] | {"outcome": "lodged"} == told
    read = Client().get("/api/declarations/broker/R-1/decision", **caller)
    assert read.json()["channel"] == told["channel"]


def test_a_trader_reads_public_reasons_only(caller: dict[str, str], branch: Office) -> None:
    ordered(branch)
    (told,) = post(message(branch), caller).json()["results"]
    assert told["channel"] == "hold"
    assert "BK-1" not in json.dumps(told)
    assert "supervision" not in json.dumps(told)


def test_in_a_batch_the_faulty_are_refused_with_all_their_faults_and_the_others_go_in(
    caller: dict[str, str], branch: Office
) -> None:
    bad = message(branch, reference="R-2", importer="X", regime="?")
    answer = post([message(branch), bad], caller)
    assert answer.status_code == 201
    good, refused = answer.json()["results"]
    assert good["outcome"] == "lodged"
    assert {"importer", "regime"} <= {fault["field"] for fault in refused["faults"]}
    assert post(bad, caller).status_code == 422


@pytest.mark.parametrize("body", ["", "{", '"text"', "[1]"])
def test_what_is_no_declaration_is_refused_with_a_reason(caller: dict[str, str], branch: Office, body: str) -> None:
    answer = post(body, caller)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"]


def test_a_strangers_declaration_cannot_be_read(
    caller: dict[str, str], branch: Office, person: Callable[..., Actor]
) -> None:
    post(message(branch), caller)
    token = issue_token(actor=None, at=timezone.now(), holder=person("other", "sender"), label="tests")
    other = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert Client().get("/api/declarations/broker/R-1/decision", **other).status_code == 404
    assert Client().get("/api/declarations/broker/R-9/decision", **caller).status_code == 404
    assert Client().get("/api/declarations/broker/R-1/decision").status_code == 401
