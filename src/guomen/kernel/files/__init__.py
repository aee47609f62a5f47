"""Files that strangers' devices send: told by their bytes, kept whole by their hash, given back as they were sent.

A room says in which folder of the store its files lie and how large they may be.
"""
