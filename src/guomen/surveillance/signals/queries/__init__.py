"""The doors of the radar that read: signals, sources, links, names to settle, coverage."""

from guomen.surveillance.signals.queries.covering import Coverage, coverage
from guomen.surveillance.signals.queries.seeing import newest, signal, signals, source

__all__ = ["Coverage", "coverage", "newest", "signal", "signals", "source"]
