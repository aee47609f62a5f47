from importlib.util import find_spec

from django.urls import include, path

# The alcoves that have screens.
_ALCOVES = ("signals", "clusters", "assessments", "alerts", "measures", "responses", "epidemics", "review")

urlpatterns = [
    path("", include(f"guomen.surveillance.{alcove}.web.urls"))
    for alcove in _ALCOVES
    if all(find_spec(f"guomen.surveillance.{alcove}{part}") for part in ("", ".web", ".web.urls"))
]
