"""Who may open a page, and what becomes of a refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import may, require
from guomen.kernel.terms import Capability, Refusal

P = ParamSpec("P")


class SignedIn(HttpRequest):
    """A request whose user is known to be one of ours."""

    user: Actor


Page = Callable[Concatenate[SignedIn, P], HttpResponseBase]


def page(*any_of: Capability) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for signed-in people who hold one of the capabilities (none named: for all who are signed in).

    A Refusal raised inside is shown as a page that says what is wrong and what to do, with its own status.
    """

    def wrap(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Actor):
                return redirect_to_login(request.get_full_path())
            signed_in = cast(SignedIn, request)
            try:
                if any_of and not any(may(request.user, capability) for capability in any_of):
                    require(request.user, any_of[0])
                return view(signed_in, *args, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal)

        return inner

    return wrap


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that tells a person of a refusal."""
    return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
