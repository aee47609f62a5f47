"""Guomen 国门: the operating system of a border inspection and quarantine agency.

Rooms stand on floors; calls go down as imports, news goes up as ledger entries. See docs/architecture.md.
"""
