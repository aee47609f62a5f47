"""Screens of instruments: profiles, messages, what waits for a person."""
