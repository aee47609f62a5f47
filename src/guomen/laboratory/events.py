"""What the laboratory announces. Subjects: the sample, the ordering subject, and the whole that it is a part of."""

SAMPLE_ORDERED = "laboratory.sample.ordered"
SAMPLE_DRAWN = "laboratory.sample.drawn"
SAMPLE_HANDED = "laboratory.sample.handed"
SAMPLE_RECEIVED = "laboratory.sample.received"
SAMPLE_REFUSED = "laboratory.sample.refused"
SAMPLE_PREPARED = "laboratory.sample.prepared"
SAMPLE_CANCELLED = "laboratory.sample.cancelled"
SAMPLE_STORED = "laboratory.sample.stored"
SAMPLE_DISPOSED = "laboratory.sample.disposed"
LIMIT_CHOSEN = "laboratory.limit.chosen"
# payload: sample, results: [{request, analyte, version, value, conformity, source, change_reason}]
RESULT_ENTERED = "laboratory.result.entered"
RESULTS_REVIEWED = "laboratory.results.reviewed"
RESULTS_RETURNED = "laboratory.results.returned"
RESULTS_AUTHORISED = "laboratory.results.authorised"
# payload: sample, subject, report (version), conform (bool or null), statements, goods_code
RESULT_REPORTED = "laboratory.result.reported"
# payload: sample, subject, report (version), reason
REPORT_WITHDRAWN = "laboratory.report.withdrawn"
