"""The API keeps its word: whatever is sent, the answer is one that the documentation names, and never our fault."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from guomen.interfaces.api.root import api
from guomen.interfaces.wsgi import application
from guomen.kernel.offices.operations import issue_token
from guomen.kernel.terms import Role
from tests.interfaces.people import person

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
OPERATIONS = [
    (method.upper(), path) for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
]


@pytest.fixture
def contract(db: None, house: None) -> Iterator[Any]:
    # The connection belongs to the test's transaction: a finished request must not close it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(db: None, house: None) -> str:
    sender = person(Role.SENDER, office="", represents="91310000MA1FL0000X")
    return issue_token(actor=None, at=datetime.now(UTC), holder=sender, label="schemathesis")


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_every_answer_is_a_documented_one(contract: Any, token: str, method: str, path: str) -> None:
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=contract[path][method].as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    ask()
