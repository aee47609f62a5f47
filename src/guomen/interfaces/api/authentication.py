"""Who calls: a bearer token of ours, a bearer JWT of the agency's identity provider, or a browser's session."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from guomen.interfaces.api.oidc import username_of
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import actor_of_token


class Bearer(HttpBearer):
    """Authorization: Bearer gm_… (a token of ours) or a JWT of the configured issuer."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor, or None: a wrong, expired or revoked token, or a name that has no active account here."""
        actor = actor_of_token(token, timezone.now())
        if actor is None and (name := username_of(token)):
            actor = Actor.objects.select_related("office").filter(username=name, is_active=True).first()
        if actor is not None:
            request.user = actor
        return actor


class BrowserSession(SessionAuth):
    """The session of a signed-in browser; whatever changes something must carry the CSRF mark."""

    def __call__(self, request: HttpRequest) -> Any:
        """The signed-in actor; None, before any look at the mark, for a stranger."""
        return super().__call__(request) if isinstance(request.user, Actor) else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The signed-in actor, once the mark was found right."""
        return request.user
