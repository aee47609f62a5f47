"""Assigning channels to consignments, and deciding them again to show that the decision stands."""
