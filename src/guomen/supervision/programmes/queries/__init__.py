"""What is known of programmes."""

from guomen.supervision.programmes.queries.coverage import coverage, tallies

__all__ = ["coverage", "tallies"]
