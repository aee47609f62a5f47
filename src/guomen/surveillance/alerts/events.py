"""What is announced of alerts. Subjects: the alert, its dossier.

surveillance.alert.proposed, .issued, .declined and .acknowledged carry {"alert", "version", "level", "kind", "change",
"dossier"} (.acknowledged also {"office"}); .sent and .not_sent also {"outlet", "delay", "attempts"}; .questioned
carries {"alert", "dossier", "signal", "state", "due_at"}: a signal that the alert stands on no longer holds.
"""

ALERT_PROPOSED = "surveillance.alert.proposed"
ALERT_ISSUED = "surveillance.alert.issued"
ALERT_DECLINED = "surveillance.alert.declined"
ALERT_ACKNOWLEDGED = "surveillance.alert.acknowledged"
ALERT_SENT = "surveillance.alert.sent"
ALERT_NOT_SENT = "surveillance.alert.not_sent"
ALERT_QUESTIONED = "surveillance.alert.questioned"
OUTLET_REGISTERED = "surveillance.outlet.registered"
OUTLET_STOPPED = "surveillance.outlet.stopped"
