"""Testing bodies, their offers, their load, and how far their reports agreed with our re-tests."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from guomen.catalogue.queries import policy
from guomen.kernel.terms import Missing, Text
from guomen.laboratory.models import TestRequest
from guomen.laboratory.pool.models import Offer, TestingBody
from guomen.laboratory.pool.rules import Agreement, Issuer, verification_share
from guomen.laboratory.pool.terms import OutsideState, Standing
from guomen.laboratory.terms import SampleState

_BUSY = (
    SampleState.ORDERED,
    SampleState.DRAWN,
    SampleState.HANDED_OVER,
    SampleState.RECEIVED,
    SampleState.PREPARED,
)


def bodies() -> QuerySet[TestingBody]:
    """Every testing body of the directory."""
    return TestingBody.objects.select_related("office").order_by("code")


def body(code: str) -> TestingBody:
    """The testing body with this code. Raises Missing."""
    found = bodies().filter(code=code).first()
    if found is None:
        raise Missing(
            "laboratory.body_missing",
            Text(f"名录中没有代码为 {code[:20]} 的检测机构。", f"No testing body has the code {code[:20]}."),
            Text("请核对代码，或先登记该机构。", "Check the code, or register the body first."),
        )
    return found


def offers(on: date) -> QuerySet[Offer]:
    """What bodies in good standing offer on a day."""
    rows = Offer.objects.filter(_running(on), body__standing=Standing.GOOD)
    return rows.select_related("body").order_by("analyte_en", "price", "pk")


def _running(on: date) -> Q:
    return Q(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def offered(on: date, *, text: str = "", goods: str = "") -> QuerySet[Offer]:
    """Offers by what is tested, by standard or body (part of a name), and for a goods code; for the public list."""
    rows = offers(on)
    if text:
        named = Q(analyte_zh__icontains=text) | Q(analyte_en__icontains=text) | Q(standard__icontains=text)
        rows = rows.filter(named | Q(body__name_zh__icontains=text) | Q(body__name_en__icontains=text))
    if goods:
        prefixes = [goods[:length] for length in range(1, len(goods) + 1)]
        rows = rows.filter(Q(goods=[]) | Q(goods__overlap=prefixes))
    return rows


def fits(offer: Offer, goods: str) -> bool:
    """Whether an offer is for these goods."""
    return not offer.goods or any(goods.startswith(prefix) for prefix in offer.goods)


def issuer(row: TestingBody, *, goods: str, on: date) -> Issuer:
    """A body as it stands on a day, with what it is accredited to test in these goods."""
    scope = row.offers.filter(_running(on), accredited=True)
    return Issuer(
        name=Text(row.name_zh, row.name_en),
        standing=Standing(row.standing),
        accreditation=row.accreditation,
        accredited_until=row.accredited_until,
        scope=frozenset(one.analyte_en for one in scope if fits(one, goods)),
    )


def load() -> Mapping[int, int]:
    """Tests that each body of ours has before it, by its key: of samples routed to it that are not yet tested."""
    waiting = TestRequest.objects.filter(sample__state__in=_BUSY).values("sample__laboratory")
    counted = dict(waiting.annotate(tests=Count("pk")).values_list("sample__laboratory", "tests"))
    own = TestingBody.objects.filter(office__isnull=False).values_list("pk", "office_id")
    return {pk: counted.get(office, 0) for pk, office in own}


def agreement(row: TestingBody, *, on: date) -> Agreement:
    """What the last re-tests of a body's reports said; so many are remembered as policy says."""
    memory = policy("laboratory.verification.memory", on=on).whole
    seen = row.outside_reports.filter(state__in=(OutsideState.AGREED, OutsideState.DISAGREED))
    states = list(seen.order_by("-taken_at", "-pk").values_list("state", flat=True)[:memory])
    agreed = sum(state == OutsideState.AGREED for state in states)
    return Agreement(agreed, len(states) - agreed)


def share_to_verify(row: TestingBody, *, on: date) -> float:
    """The share of a body's reports that is tested again now."""
    return verification_share(
        agreement(row, on=on),
        certainty=policy("laboratory.verification.certainty", on=on).number,
        floor=policy("laboratory.verification.floor", on=on).number,
    )
