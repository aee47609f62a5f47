"""The inspection and quarantine fee of a consignment, by the rule of the day of its declaration."""
