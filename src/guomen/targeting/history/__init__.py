"""Compliance history: what was found of an importer's goods of an origin, lot by lot (CSP-1)."""
