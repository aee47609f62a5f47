"""The API of the room: the router of its alcove."""

from guomen.supervision.programmes.api import router

__all__ = ["router"]
