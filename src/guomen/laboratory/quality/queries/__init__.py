"""Reading control charts, nonconforming work, audits, and what stops the release of results."""

from guomen.laboratory.quality.queries.blocking import blocking, require_unblocked
from guomen.laboratory.quality.queries.doubts import doubtful_results, last_good_at
from guomen.laboratory.quality.queries.history import begun_at, judged_before, open_of_series, subject_of
from guomen.laboratory.quality.queries.reading import (
    audit,
    nonconformity,
    overdue,
    series,
    visible_audits,
    visible_nonconformities,
    visible_series,
)
from guomen.laboratory.quality.queries.standing import closures, due_soon, waiting_to_be_verified

__all__ = [
    "audit",
    "begun_at",
    "blocking",
    "closures",
    "doubtful_results",
    "due_soon",
    "judged_before",
    "last_good_at",
    "nonconformity",
    "open_of_series",
    "overdue",
    "require_unblocked",
    "series",
    "subject_of",
    "visible_audits",
    "visible_nonconformities",
    "visible_series",
    "waiting_to_be_verified",
]
