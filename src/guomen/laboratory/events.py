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
SAMPLE_SPLIT = "laboratory.sample.split"
# payload: sample, subject (what the lot arrived as), lot
SAMPLE_BOUND = "laboratory.sample.bound"
# payload: sample (the re-test), first (the sample that is tested again), ground
RETEST_ORDERED = "laboratory.retest.ordered"
SAMPLE_SHOWN = "laboratory.sample.shown"
PORTION_KEPT = "laboratory.portion.kept"
PORTION_USED = "laboratory.portion.used"
PORTION_DISPOSED = "laboratory.portion.disposed"
PORTION_LOST = "laboratory.portion.lost"
SCHEME_OPENED = "laboratory.scheme.opened"
SCHEME_SETTLED = "laboratory.scheme.settled"
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
# payload: sample, subject, report (version), number, sha256
REPORT_PUBLISHED = "laboratory.report.published"
