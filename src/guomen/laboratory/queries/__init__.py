"""Reading samples and results, and the limits that may apply; who sees what is decided here."""

from guomen.laboratory.queries.limits import limit_of, limits_in_force
from guomen.laboratory.queries.policies import reviewer_may_authorise
from guomen.laboratory.queries.releasing import obstacles
from guomen.laboratory.queries.samples import (
    current_results,
    queue,
    results_of,
    sample,
    samples_of,
    subjects_of,
    visible_samples,
)

__all__ = [
    "current_results",
    "limit_of",
    "limits_in_force",
    "obstacles",
    "queue",
    "results_of",
    "reviewer_may_authorise",
    "sample",
    "samples_of",
    "subjects_of",
    "visible_samples",
]
