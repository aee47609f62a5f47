"""Units in classes (GB 4789.1, ICMSF): n units, at most c between m and M, none above M; without M two classes."""

from collections.abc import Sequence
from decimal import Decimal

from guomen.laboratory.rules.expressing import Span
from guomen.laboratory.terms import Conformity, Limit

_GOOD, _MARGINAL, _BAD = 0, 1, 2


def by_classes(limit: Limit, spans: Sequence[Span]) -> tuple[Conformity, int]:
    """What the plan says of the units, and how many lie above m for certain.

    A unit in which nothing was found is good where the method sees down to m; with m = 0 (absence in a portion) the
    portion itself is the detection limit.
    """
    least = [_class_of(span.low, limit) for span in spans]
    most = [_worst(span, limit) for span in spans]
    beyond = sum(one > _GOOD for one in least)
    if _fails(least, limit):
        return Conformity.NONCONFORM, beyond
    return Conformity.INCONCLUSIVE if _fails(most, limit) else Conformity.CONFORM, beyond


def _fails(classes: Sequence[int], limit: Limit) -> bool:
    if limit.value is None:
        return sum(one > _GOOD for one in classes) > limit.accept
    return _BAD in classes or classes.count(_MARGINAL) > limit.accept


def _class_of(value: Decimal, limit: Limit) -> int:
    if value <= (limit.low or 0):
        return _GOOD
    return _BAD if limit.value is not None and value > limit.value else _MARGINAL


def _worst(span: Span, limit: Limit) -> int:
    """The worst class that the unit may be in; what was not found in a portion (m = 0) is not there."""
    if not span.detected and not limit.low:
        return _GOOD
    if span.high is None:
        return _BAD
    return max(_class_of(span.high, limit), _class_of(span.low, limit))
