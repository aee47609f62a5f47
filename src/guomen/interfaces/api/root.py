"""The API itself: OpenAPI 3.1 at /api/openapi.json, the rooms' routers, and who I am."""

from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema

from guomen.interfaces.api import envelope
from guomen.interfaces.api.authentication import Bearer, BrowserSession
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import capabilities


class Documented(NinjaAPI):
    """Every endpoint's documentation names the statuses with which it may refuse."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document."""
        schema = super().get_openapi_schema(**options)
        schema.setdefault("components", {}).setdefault("schemas", {}).update(_problem_schemas())
        for path in schema["paths"].values():
            for operation in path.values():
                for status, when in envelope.STATUSES.items():
                    operation["responses"][status] = _besides(operation["responses"].get(status), _documented(when))
        return schema


def _documented(when: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": when, "content": content}


def _besides(own: dict[str, Any] | None, refusal: dict[str, Any]) -> dict[str, Any]:
    """The endpoint's own answer with this status, or a refusal."""
    if own is None:
        return refusal
    shapes = [one["content"]["application/json"]["schema"] for one in (own, refusal)]
    return {"description": refusal["description"], "content": {"application/json": {"schema": {"anyOf": shapes}}}}


def _problem_schemas() -> dict[str, Any]:
    whole = envelope.Problem.json_schema()
    parts: dict[str, Any] = whole.pop("$defs", {})
    text = "#/$defs/", "#/components/schemas/"

    def moved(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: moved(value) for key, value in node.items()}
        return node.replace(*text) if isinstance(node, str) else node

    return {name: moved(schema) for name, schema in {**parts, "Problem": whole}.items()}


class Me(Schema):
    """Who the caller is here."""

    username: str
    name: envelope.Sentence
    office: str
    roles: list[str]
    capabilities: list[str]


def who_am_i(request: HttpRequest) -> dict[str, Any]:
    """The account behind the token or session, and what it may do."""
    actor = request.user
    assert isinstance(actor, Actor)
    return {
        "username": actor.username,
        "name": {"zh": actor.name_zh, "en": actor.name_en},
        "office": actor.office.code if actor.office else "",
        "roles": actor.roles,
        "capabilities": sorted(capabilities(actor)),
    }


def build() -> NinjaAPI:
    """The API with the routers of all rooms that have one (`router` in the room's api module)."""
    api = Documented(
        title="Guomen 国门",
        version=version("guomen"),
        description="Border inspection and quarantine: lodge declarations, read what was decided and why.",
        auth=[Bearer(), BrowserSession()],
        docs_url=None,
        urls_namespace="api",
    )
    envelope.install(api)
    api.get("/me", response=Me, tags=["people"], operation_id="me")(who_am_i)
    for room in settings.ROOMS:
        if room != "interfaces" and find_spec(f"guomen.{room}.api"):
            api.add_router("", import_module(f"guomen.{room}.api").router)
    return api


api = build()
