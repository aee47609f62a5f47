"""Judgements about alerts: levels, kinds, who may issue, what must be said, what a change may do, clocks. Pure."""

from guomen.surveillance.alerts.rules.grading import grade

__all__ = ["grade"]
