"""Screens of decisions: what waits for a signature, the act itself, its paper, the public check, the trader's view."""
