"""Reading samples and results, and the limits that may apply; who sees what is decided here."""

from guomen.laboratory.queries.drawing import kept_of, lot_of, plan_of, source_portion
from guomen.laboratory.queries.files import SAMPLE_FILES, file_bytes, file_content, seen_file
from guomen.laboratory.queries.keeping import (
    appealed,
    due_for_disposal,
    keep_until,
    laid_down,
    missing_samples,
    open_retests,
    retained_until,
)
from guomen.laboratory.queries.limits import destination_market, destination_of, limit_of, limits_in_force
from guomen.laboratory.queries.policies import reviewer_may_authorise
from guomen.laboratory.queries.portions import Read, portion, read, seal_set
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
from guomen.laboratory.queries.schemes import (
    eligibility,
    open_schemes,
    sample_of,
    scheme,
    scheme_state,
    schemes_following,
    stage_facts,
    visible_schemes,
)
from guomen.laboratory.queries.standing import (
    Retested,
    Stands,
    conforming_for,
    counted,
    counting_of,
    retest_of,
    retested,
    standing_report,
    tested_again,
)

__all__ = [
    "SAMPLE_FILES",
    "Read",
    "Retested",
    "Stands",
    "appealed",
    "conforming_for",
    "counted",
    "counting_of",
    "current_results",
    "destination_market",
    "destination_of",
    "due_for_disposal",
    "eligibility",
    "file_bytes",
    "file_content",
    "keep_until",
    "kept_of",
    "laid_down",
    "limit_of",
    "limits_in_force",
    "lot_of",
    "missing_samples",
    "obstacles",
    "open_retests",
    "open_schemes",
    "plan_of",
    "portion",
    "queue",
    "read",
    "results_of",
    "retained_until",
    "retest_of",
    "retested",
    "reviewer_may_authorise",
    "sample",
    "sample_of",
    "samples_of",
    "scheme",
    "scheme_state",
    "schemes_following",
    "seal_set",
    "seen_file",
    "source_portion",
    "stage_facts",
    "standing_report",
    "subjects_of",
    "tested_again",
    "visible_samples",
    "visible_schemes",
]
