"""What targeting announces."""

# subjects consignment:<id>…; payload {"assignments": [{"consignment", "version", "assignment", "channel", "arm"}]}
CHANNEL_ASSIGNED = "targeting.channel.assigned"
# subjects consignment:<id>; payload {"consignment", "version", "assignment", "from", "to", "override"}
CHANNEL_OVERRIDDEN = "targeting.channel.overridden"
# subjects consignment:<id>; payload as above: it waits for a second person
OVERRIDE_PROPOSED = "targeting.override.proposed"
OVERRIDE_DECLINED = "targeting.override.declined"
# subjects order:<number>
ORDER_ISSUED = "targeting.order.issued"
ORDER_WITHDRAWN = "targeting.order.withdrawn"
# subjects draw:<date>…; payload {"commitments": {date: commitment}} / {"secret", "commitment"}
DRAWS_COMMITTED = "targeting.draw.committed"
DRAW_REVEALED = "targeting.draw.revealed"
# subjects of the history that moved; payload {"states": [pk, …]}
HISTORY_UPDATED = "targeting.history.updated"
# subjects consignment:<id>; payload {"outcomes": [pk, …], "of_entry": id}: what examined lines were found to be
OUTCOME_NOTED = "targeting.outcome.noted"
# subjects training:<target>; payload {"until"} / {"code", "problem", "remedy"}
TRAINING_ASKED = "targeting.training.asked"
TRAINING_REFUSED = "targeting.training.refused"
# subjects model:<digest>, training:<target>; payload {"target", "family", "trained_until", "files": {name: sha256}}
MODEL_REGISTERED = "targeting.model.registered"
# subjects model:<digest>; payload {"promotion", "to", "target", "proposed_by"} and, where one stepped back, "before"
PROMOTION_PROPOSED = "targeting.promotion.proposed"
PROMOTION_SIGNED = "targeting.promotion.signed"
PROMOTION_DECLINED = "targeting.promotion.declined"
# subjects model:<digest>; payload {"features": {column: index}, "random", "inspected", "breaches": […], "on"}
DRIFT_MEASURED = "targeting.drift.measured"
# subjects office:<code>; payload {"shift_on", "paces": [{"pace", "check_kind", "sequence", "capacity", "spent",
# "threshold" (null: no line, "closed": nothing reaches it), "random_rate", "random_unit", "model"}]}
SHIFT_OPENED = "targeting.shift.opened"
SHIFT_REPACED = "targeting.shift.repaced"
# subjects office:<code>…; payload {"fallbacks": [{"office", "check_kind", "cause", "consignments"}]}
LEARNED_FELL_BACK = "targeting.learned.fell_back"
