"""Screens of inspection: the work list of a station and shift, one task, findings and their evidence."""
