"""What this room announces. Subjects: consignment:<id>; payload {"versions": [[consignment id, version], ...]}."""

LODGED = "consignments.consignment.lodged"
AMENDED = "consignments.consignment.amended"
CANCELLED = "consignments.consignment.cancelled"

# A sender's column layout was remembered; subject sender:<name>.
LAYOUT_REMEMBERED = "consignments.layout.remembered"
