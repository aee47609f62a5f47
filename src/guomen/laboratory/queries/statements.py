"""What a report says of one result, with everything that it is understood by, as it stood on the day of the report."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Text
from guomen.laboratory.models import MethodScope, Result, Sample
from guomen.laboratory.resources.queries import scope_of
from guomen.laboratory.terms import DecisionRule


def stated(sample: Sample, result: Result) -> dict[str, Any]:
    """The statement of conformity with method, accreditation, uncertainty, decision rule and people.

    accreditation: the number under which the test is accredited, "" where the result lies outside the accredited scope
    (another analyte, goods or range, a lapsed accreditation, or no registered method at all).
    """
    scope = _scope(sample, result)
    measured_on = timezone.localdate(result.entered_at)
    return {
        **result.statement,
        "request": result.request_id,
        "version": result.version,
        "position": result.request.position,
        "qualifier": result.qualifier,
        "measured_on": measured_on.isoformat(),
        "measured": _measured(result),
        "decision_rule": _rule(result),
        "method": _method(result),
        "accreditation": _accreditation(scope, result, measured_on),
        "instrument": result.instrument.code if result.instrument else "",
        "source": result.source,
        "analyst": _name(result.analyst),
        "reviewer": _name(result.reviewed_by),
    }


def _scope(sample: Sample, result: Result) -> MethodScope | None:
    if result.method_used is None:
        return None
    analyte = Text(result.request.analyte_zh, result.request.analyte_en)
    return scope_of(result.method_used, analyte, sample.goods_code)


def _accreditation(scope: MethodScope | None, result: Result, on: date) -> str:
    if scope is None or result.statement.get("outside_range"):
        return ""
    lapsed = scope.accredited_until is not None and scope.accredited_until < on
    return "" if lapsed else scope.accreditation


def _method(result: Result) -> dict[str, Any]:
    """The registered method; where there is none, what the order or the standard names."""
    used = result.method_used
    if used is None:
        return {"code": "", "standard": result.request.method, "registered": False}
    return {
        "code": used.code,
        "revision": used.revision,
        "standard": used.standard,
        "title": {"zh": used.title_zh, "en": used.title_en},
        "registered": True,
    }


def _measured(result: Result) -> dict[str, Any]:
    return {
        "readings": [_written(one) for one in result.readings],
        "components": result.components,
        "unit": result.unit,
        "lod": _written(result.lod),
        "loq": _written(result.loq),
        "dilution": _written(result.dilution),
        "basis": result.reported_basis,
        "expanded_uncertainty": _written(result.uncertainty),
        "coverage_factor": _written(result.coverage_factor),
    }


def _rule(result: Result) -> dict[str, str]:
    rule = DecisionRule(result.decision_rule or DecisionRule.SIMPLE)
    return {"code": str(rule), **rule.text.as_json()}


def _written(value: Decimal | None) -> str | None:
    return None if value is None else f"{Decimal(value).normalize():f}"


def _name(actor: Actor | None) -> dict[str, str] | None:
    return {"zh": actor.name_zh, "en": actor.name_en} if actor else None
