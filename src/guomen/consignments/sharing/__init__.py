"""Sharing a consignment with an office that works on it though another accepted its declaration."""
