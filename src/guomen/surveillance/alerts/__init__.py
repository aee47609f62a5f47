"""Warnings in four levels and three kinds: graded, signed by two, published on every channel, corrected in the open."""
