"""Proposing, signing, changing, lifting, acknowledging and sending alerts."""

from guomen.surveillance.alerts.operations.acknowledging import acknowledge_alert
from guomen.surveillance.alerts.operations.changing import propose_change, propose_lifting, propose_refutation
from guomen.surveillance.alerts.operations.outlets import register_outlet, stop_outlet
from guomen.surveillance.alerts.operations.proposing import promote_case, propose_alert, propose_by_policy
from guomen.surveillance.alerts.operations.questioning import question_alerts
from guomen.surveillance.alerts.operations.sending import claim_sendings, retry_sending, send_waiting, settle_sending
from guomen.surveillance.alerts.operations.signing import decline_alert, sign_alert
from guomen.surveillance.alerts.terms import Proposal

__all__ = [
    "Proposal",
    "acknowledge_alert",
    "claim_sendings",
    "decline_alert",
    "promote_case",
    "propose_alert",
    "propose_by_policy",
    "propose_change",
    "propose_lifting",
    "propose_refutation",
    "question_alerts",
    "register_outlet",
    "retry_sending",
    "send_waiting",
    "settle_sending",
    "sign_alert",
    "stop_outlet",
]
