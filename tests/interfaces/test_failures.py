"""Whatever goes wrong, a person reads what it was and what to do, in their language; never a traceback."""

import errno
import json

import pytest
from django.db import Error
from django.test import Client, RequestFactory

from guomen.interfaces.web import failures
from guomen.interfaces.web.outages import outage
from guomen.kernel.terms import Missing, Role, Text
from tests.interfaces.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-hans", "没有此页面，或您无权查看。"), ("en", "There is no such page")]
)
def test_an_unknown_address_answers_404_in_the_reader_s_language(language: str, sentence: str):
    response = Client(headers={"accept-language": language}).get("/no/such/page")
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_a_machine_that_asks_for_an_unknown_address_gets_json():
    response = Client().get("/api/no/such/thing")
    assert response.status_code == 404
    assert response.json()["code"] == "page.missing"


def test_a_form_from_elsewhere_is_refused_with_advice():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    response = client.post("/sign-in", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


@pytest.mark.parametrize(("answer", "status"), [(failures.bad_request, 400), (failures.forbidden, 403)])
def test_every_status_has_its_page(answer, status: int):
    request = RequestFactory().get("/")
    request.user = person(Role.AUDITOR)
    assert answer(request, Exception("secret detail")).status_code == status


def test_our_own_fault_is_a_number_and_no_traceback(monkeypatch: pytest.MonkeyPatch, settings):
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("guomen.interfaces.web.health.connection", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/health")
    said = response.content.decode()
    assert response.status_code == 500
    assert "事件编号 · Incident" in said
    assert "secret detail" not in said


def test_a_refusal_that_no_page_caught_is_still_told_as_one():
    request = RequestFactory().get("/x")
    request.user = person(Role.AUDITOR)
    refusal = Missing("x.missing", Text("无此物。", "No such thing."), Text("请检查。", "Check."))
    middleware = failures.RefusalMiddleware(lambda _: None)
    assert middleware.process_exception(request, refusal).status_code == 404
    assert middleware.process_exception(request, ValueError()) is None


def test_health_says_ok():
    assert Client().get("/health").json() == {"status": "ok"}


def test_a_page_loads_nothing_from_another_host():
    response = Client().get("/sign-in")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert 'src="http' not in response.content.decode()
    assert "<style" not in response.content.decode()


def test_a_value_that_no_database_holds_is_refused_and_is_no_fault_of_ours():
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.AUDITOR, office="GM00"))
    response = client.get("/audit/ledger", {"officer": "a\x00b"})
    assert response.status_code in (200, 422)
    assert client.get("/api/consignments", {"reference": "a\x00b"}).status_code in (422, 200)
    assert client.get("/api/consignments", {"before": str(2**70)}).status_code in (422, 200)


class Lost(Exception):
    """Stands for the driver's error, with the state that the server gave it."""

    def __init__(self, state: str | None, text: str = "") -> None:
        super().__init__(text)
        self.sqlstate = state


class OperationalError(Lost):
    """The driver's name for a connection that is not there."""


def from_the_driver(cause: Exception) -> Error:
    error = Error()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (from_the_driver(Lost("53100")), "disk.full"),
        (from_the_driver(Lost("XX000", 'could not extend file "base/1/2": File too large')), "disk.full"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk.full"),
        (from_the_driver(Lost("57P01")), "database.away"),
        (from_the_driver(Lost("08006")), "database.away"),
        (from_the_driver(Lost("53300")), "database.away"),
        (from_the_driver(OperationalError(None, "connection refused")), "database.away"),
        (from_the_driver(Lost("42P01")), "database.bare"),
        (from_the_driver(Lost("40P01")), ""),
        (from_the_driver(Lost(None)), ""),
        (OSError(errno.EACCES, "Permission denied"), ""),
        (ValueError(), ""),
        (None, ""),
    ],
)
def test_an_outage_is_known_by_what_the_server_or_the_system_said(error: BaseException | None, code: str) -> None:
    found = outage(error)
    assert (found.code if found else "") == code


def test_an_outage_is_told_with_503_to_people_and_to_machines() -> None:
    told = failures.RefusalMiddleware(lambda _: None)
    full = from_the_driver(Lost("53100"))
    page = told.process_exception(RequestFactory().get("/declarations"), full)
    assert page.status_code == 503
    assert "磁盘已满" in page.content.decode()
    assert "disk is full" in page.content.decode()
    answer = told.process_exception(RequestFactory().get("/api/declarations"), full)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (503, "disk.full")
