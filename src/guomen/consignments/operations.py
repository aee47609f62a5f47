"""The verbs of this room: lodging declarations (which lodges, amends and cancels) and remembering layouts."""

from guomen.consignments.lodging.bulk import lodge_frame
from guomen.consignments.lodging.operations import lodge_consignments

__all__ = ["lodge_consignments", "lodge_frame"]
