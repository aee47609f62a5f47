"""What this room announces. Subjects: consignment:<id>; payload {"versions": [[consignment id, version], ...]}.

"decided": true stands beside the versions where whoever lodged them decides on them in the same transaction.
"""

LODGED = "consignments.consignment.lodged"
AMENDED = "consignments.consignment.amended"
CANCELLED = "consignments.consignment.cancelled"

# A sender's column layout was remembered; subject sender:<name>.
LAYOUT_REMEMBERED = "consignments.layout.remembered"
# Another office may see consignments, since it inspects them; payload {"shared": [[consignment id, office id], ...]}.
SHARED = "consignments.consignment.shared"
