"""Trying a policy: the product's own evaluator on a year whose truth is known.

Words: *world* (seeded, columnar; its truth known), *policy* (values that differ from those in force), *trial* (a policy
played through a world, day by day), *tally* (what came of it), *report* (tallies of policy and current policy, paired
by seed). Nothing here writes the database; what plays through the real operations is `simulator.operations.play`.
"""
