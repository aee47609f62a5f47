"""What changes the catalogue: loading reference/, enacting and ending measures."""

from guomen.catalogue.operations.measures import enact_measure, end_measure
from guomen.catalogue.operations.reference import Loaded, load_reference

__all__ = ["Loaded", "enact_measure", "end_measure", "load_reference"]
