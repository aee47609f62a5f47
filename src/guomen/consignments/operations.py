"""The verbs of this room: lodging declarations (which lodges, amends and cancels) and remembering layouts."""

from guomen.consignments.layouts.operations import remember_layout
from guomen.consignments.lodging.bulk import lodge_frame
from guomen.consignments.lodging.files import FilePart, layout_for, lodge_file, preview_file
from guomen.consignments.lodging.operations import lodge_consignments, lodge_for_decision

__all__ = [
    "FilePart",
    "layout_for",
    "lodge_consignments",
    "lodge_file",
    "lodge_for_decision",
    "lodge_frame",
    "preview_file",
    "remember_layout",
]
