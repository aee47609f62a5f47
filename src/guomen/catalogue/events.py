"""What the catalogue announces."""

REFERENCE_LOADED = "catalogue.reference.loaded"
MEASURE_ENACTED = "catalogue.measure.enacted"
MEASURE_ENDED = "catalogue.measure.ended"
