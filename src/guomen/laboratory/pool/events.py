"""What the pool announces."""

BODY_REGISTERED = "laboratory.body.registered"
STANDING_CHANGED = "laboratory.body.standing_changed"
TEST_OFFERED = "laboratory.test.offered"
SAMPLES_ROUTED = "laboratory.samples.routed"
BODY_CHOSEN = "laboratory.body.chosen"
# payload: report, body, subject, goods_code, state, accepted (names), statements
OUTSIDE_TAKEN = "laboratory.outside.taken"
# payload as laboratory.result.reported: sample ("OUT-<number>"), subject, conform False, goods_code, statements
OUTSIDE_FAILED = "laboratory.outside.failed"
OUTSIDE_VERIFIED = "laboratory.outside.verified"
ORDER_PLACED = "laboratory.order.placed"
ORDER_TAKEN = "laboratory.order.taken"
ORDER_DECLINED = "laboratory.order.declined"
ORDER_CANCELLED = "laboratory.order.cancelled"
ORDER_REPORTED = "laboratory.order.reported"
RESULT_REUSED = "laboratory.result.reused"
