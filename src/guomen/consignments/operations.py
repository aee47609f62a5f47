"""The verbs of this room: lodging declarations (lodge, amend, cancel), remembering layouts, sharing consignments."""

from guomen.consignments.layouts.operations import remember_layout
from guomen.consignments.lodging.bulk import lodge_frame
from guomen.consignments.lodging.files import FilePart, layout_for, lodge_file, preview_file
from guomen.consignments.lodging.operations import lodge_consignments, lodge_for_decision
from guomen.consignments.sharing.operations import share_consignments

__all__ = [
    "FilePart",
    "layout_for",
    "lodge_consignments",
    "lodge_file",
    "lodge_for_decision",
    "lodge_frame",
    "preview_file",
    "remember_layout",
    "share_consignments",
]
