"""Layouts remembered: how each sender arranges columns, version upon version."""
