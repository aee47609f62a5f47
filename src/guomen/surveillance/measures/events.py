"""What measures announce. Subjects name the measure, and its finding, consignment, dossier and alert where it has them.

surveillance.measure.imposed carries {"number", "kind", "hazard", "orders", "condition", "rate", "from", "until",
"finding", "consignment", "dossier", "alert", "paths"}; surveillance.measure.lifted carries {"number", "ends_on",
"ground"}. surveillance.measure.lifting_proposed carries {"number", "because"}; surveillance.measure.remedied carries
{"number", "authority", "words", "sufficient"}. surveillance.execution.* carry {"number", "execution", "office",
"kind"}. surveillance.ladder.moved carries {"goods", "origin", "producer", "hazard", "step", "proposed"}.
surveillance.adverse.* carry {"record", "party", "role", "goods", "item"}; surveillance.refused.* carry {"batch"}.
"""

MEASURE_IMPOSED = "surveillance.measure.imposed"
MEASURE_LIFTED = "surveillance.measure.lifted"
LIFTING_PROPOSED = "surveillance.measure.lifting_proposed"
REMEDY_RECORDED = "surveillance.measure.remedied"
EXECUTION_ORDERED = "surveillance.execution.ordered"
EXECUTION_DONE = "surveillance.execution.done"
LADDER_MOVED = "surveillance.ladder.moved"
ADVERSE_ENTERED = "surveillance.adverse.entered"
ADVERSE_REMOVED = "surveillance.adverse.removed"
REFUSED_PUBLISHED = "surveillance.refused.published"
REFUSED_CORRECTED = "surveillance.refused.corrected"
