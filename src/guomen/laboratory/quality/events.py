"""What is announced of control and nonconforming work. Subjects: the nonconformity ("nonconformity:NC-2018-0001"), the
laboratory's office, and what it is about.

nonconformity.* carry {"number", "laboratory", "severity", "state"}; point.added carries {"series", "value", "z",
"violations"}; audit.* carry {"audit"}.
"""

NONCONFORMITY_OPENED = "laboratory.nonconformity.opened"
NONCONFORMITY_STATED = "laboratory.nonconformity.stated"
NONCONFORMITY_CLOSED = "laboratory.nonconformity.closed"
ACTION_AGREED = "laboratory.action.agreed"
ACTION_DONE = "laboratory.action.done"
ACTION_VERIFIED = "laboratory.action.verified"
SERIES_STARTED = "laboratory.series.started"
SERIES_ENDED = "laboratory.series.ended"
POINT_ADDED = "laboratory.point.added"
POINT_EXCLUDED = "laboratory.point.excluded"
AUDIT_OPENED = "laboratory.audit.opened"
AUDIT_ANSWERED = "laboratory.audit.answered"
AUDIT_CLOSED = "laboratory.audit.closed"
