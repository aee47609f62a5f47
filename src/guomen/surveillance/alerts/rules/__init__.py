"""Judgements about alerts: levels, kinds, who may issue, what must be said, what a change may do, clocks. Pure."""

from guomen.surveillance.alerts.rules.authority import issuing_fault, kind_for, signing_fault
from guomen.surveillance.alerts.rules.changes import change_fault, ends
from guomen.surveillance.alerts.rules.clocks import Calendar, due
from guomen.surveillance.alerts.rules.content import content_faults, incomplete
from guomen.surveillance.alerts.rules.grading import grade
from guomen.surveillance.alerts.rules.wording import Known, worded

__all__ = [
    "Calendar",
    "Known",
    "change_fault",
    "content_faults",
    "due",
    "ends",
    "grade",
    "incomplete",
    "issuing_fault",
    "kind_for",
    "signing_fault",
    "worded",
]
