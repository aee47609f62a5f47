"""Programmes on the web: planned, signed, drawn, found."""
