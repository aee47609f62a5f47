"""What the catalogue announces."""

REFERENCE_LOADED = "catalogue.reference.loaded"
MEASURE_ENACTED = "catalogue.measure.enacted"
MEASURE_ENDED = "catalogue.measure.ended"
# subjects policy:<name>; payload {"proposal", "office", "value" ("" ends it), "valid_from", "valid_to"}
POLICY_PROPOSED = "catalogue.policy.proposed"
POLICY_ENACTED = "catalogue.policy.enacted"
POLICY_DECLINED = "catalogue.policy.declined"
# subjects standard-comment:<id>, standard:<number>; payload {"comment", "standard", "topic", "reason"}
COMMENT_TAKEN = "catalogue.comment.taken"
COMMENT_PUBLISHED = "catalogue.comment.published"
COMMENT_DECLINED = "catalogue.comment.declined"
# payload {"comment"}: somebody looked at how its writer can be reached
CONTACT_SEEN = "catalogue.contact.seen"
