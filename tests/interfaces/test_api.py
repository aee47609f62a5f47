"""The API root: who may come in, one shape for every refusal, and a documentation that tells the truth."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from guomen.interfaces.api import oidc
from guomen.interfaces.api.root import api
from guomen.kernel.offices.operations import issue_token
from guomen.kernel.terms import Role
from tests.interfaces.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

NOW = datetime.now(UTC)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "k1", "alg": "RS256", "use": "sig"}
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [public]}))
    monkeypatch.setenv("GUOMEN_OIDC_ISSUER", "https://id.agency.example")
    monkeypatch.setenv("GUOMEN_OIDC_AUDIENCE", "guomen")
    monkeypatch.setenv("GUOMEN_OIDC_JWKS_FILE", str(tmp_path / "jwks.json"))


def signed(key=KEY, algorithm: str = "RS256", **changes) -> str:
    claims = {
        "iss": "https://id.agency.example",
        "aud": "guomen",
        "exp": NOW + timedelta(hours=1),
        "preferred_username": "sender",
    }
    whole = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(whole, key, algorithm=algorithm, headers={"kid": "k1"})


def me(token: str = ""):
    return Client(headers={"authorization": f"Bearer {token}"} if token else {}).get("/api/me")


def test_a_stranger_gets_401_from_every_operation():
    client = Client(enforce_csrf_checks=True)
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in () if path.startswith("/api/public/") else methods:
            address = re.sub(r"{\w+}", "1", path)
            response = client.generic(method.upper(), address, content_type="application/json")
            assert response.status_code == 401, (method, path, response.content)
            assert response.json()["code"] == "request.401"


def test_a_stranger_reads_what_is_public_and_no_more():
    public = [path for path in api.get_openapi_schema()["paths"] if path.startswith("/api/public/")]
    assert {Client().get(path.replace("{number}", "A-1999-0001")).status_code for path in public} == {200, 404}
    assert {Client().post(path.replace("{number}", "A-1999-0001")).status_code for path in public} == {405}


def test_a_token_of_ours_opens_and_says_who_one_is():
    token = issue_token(actor=None, at=NOW, holder=person(Role.SENDER), label="broker")
    assert me(token).json()["username"] == "sender"


def test_an_expired_token_opens_nothing():
    token = issue_token(
        actor=None, at=NOW, holder=person(Role.SENDER), label="old", expires_at=NOW - timedelta(seconds=1)
    )
    assert me(token).status_code == 401


@pytest.mark.usefixtures("provider")
def test_a_token_of_the_identity_provider_opens_for_the_account_that_it_names():
    person(Role.SENDER)
    assert me(signed()).json()["username"] == "sender"


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": NOW - timedelta(minutes=1)},
        {"exp": None},
        {"preferred_username": "stranger"},
        {"preferred_username": None},
        {"key": OTHER_KEY},
        {"key": "a shared secret that every client would know", "algorithm": "HS256"},
        {"key": None, "algorithm": "none"},
    ],
    ids=["audience", "issuer", "expired", "no expiry", "stranger", "nobody", "other key", "shared key", "unsigned"],
)
def test_a_token_that_is_not_for_us_opens_nothing(changes: dict):
    person(Role.SENDER)
    assert me(signed(**changes)).status_code == 401


@pytest.mark.usefixtures("provider")
def test_an_account_that_was_closed_opens_nothing():
    person(Role.SENDER, is_active=False)
    assert me(signed()).status_code == 401


def test_without_a_provider_no_jwt_is_believed():
    person(Role.SENDER)
    assert me(signed()).status_code == 401


def test_a_half_configured_provider_is_refused_loudly(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GUOMEN_OIDC_ISSUER", "https://id.agency.example")
    with pytest.raises(ImproperlyConfigured, match="GUOMEN_OIDC_AUDIENCE"):
        oidc.provider()


def test_a_browser_session_may_read_and_needs_the_mark_to_change():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.TRADER, office=""))
    assert client.get("/api/me").status_code == 200
    assert client.post("/api/declarations", "{}", content_type="application/json").status_code == 403


def test_every_operation_documents_every_refusal_in_one_shape():
    for methods in api.get_openapi_schema()["paths"].values():
        for operation in methods.values():
            assert {"401", "404", "422", "500"} <= {str(status) for status in operation["responses"]}


def test_the_reference_page_is_drawn_by_ourselves_and_names_every_operation():
    said = Client().get("/api/").content.decode()
    for path in api.get_openapi_schema()["paths"]:
        assert path.replace("{", "{") in said
    assert "//cdn" not in said
