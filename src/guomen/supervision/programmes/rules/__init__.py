"""Judgements of programmes: numbers, shares, estimates, comparisons. Pure."""
