"""Counts over time: which count is more than the past lets one expect.

Words: *series* (one column of counts, one row a period), *bound* (the count above which an alarm is raised), *expected*
(what the past foretells), *score* (how far beyond, in the method's own unit), *alarm*. Everything here is pure: arrays
in, arrays out, thousands of series at once; no tables, no clock.
"""
