"""Estimates: what targeting finds and what it misses, from what was decided and how likely it was to be looked at.

Words: *stratum of chance* (lines whose look was left to a draw), *certain* (probability 1), *pending* (picked, and the
answer not in yet), *leakage* (nonconforming among what was released), *overlap* (how far the log can answer for
another policy).
"""
