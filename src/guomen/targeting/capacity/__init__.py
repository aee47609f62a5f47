"""Capacity: what an office may still open in a shift, and the line it draws to spend this where it does most."""
