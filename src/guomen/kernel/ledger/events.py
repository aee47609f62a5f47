"""Who listens to what. Listening is by the name of the event: nobody imports upstairs."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from guomen.kernel.ledger.terms import News

Handler = Callable[[News], None]
HandlerOfMany = Callable[[Sequence[News]], None]
# Whether news with this payload concerns the handler at all.
Concern = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class _Listener:
    name: str
    when: Concern | None


_handlers: dict[str, Handler] = {}
_of_many: dict[str, HandlerOfMany] = {}
_listeners: dict[str, list[_Listener]] = defaultdict(list)


def listens_to(*kinds: str, when: Concern | None = None) -> Callable[[Handler], Handler]:
    """Register a handler for events of these kinds. A handler is idempotent on news.entry: it may be called again.

    when: asked as the entry is written; where it says no, nothing is handed on.
    """

    def register(handler: Handler) -> Handler:
        name = _name(handler)
        _handlers[name] = handler
        _listen(name, kinds, when)
        return handler

    return register


def listens_to_many(*kinds: str, when: Concern | None = None) -> Callable[[HandlerOfMany], HandlerOfMany]:
    """Register a handler that is handed as much news as there is, oldest first, in one transaction.

    Where it raises, it is handed each piece alone: what cannot be handled holds nothing else up.
    """

    def register(handler: HandlerOfMany) -> HandlerOfMany:
        name = _name(handler)
        _of_many[name] = handler
        _handlers[name] = lambda news: handler([news])
        _listen(name, kinds, when)
        return handler

    return register


def _name(handler: Any) -> str:
    return f"{handler.__module__.removeprefix('guomen.')}.{handler.__name__}"


def _listen(name: str, kinds: Sequence[str], when: Concern | None) -> None:
    for kind in kinds:
        if all(name != listener.name for listener in _listeners[kind]):
            _listeners[kind].append(_Listener(name, when))


def listeners(kind: str, payload: dict[str, Any] | None = None) -> list[str]:
    """Names of the handlers that listen to events of this kind and, where a payload is given, are concerned by it."""
    return [one.name for one in _listeners.get(kind, ()) if payload is None or one.when is None or one.when(payload)]


def handler(name: str) -> Handler:
    """The handler of this name. Raises KeyError where the room that had it is gone."""
    return _handlers[name]


def handler_of_many(name: str) -> HandlerOfMany | None:
    """The handler of this name, where it takes many pieces of news at once."""
    return _of_many.get(name)
