"""Signing in and out. The session's key changes on both; `next` leads only to our own pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guomen.interfaces import throttle
from guomen.kernel.offices.models import Actor


class SignInForm(AuthenticationForm):
    """Name and password; refuses at once, without looking at the password, while the name is throttled."""

    error_messages = {
        "invalid_login": _("The name or the password is wrong."),
        "inactive": _("The name or the password is wrong."),
        "throttled": _("Too many failed attempts. Wait a quarter of an hour, or ask the system operator."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username") or ""
        address, at = _address(self.request), timezone.now()
        if throttle.is_throttled(name=name, address=address, at=at):
            raise forms.ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            throttle.note_failure(name=name, address=address, at=at)
            raise
        throttle.forget_failures(name=name)
        return cleaned


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request else ""


class SignIn(LoginView):
    """The door. Whoever is signed in already is led on."""

    template_name = "interfaces/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in: where the browser remembers no language, it now remembers the person's own."""
        response = super().form_valid(form)
        actor = form.get_user()
        if isinstance(actor, Actor) and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, actor.language or get_language(), samesite="Lax")
        return response


class SignOut(LogoutView):
    """POST only; leads back to the door."""

    next_page = "sign-in"
