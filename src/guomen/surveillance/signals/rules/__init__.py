"""Judgements of the radar, pure: what is wrong with a report, what is masked, what hangs together, what is quiet."""
