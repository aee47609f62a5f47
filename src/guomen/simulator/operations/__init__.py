"""Playing the synthetic port, and trying a policy in a made-up one."""

from guomen.simulator.operations.playing import play
from guomen.simulator.operations.trying import ask_trial, play_trial

__all__ = ["ask_trial", "play", "play_trial"]
