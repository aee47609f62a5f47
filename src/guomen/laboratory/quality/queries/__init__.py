"""Reading control charts, nonconforming work, audits, and what stops the release of results."""

from guomen.laboratory.quality.queries.blocking import blocking, require_unblocked
from guomen.laboratory.quality.queries.series import begun_at, judged_before, open_of_series, subject_of

__all__ = ["begun_at", "blocking", "judged_before", "open_of_series", "require_unblocked", "subject_of"]
