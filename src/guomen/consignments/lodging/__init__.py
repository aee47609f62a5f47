"""Lodging: many declarations at once become consignments, versions and goods lines, once each.

`operations` settles and writes; `tables` is the set-based SQL that it writes with.
"""
