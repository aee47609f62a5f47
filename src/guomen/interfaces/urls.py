"""Every address of the program, room by room."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from guomen.interfaces.api.root import api
from guomen.interfaces.web.api_reference import api_reference

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api_reference, name="api-reference"),
    path("api/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    *(
        path("", include(f"guomen.{room}.web.urls"))
        for room in reversed(settings.ROOMS)
        if find_spec(f"guomen.{room}.web") and find_spec(f"guomen.{room}.web.urls")
    ),
]

handler400 = "guomen.interfaces.web.failures.bad_request"
handler403 = "guomen.interfaces.web.failures.forbidden"
handler404 = "guomen.interfaces.web.failures.not_found"
handler500 = "guomen.interfaces.web.failures.server_error"
