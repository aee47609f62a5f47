"""Every table of the room, gathered from its alcoves for Django."""

from guomen.surveillance.alerts.models import Acknowledgement, Alert, Outlet, Sending
from guomen.surveillance.assessments.models import Assessment, Dissent
from guomen.surveillance.clusters.models import Detection, DetectionRun, Dossier, Member
from guomen.surveillance.epidemics.models import AffectedArea, DefenceLine
from guomen.surveillance.measures.models import AdverseRecord, Execution, LadderStep, Lifting, Measure, RefusedBatch
from guomen.surveillance.responses.models import Choice
from guomen.surveillance.signals.models import (
    Attachment,
    HeardName,
    Informant,
    Signal,
    SignalLink,
    SignalReading,
    SignalSource,
)

__all__ = [
    "Acknowledgement",
    "AdverseRecord",
    "AffectedArea",
    "Alert",
    "Assessment",
    "Attachment",
    "Choice",
    "DefenceLine",
    "Detection",
    "DetectionRun",
    "Dissent",
    "Dossier",
    "Execution",
    "HeardName",
    "Informant",
    "LadderStep",
    "Lifting",
    "Measure",
    "Member",
    "Outlet",
    "RefusedBatch",
    "Sending",
    "Signal",
    "SignalLink",
    "SignalReading",
    "SignalSource",
]
