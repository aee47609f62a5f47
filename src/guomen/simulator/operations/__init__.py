"""Playing the synthetic port."""

from guomen.simulator.operations.playing import play

__all__ = ["play"]
