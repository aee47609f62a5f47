"""What the laboratory announces. Subjects: the sample, the ordering subject, and the whole that it is a part of."""

SAMPLE_ORDERED = "laboratory.sample.ordered"
SAMPLE_DRAWN = "laboratory.sample.drawn"
SAMPLE_HANDED = "laboratory.sample.handed"
SAMPLE_RECEIVED = "laboratory.sample.received"
SAMPLE_REFUSED = "laboratory.sample.refused"
SAMPLE_CANCELLED = "laboratory.sample.cancelled"
SAMPLE_STORED = "laboratory.sample.stored"
SAMPLE_DISPOSED = "laboratory.sample.disposed"
LIMIT_CHOSEN = "laboratory.limit.chosen"
RESULT_ENTERED = "laboratory.result.entered"
# payload: sample, subject, report (version), conform (bool or null), statements, goods_code
RESULT_REPORTED = "laboratory.result.reported"
