"""Targeting: which channel a consignment takes, why, and with which chance it was looked at.

Words: *channel* (what becomes of it), *ruling* (what one rule says of a line), *arm* (why goods were picked),
*draw* (a keyed hash that picks), *control order* (an officer's row of conditions), *rulebook* (one edition, compiled).
Neighbours: reads catalogue, parties and consignments; inspection and decisions listen to its news.
"""
