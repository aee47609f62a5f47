"""Every table of the room, gathered from its alcoves for Django."""

from guomen.supervision.programmes.models import Line, Pick, Programme, ProgrammeSample, Share, Suggestion

__all__ = ["Line", "Pick", "Programme", "ProgrammeSample", "Share", "Suggestion"]
