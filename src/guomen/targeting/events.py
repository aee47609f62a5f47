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
