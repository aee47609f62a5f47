"""Who listens to what. Listening is by the name of the event: nobody imports upstairs."""

from collections import defaultdict
from collections.abc import Callable

from guomen.kernel.ledger.terms import News

Handler = Callable[[News], None]

_handlers: dict[str, Handler] = {}
_listeners: dict[str, list[str]] = defaultdict(list)


def listens_to(*kinds: str) -> Callable[[Handler], Handler]:
    """Register a handler for events of these kinds. A handler is idempotent on news.entry: it may be called again."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('guomen.')}.{handler.__name__}"
        _handlers[name] = handler
        for kind in kinds:
            if name not in _listeners[kind]:
                _listeners[kind].append(name)
        return handler

    return register


def listeners(kind: str) -> list[str]:
    """Names of the handlers that listen to events of this kind."""
    return list(_listeners.get(kind, ()))


def handler(name: str) -> Handler:
    """The handler of this name. Raises KeyError where the room that had it is gone."""
    return _handlers[name]
