"""Scanning: where, and since when, there are more cases than the population or the past would have.

Words: *place* (a point with its cases), *window* (a circle of neighbouring places, in time a cylinder), *region* (a
window that stands out), *score* (the logarithm of the likelihood ratio of the window). Pure: arrays in, a Scan out;
the doors are `space.scan_space` and `space_time.scan_space_time`.
"""
