"""The tests of a sample as its page shows them: the limit beside the field, and what the result says."""

from dataclasses import dataclass, replace
from decimal import Decimal

from guomen.catalogue.terms import Confidence
from guomen.kernel.terms import Text
from guomen.kernel.web.forms import HouseForm
from guomen.laboratory.models import Result, Sample, TestRequest
from guomen.laboratory.queries import destination_of, limit_of, limits_in_force
from guomen.laboratory.terms import Conformity, Limit


@dataclass(slots=True)
class Shown:
    """One test: what is asked, its limit (food: what goods that is for), its results, the newest one last.

    others: further limits in force that may be chosen instead; unverified: nobody has checked the limit's row.
    """

    request: TestRequest
    analyte: Text
    limit: Limit
    food: Text | None
    others: list[tuple[Limit, Text]]
    results: list[Result]
    result_form: HouseForm | None = None
    limit_form: HouseForm | None = None

    @property
    def unverified(self) -> bool:
        return bool(self.limit.confidence) and not Confidence(self.limit.confidence).verified

    @property
    def newest(self) -> Result | None:
        return self.results[-1] if self.results else None

    @property
    def word(self) -> Text | None:
        return Conformity(self.newest.conformity).text if self.newest else None


def shown_tests(sample: Sample) -> list[Shown]:
    """Every test of the sample, in the order in which they were asked for."""
    requests = sample.requests.prefetch_related("results__analyst").order_by("position")
    return [_shown(sample, request) for request in requests]


def _shown(sample: Sample, request: TestRequest) -> Shown:
    analyte = Text(request.analyte_zh, request.analyte_en)
    found = limits_in_force(
        goods=sample.goods_code, analyte=analyte, on=request.on, destination=destination_of(request)
    )
    return Shown(
        request=request,
        analyte=analyte,
        limit=limit_of(request),
        food=next((food for limit, food, _method in found if limit.key == request.limit_key), None),
        others=[(_plain(limit), food) for limit, food, _method in found if limit.key != request.limit_key],
        results=sorted(request.results.all(), key=lambda result: result.version),
    )


def _plain(limit: Limit) -> Limit:
    """The limit without the zeros that the catalogue's columns add: 0.500000 is 0.5."""

    def short(bound: Decimal | None) -> Decimal | None:
        return None if bound is None else Decimal(f"{bound.normalize():f}")

    return replace(limit, value=short(limit.value), low=short(limit.low))
