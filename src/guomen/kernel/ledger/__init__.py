"""The ledger: one entry for every operation, sealed into a hash chain, delivered to those who listen.

Words: *entry* (what was done), *seal* (its place and digest in the chain), *delivery* (one entry to one handler).
"""
