"""Reading alerts: versions, what is in force, what the public may read, clocks, what a proposal starts from."""

from guomen.surveillance.alerts.queries.clocks import clocks, office_circulars, questions, waiting_clocks
from guomen.surveillance.alerts.queries.drafts import Draft, draft_for
from guomen.surveillance.alerts.queries.laid_down import calendar, deadline, grading_table, issuing_office, laid_down
from guomen.surveillance.alerts.queries.public import about_goods, published, published_version, published_versions
from guomen.surveillance.alerts.queries.versions import (
    alert,
    alerts,
    condition_of,
    issued_alerts,
    newest,
    open_proposal,
    standing,
    versions,
    wording_of,
)

__all__ = [
    "Draft",
    "about_goods",
    "alert",
    "alerts",
    "calendar",
    "clocks",
    "condition_of",
    "deadline",
    "draft_for",
    "grading_table",
    "issued_alerts",
    "issuing_office",
    "laid_down",
    "newest",
    "office_circulars",
    "open_proposal",
    "published",
    "published_version",
    "published_versions",
    "questions",
    "standing",
    "versions",
    "waiting_clocks",
    "wording_of",
]
