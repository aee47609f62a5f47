"""Draws: whose goods are picked, unpredictable beforehand and provable afterwards (docs/adr/0004-auditable-draw.md)."""
