"""The doors of the radar that write: taking signals, registering sources, linking, settling names, taking back."""

from guomen.surveillance.signals.operations.attaching import attach_file, report_signal
from guomen.surveillance.signals.operations.fetching import fetch_feed, take_feed
from guomen.surveillance.signals.operations.linking import link_signals, unlink_signals
from guomen.surveillance.signals.operations.reading import FileLook, FileTaken, look_at_file, read_signal_file
from guomen.surveillance.signals.operations.settling import settle_name
from guomen.surveillance.signals.operations.sources import register_source
from guomen.surveillance.signals.operations.taking import take_signals
from guomen.surveillance.signals.operations.withdrawing import refute_signal, retract_signal

__all__ = [
    "FileLook",
    "FileTaken",
    "attach_file",
    "fetch_feed",
    "link_signals",
    "look_at_file",
    "read_signal_file",
    "refute_signal",
    "register_source",
    "report_signal",
    "retract_signal",
    "settle_name",
    "take_feed",
    "take_signals",
    "unlink_signals",
]
