"""Worlds in columns: a port's declarations week by week as Polars frames, with the true risk of each known.

Words: *shape* (how large a world is and what disturbs it), *course* (one run through its weeks), *week* (what is
declared; apart from it the truth). For strategies that must be tried on hundreds of thousands of consignments, where
lodging each through the real operations would take too long. `worlds.py` names the presets.
"""
