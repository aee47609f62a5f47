"""What the radar announces.

surveillance.signals.received carries {"source", "signals": [ids], "supersedes": [[newer, older], ...]}; a large batch
is announced in several entries. surveillance.signal.retracted and surveillance.signal.refuted carry {"signal",
"ground"}; surveillance.source.quiet carries {"source", "since"}, surveillance.source.heard {"source"};
surveillance.name.settled carries {"axis", "words", "code", "signals": [ids]}; surveillance.signal.linked and .unlinked
carry {"signal", "earlier", "kind"}; surveillance.signal.attached {"signal", "digest", "name", "size"}, .not_attached
{"signal", "address", "code"}.
"""

SIGNALS_RECEIVED = "surveillance.signals.received"
SIGNAL_RETRACTED = "surveillance.signal.retracted"
SIGNAL_REFUTED = "surveillance.signal.refuted"
SIGNALS_LINKED = "surveillance.signal.linked"
SIGNALS_UNLINKED = "surveillance.signal.unlinked"
SOURCE_REGISTERED = "surveillance.source.registered"
SOURCE_QUIET = "surveillance.source.quiet"
SOURCE_HEARD = "surveillance.source.heard"
NAME_SETTLED = "surveillance.name.settled"
INFORMANT_SEEN = "surveillance.informant.seen"
INFORMANT_ANSWERED = "surveillance.informant.answered"
FILE_ATTACHED = "surveillance.signal.attached"
FILE_NOT_ATTACHED = "surveillance.signal.not_attached"
FEED_FAILED = "surveillance.feed.failed"
