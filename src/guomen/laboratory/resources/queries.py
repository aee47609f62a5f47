"""Which method covers a test, who may do it, whether an instrument may be used. Days that end something count in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.terms import Conflict, NotPermitted, Text
from guomen.laboratory.resources.models import Competence, Instrument, Method, MethodScope, Verification
from guomen.laboratory.resources.terms import CompetenceLevel, InstrumentState, VerificationKind

# What an instrument's due date rests on; an intermediate check can end it, not lengthen it.
_HOLDING = (VerificationKind.CALIBRATION, VerificationKind.VERIFICATION)


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


def competences_on(on: date) -> QuerySet[Competence]:
    """Competences that hold on a day: granted, not run out (the last day counts), not withdrawn."""
    running = Q(until__isnull=True) | Q(until__gte=on)
    kept = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)
    return Competence.objects.filter(running, kept, granted_on__lte=on)


def may_perform(actor: Actor, method: Method, on: date) -> bool:
    """Whether the person is authorised to perform the method on a day (ISO/IEC 17025:2017, 6.2.6)."""
    return competences_on(on).filter(person=actor, method=method, level=CompetenceLevel.PERFORM).exists()


def may_review(actor: Actor, method: Method, on: date) -> bool:
    """Whether the person is authorised to review results of the method on a day."""
    return competences_on(on).filter(person=actor, method=method, level=CompetenceLevel.REVIEW).exists()


def require_competence(actor: Actor, method: Method, on: date) -> None:
    """Let pass who may perform the method. Raises NotPermitted."""
    if not may_perform(actor, method, on):
        raise NotPermitted(
            "laboratory.no_competence",
            Text(
                f"{actor.name_zh}没有{method}的有效检测授权。",
                f"{actor.name_en} is not authorised to perform {method}.",
            ),
            Text("请由有授权的人员检测，或先授权。", "Have somebody do it who is authorised, or grant it first."),
        )


def due_on(instrument: Instrument) -> date | None:
    """The last day on which the instrument's verification holds; None where none does (never, or it failed since)."""
    newest = Verification.objects.filter(instrument=instrument).order_by("-on", "-id")
    latest = newest.first()
    if latest is None or not latest.passed:
        return None
    holding = newest.filter(kind__in=_HOLDING, passed=True).first()
    return holding.due_on if holding else None


def require_verified(instrument: Instrument, on: date) -> None:
    """Let pass an instrument that is in service and verified. Raises Conflict."""
    if instrument.state != InstrumentState.IN_SERVICE:
        state = InstrumentState(instrument.state).text
        raise Conflict(
            "instrument.out_of_service",
            Text(f"仪器{instrument.code}已{state.zh}。", f"The instrument {instrument.code} is {state.en}."),
            Text("请换用其他仪器。", "Use another instrument."),
        )
    due = due_on(instrument)
    if due is None or due < on:
        since = Text(f"（有效期至{due}）", f" (it held until {due})") if due else Text("", "")
        raise Conflict(
            "instrument.overdue",
            Text(
                f"仪器{instrument.code}没有有效的检定或校准{since.zh}。",
                f"The instrument {instrument.code} has no verification that holds{since.en}.",
            ),
            Text("请先检定或校准，或换用其他仪器。", "Have it verified first, or use another instrument."),
        )
