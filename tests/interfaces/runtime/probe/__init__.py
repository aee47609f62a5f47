"""A tiny room that the fault tests add to the running product: one address that writes, one handler that hears.

PROBE_FOLDER holds its switches: while the file "hold" is there, the handler stops in the middle of its work.
"""
