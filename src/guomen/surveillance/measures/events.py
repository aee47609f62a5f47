"""What surveillance announces.

surveillance.measure.imposed carries {"number", "kind", "hazard", "orders", "condition", "rate", "from", "until",
"finding", "consignment"}; surveillance.measure.lifted carries {"number", "ends_on", "ground"}.
"""

MEASURE_IMPOSED = "surveillance.measure.imposed"
MEASURE_LIFTED = "surveillance.measure.lifted"
