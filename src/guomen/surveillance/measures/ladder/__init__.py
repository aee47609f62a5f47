"""The ladder for imported food: raised sampling, a report for every lot, suspension (Decree 249 Art. 34-36)."""
