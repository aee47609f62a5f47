"""What the catalogue announces."""

REFERENCE_LOADED = "catalogue.reference.loaded"
MEASURE_ENACTED = "catalogue.measure.enacted"
MEASURE_ENDED = "catalogue.measure.ended"
# subjects policy:<name>; payload {"proposal", "office", "value" ("" ends it), "valid_from", "valid_to"}
POLICY_PROPOSED = "catalogue.policy.proposed"
POLICY_ENACTED = "catalogue.policy.enacted"
POLICY_DECLINED = "catalogue.policy.declined"
