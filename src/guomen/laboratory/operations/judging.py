"""What a batch of results is judged by, read once: tests, versions so far, methods with their scopes, competences."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Text
from guomen.laboratory import queries
from guomen.laboratory.models import Instrument, MethodScope, Result, Sample, TestRequest
from guomen.laboratory.resources.queries import ScopeBook, require_competence, scope_book
from guomen.laboratory.rules import statement_of
from guomen.laboratory.rules.measuring import outside_range, possible, qualifier_of, uncertainty_of
from guomen.laboratory.terms import DecisionRule, Entry, Measured


@dataclass(slots=True)
class Bench:
    """Everything that entries of one person on one day are judged with.

    samples: by label; requests: by key; newest: the newest version of each test's result.
    """

    actor: Actor
    on: date
    samples: dict[str, Sample]
    requests: dict[int, TestRequest]
    newest: dict[int, int]
    instruments: dict[int, Instrument]
    books: dict[int, ScopeBook] = field(default_factory=dict)
    competent: dict[int, NotPermitted | None] = field(default_factory=dict)

    def result_of(self, sample: Sample, entry: Entry) -> tuple[Result, TestRequest]:
        """The next version of a test's result, judged and not yet stored. Raises Refusal."""
        request = self._request(sample, entry)
        possible(entry.measured)
        version = self.newest.get(request.pk, 0) + 1
        if version > 1 and not entry.change_reason.strip():
            raise _unexplained()
        scope = self._scope(sample, request, entry)
        measured = entry.measured if scope is None else _by_method(entry.measured, scope)
        statement = statement_of(
            Text(request.analyte_zh, request.analyte_en), queries.limit_of(request), measured, _rule(request, scope)
        )
        outside = scope is not None and outside_range(measured, low=scope.low, high=scope.high, unit=scope.unit)
        self.newest[request.pk] = version
        result = Result(
            request=request,
            version=version,
            readings=list(measured.readings),
            unit=measured.unit,
            lod=measured.lod,
            loq=measured.loq,
            conformity=statement.conformity,
            statement=statement.as_json() | {"outside_range": outside},
            analyst=self.actor,
            change_reason=entry.change_reason.strip(),
            source=entry.source,
            qualifier=qualifier_of(measured),
            components={name: None if one is None else str(one) for name, one in measured.components.items()},
            dilution=measured.dilution,
            reported_basis=measured.basis,
            dry_matter=measured.dry_matter,
            uncertainty=uncertainty_of(measured),
            coverage_factor=measured.coverage,
            decision_rule=statement.rule,
            risk=statement.risk,
            method_used=scope.method if scope else None,
            instrument=self._instrument(sample, entry),
        )
        return result, request

    def _request(self, sample: Sample, entry: Entry) -> TestRequest:
        request = self.requests.get(entry.request)
        if request is None or request.sample_id != sample.pk:
            raise Missing(
                "laboratory.request_missing",
                Text("该样品没有这项检测。", "That test was not asked for on this sample."),
                Text("请从样品页面重新进入。", "Go there again from the sample's page."),
            )
        return request

    def _scope(self, sample: Sample, request: TestRequest, entry: Entry) -> MethodScope | None:
        """The scope that the result was measured under; None where the laboratory keeps no method for the test."""
        book = self.books.get(sample.laboratory_id)
        if book is None:
            book = self.books[sample.laboratory_id] = scope_book(laboratory=sample.laboratory, on=self.on)
        known = book.find(Text(request.analyte_zh, request.analyte_en), sample.goods_code)
        key = entry.method or request.method_used_id
        if key is None:
            if len({scope.method_id for scope in known}) > 1:
                raise _which_method(known)
            scope = known[0] if known else None
        else:
            scope = next((one for one in known if one.method_id == key), None)
            if scope is None:
                raise _no_such_scope()
        if scope is not None:
            self._competent(scope)
        return scope

    def _competent(self, scope: MethodScope) -> None:
        if scope.method_id not in self.competent:
            try:
                require_competence(self.actor, scope.method, self.on)
                self.competent[scope.method_id] = None
            except NotPermitted as refusal:
                self.competent[scope.method_id] = refusal
        refused = self.competent[scope.method_id]
        if refused is not None:
            raise refused

    def _instrument(self, sample: Sample, entry: Entry) -> Instrument | None:
        if entry.instrument is None:
            return None
        found = self.instruments.get(entry.instrument)
        if found is None or found.laboratory_id != sample.laboratory_id:
            raise Missing(
                "result.instrument",
                Text("本实验室没有这台仪器。", "The laboratory has no such instrument."),
                Text("请从本实验室的仪器中选择。", "Choose one of the laboratory's own."),
            )
        return found


def bench_for(actor: Actor, on: date, samples: dict[str, Sample], entries: Sequence[Entry]) -> Bench:
    """Read what these entries need."""
    keys = {entry.request for entry in entries}
    newest = Result.objects.filter(request__in=keys).order_by("request_id", "-version").distinct("request_id")
    return Bench(
        actor,
        on,
        samples,
        requests=TestRequest.objects.in_bulk(keys),
        newest=dict(newest.values_list("request", "version")),
        instruments=Instrument.objects.in_bulk({entry.instrument for entry in entries if entry.instrument}),
    )


def _by_method(measured: Measured, scope: MethodScope) -> Measured:
    """With the method's detection limits and uncertainty where the analyst stated none."""
    same = measured.unit == scope.unit
    stated = measured.uncertainty is not None or measured.relative is not None
    return replace(
        measured,
        lod=measured.lod if measured.lod is not None or not same else _plain(scope.lod),
        loq=measured.loq if measured.loq is not None or not same else _plain(scope.loq),
        uncertainty=measured.uncertainty if stated or not same else _plain(scope.uncertainty_absolute),
        relative=measured.relative if stated else _plain(scope.uncertainty_relative),
        coverage=measured.coverage if stated else scope.coverage_factor,
    )


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value.normalize():f}")


def _rule(request: TestRequest, scope: MethodScope | None) -> DecisionRule:
    """The requirement's, else the method's, else simple acceptance."""
    return DecisionRule(request.decision_rule or (scope.method.decision_rule if scope else "") or DecisionRule.SIMPLE)


def _unexplained() -> Refusal:
    return Refusal(
        "result.change_reason",
        Text("更改已录入的结果须说明理由。", "A changed result needs a reason."),
        Text("请写明为何更改。", "State why it is changed."),
    )


def _which_method(known: Sequence[MethodScope]) -> Refusal:
    codes = ", ".join(sorted({str(scope.method) for scope in known}))
    return Refusal(
        "result.method",
        Text(f"该项目有多个方法（{codes}），须指明所用方法。", f"Several methods cover this test ({codes})."),
        Text("请选择实际使用的方法。", "Say which of them was used."),
    )


def _no_such_scope() -> Conflict:
    return Conflict(
        "result.method_scope",
        Text(
            "所用方法当日无效，或不适用于该项目和商品。",
            "The method is not in force today, or does not cover this analyte in these goods.",
        ),
        Text("请选择覆盖该项目的有效方法。", "Choose a method in force that covers it."),
    )
