"""Screens of control charts, nonconforming work, audits, and of how the laboratory stands."""
