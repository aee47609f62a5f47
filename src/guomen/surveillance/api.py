"""The API of the room: the routers of its alcoves."""

from importlib import import_module
from importlib.util import find_spec

from ninja import Router

# The alcoves that may have an API.
_ALCOVES = ("signals", "clusters", "assessments", "alerts", "measures", "epidemics", "review")

router = Router()
for alcove in _ALCOVES:
    if find_spec(f"guomen.surveillance.{alcove}") and find_spec(f"guomen.surveillance.{alcove}.api"):
        router.add_router("", import_module(f"guomen.surveillance.{alcove}.api").router)
