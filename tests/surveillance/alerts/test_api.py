"""Officers' systems propose, sign, decline and acknowledge with a token, under the same rights as on the screens."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guomen.interfaces.api.root import api
from guomen.kernel.models import Actor
from guomen.kernel.offices.operations import issue_token
from guomen.kernel.terms import Role
from guomen.surveillance.alerts.terms import Audience
from tests.decisions.world import NOON, person
from tests.surveillance.alerts.world import HOUR, analyst, chief, issued, proposed

pytestmark = pytest.mark.usefixtures("warning")
NUMBER = "A-2018-0001"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + 2 * HOUR)


def machine(actor: Actor) -> Client:
    token = issue_token(actor=None, at=NOON, holder=actor, label="system")
    return Client(headers={"authorization": f"Bearer {token}"})


def post(client: Client, path: str, said: dict[str, Any] | None = None) -> tuple[int, Any]:
    answer = client.post(f"/api{path}", said or {}, content_type="application/json")
    return answer.status_code, answer.json()


def test_what_is_left_out_is_taken_from_the_dossier_and_another_one_signs() -> None:
    status, row = post(machine(analyst()), "/alerts", {"dossier": "D-2018-0001", "title": {"zh": "铅", "en": "lead"}})
    assert status == 201
    assert (row["number"], row["state"], row["title"]["en"], row["goods"]) == (NUMBER, "proposed", "lead", ["1905"])
    assert post(machine(analyst()), f"/alerts/{NUMBER}/versions/1/signature")[0] == 403
    status, row = post(machine(chief()), f"/alerts/{NUMBER}/versions/1/signature")
    assert (status, row["state"], row["signed_by"]) == (200, "issued", "chief")
    listed = machine(analyst()).get("/api/alerts?state=issued").json()
    assert [one["number"] for one in listed["alerts"]] == [NUMBER]
    assert Client().get(reverse("surveillance-public-alert", args=[NUMBER])).status_code == 200


def test_a_proposal_is_declined_with_its_ground_and_not_without() -> None:
    proposed()
    path = f"/alerts/{NUMBER}/versions/1/refusal"
    assert post(machine(chief()), path, {"ground": " "})[0] == 422
    assert post(machine(chief()), path, {"ground": "证据不足"})[1]["state"] == "declined"


def test_a_circular_is_acknowledged_once_for_ones_own_office() -> None:
    issued(audience=Audience.PORTS)
    bureau = machine(analyst("guangdong", "920000"))
    status, told = post(bureau, f"/alerts/{NUMBER}/acknowledgement", {"note": "已布置"})
    assert (status, told["office"], told["version"]) == (200, "920000", 1)
    assert post(bureau, f"/alerts/{NUMBER}/acknowledgement")[0] == 409


@pytest.mark.parametrize("path", ["/alerts", f"/alerts/{NUMBER}"])
def test_strangers_and_traders_read_nothing(path: str) -> None:
    proposed()
    assert Client().get(f"/api{path}").status_code == 401
    assert machine(person("trader", Role.TRADER, "")).get(f"/api{path}").status_code == 403
    assert machine(analyst()).get(f"/api{path}").status_code == 200


def test_what_is_misspelled_is_refused_and_a_level_needs_its_ground() -> None:
    assert post(machine(analyst()), "/alerts", {"dossier": "D-2018-0001", "levle": "red"})[0] == 422
    assert post(machine(analyst()), "/alerts", {"dossier": "D-2018-0001", "level": "red"})[0] == 422


def test_every_operation_of_every_room_has_its_own_name() -> None:
    named = [one["operationId"] for path in api.get_openapi_schema()["paths"].values() for one in path.values()]
    assert sorted(named) == sorted(set(named))
