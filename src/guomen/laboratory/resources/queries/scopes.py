"""Which of a laboratory's methods covers a test."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from guomen.kernel.offices.models import Office
from guomen.kernel.terms import Text
from guomen.laboratory.resources.models import Method, MethodScope


def valid_methods(*, laboratory: Office, on: date) -> QuerySet[Method]:
    """The methods that the laboratory keeps on a day, newest revision first (valid_to is the first day without it)."""
    standing = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return Method.objects.filter(standing, laboratory=laboratory, valid_from__lte=on)


def _named(analyte: Text) -> Q:
    names = Q(pk__in=())
    if analyte.en:
        names |= Q(analyte_en__iexact=analyte.en)
    if analyte.zh:
        names |= Q(analyte_zh=analyte.zh)
    return names


def _closest(scopes: Iterable[MethodScope], goods: str) -> list[MethodScope]:
    """Those that cover the goods: the longest prefix first, then the newest revision."""
    found = [(reach, scope) for scope in scopes if (reach := _reach(scope, goods)) is not None]
    found.sort(key=lambda pair: (-pair[0], -pair[1].method.revision, pair[1].method.code))
    return [scope for _, scope in found]


def _reach(scope: MethodScope, goods: str) -> int | None:
    """How exactly the scope names the goods: length of the prefix, 0 for any goods; None where it does not."""
    if not scope.goods:
        return 0
    return max((len(prefix) for prefix in scope.goods if goods.startswith(prefix)), default=None)


def scopes_for(*, laboratory: Office, analyte: Text, goods: str, on: date) -> list[MethodScope]:
    """The scopes of the laboratory's methods in force that cover an analyte in these goods, the most exact first."""
    methods = valid_methods(laboratory=laboratory, on=on)
    rows = MethodScope.objects.filter(_named(analyte), method__in=methods).select_related("method")
    return _closest(rows, goods)


def scope_of(method: Method, analyte: Text, goods: str) -> MethodScope | None:
    """The method's own scope for an analyte in these goods, the most exact one; None where it has none."""
    rows = MethodScope.objects.filter(_named(analyte), method=method).select_related("method")
    return next(iter(_closest(rows, goods)), None)


@dataclass(frozen=True, slots=True)
class ScopeBook:
    """Every scope of a laboratory on one day, read once: what batches ask instead of `scopes_for`."""

    scopes: dict[str, list[MethodScope]] = field(default_factory=dict)

    def find(self, analyte: Text, goods: str) -> list[MethodScope]:
        """As `scopes_for`, without asking the database."""
        named = {scope.pk: scope for name in (analyte.en.lower(), analyte.zh) for scope in self.scopes.get(name, ())}
        return _closest(named.values(), goods)


def scope_book(*, laboratory: Office, on: date) -> ScopeBook:
    """The laboratory's scopes on a day, by the names of their analytes."""
    rows = MethodScope.objects.filter(method__in=valid_methods(laboratory=laboratory, on=on)).select_related("method")
    found: dict[str, list[MethodScope]] = {}
    for scope in rows:
        for name in {scope.analyte_en.lower(), scope.analyte_zh} - {""}:
            found.setdefault(name, []).append(scope)
    return ScopeBook(found)
