"""From answered factors to a level, with the steps on the way and what would turn it. Pure."""

from guomen.surveillance.assessments.rules.judging import judge
from guomen.surveillance.assessments.rules.sensitivity import turns

__all__ = ["judge", "turns"]
