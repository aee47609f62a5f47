"""Programmes: planned, signed, drawn, tested, estimated, and planned again from what they found.

A share of declarations becomes a control order whose rate follows what is still wanted and what is still expected; a
share of premises or of the market becomes picks of a public draw. Each sample keeps the chance it was drawn with, so
that its programme's rates are estimates with intervals, whatever pace they were drawn at.
"""
