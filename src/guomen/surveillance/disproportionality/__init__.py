"""Disproportionality: which products and events are reported together more than chance would have it.

Words: *report* (one notice, complaint or injury record; it may name several products and several events), *pair* (a
product with an event), *expected* (reports of the pair if product and event had nothing to do with each other). Pure:
frames in, frames out; the door is `pairs.pairs`.
"""
