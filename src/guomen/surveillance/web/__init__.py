"""Screens of the early-warning loop, alcove by alcove; their templates."""
