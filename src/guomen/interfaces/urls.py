"""Every address of the program, room by room."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    *(
        path("", include(f"guomen.{room}.web.urls"))
        for room in reversed(settings.ROOMS)
        if find_spec(f"guomen.{room}.web") and find_spec(f"guomen.{room}.web.urls")
    ),
]
