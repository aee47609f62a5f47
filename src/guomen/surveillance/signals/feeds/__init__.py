"""Feeds: RSS 2.0 and 1.0, Atom (RFC 4287), CAP 1.2 (OASIS). Fetched within bounds, read without trusting anything."""
