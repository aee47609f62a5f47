"""Overrides: an officer takes another channel than the one assigned, with a ground, and where policy says so with a
second person."""
