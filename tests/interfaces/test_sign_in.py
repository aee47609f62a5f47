"""Signing in: the door opens for the right password, slowly for a guesser, and leads only to our own pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from guomen.interfaces import throttle
from guomen.interfaces.models import FailedSignIn
from guomen.kernel.terms import Role
from tests.interfaces.people import PASSWORD, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

NOW = datetime(2018, 6, 1, 8, tzinfo=UTC)


def sign_in(client: Client, username: str, password: str, **more: str):
    return client.post("/sign-in", {"username": username, "password": password, **more})


def test_a_stranger_is_led_to_the_door_and_back_to_where_they_wanted():
    response = Client().get("/?from=mail")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in?next=/%3Ffrom%3Dmail"


def test_the_right_password_opens_the_workbench_and_changes_the_session_key():
    person(Role.PORT_OFFICER)
    client = Client()
    client.get("/sign-in")
    session = client.session
    session["kept"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key
    response = sign_in(client, "port_officer", PASSWORD)
    assert response["Location"] == "/"
    assert client.session.session_key != before


def test_next_never_leads_to_another_host():
    person(Role.PORT_OFFICER)
    assert sign_in(Client(), "port_officer", PASSWORD, next="https://evil.example/")["Location"] == "/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_wrong_password_is_told_in_the_reader_s_language(language: str):
    client = Client(headers={"accept-language": language})
    said = sign_in(client, "nobody", "x").content.decode()
    assert ("用户名或密码错误。" if language == "zh-hans" else "The name or the password is wrong.") in said


def test_after_five_failures_even_the_right_password_must_wait():
    person(Role.PORT_OFFICER)
    client = Client(headers={"accept-language": "en"})
    for _ in range(throttle.FOR_ONE_NAME):
        sign_in(client, "port_officer", "wrong")
    assert "Too many failed attempts" in sign_in(client, "port_officer", PASSWORD).content.decode()


def test_the_wait_ends_after_the_window():
    for _ in range(throttle.FOR_ONE_NAME):
        throttle.note_failure(name="lin", address="10.0.0.1", at=NOW)
    just_before, after = NOW + throttle.WINDOW - timedelta(seconds=1), NOW + throttle.WINDOW
    assert throttle.is_throttled(name="LIN ", address="10.0.0.2", at=just_before)
    assert not throttle.is_throttled(name="lin", address="10.0.0.2", at=after)


def test_one_address_that_tries_many_names_must_wait_while_others_need_not():
    for number in range(throttle.FROM_ONE_ADDRESS):
        throttle.note_failure(name=f"name{number}", address="10.0.0.1", at=NOW)
    assert throttle.is_throttled(name="lin", address="10.0.0.1", at=NOW)
    assert not throttle.is_throttled(name="lin", address="10.0.0.2", at=NOW)


def test_what_was_typed_as_a_name_is_kept_only_as_a_digest():
    throttle.note_failure(name="my-password-by-mistake", address="10.0.0.1", at=NOW)
    assert "password" not in FailedSignIn.objects.get().name


def test_signing_out_needs_a_post_and_ends_the_session():
    actor = person(Role.PORT_OFFICER)
    client = Client()
    client.force_login(actor)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/").status_code == 302


def test_the_first_sign_in_speaks_the_person_s_own_language():
    person(Role.PORT_OFFICER, language="en")
    client = Client()
    sign_in(client, "port_officer", PASSWORD)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
