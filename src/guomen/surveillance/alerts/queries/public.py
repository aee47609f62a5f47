"""What anybody may read: notices and announcements that were issued. Circulars stay inside the agency."""

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Concat

from guomen.catalogue.queries import goods_like
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.queries.versions import alerts
from guomen.surveillance.alerts.terms import AlertKind, AlertState

# GACC Decree 271 Art. 14: circulars inside customs, notices and announcements to units and the public.
OPEN_KINDS = (AlertKind.NOTICE, AlertKind.ANNOUNCEMENT)
# Goods that a name is looked up as, at most.
_NAMES = 40
_LISTED = Concat(Value(";"), Func(F("goods"), Value(";"), function="array_to_string", output_field=CharField()))
SIGNED = (AlertState.ISSUED, AlertState.REPLACED, AlertState.LIFTED)


def published_versions() -> QuerySet[Alert]:
    """Every signed version of every public alert, the last signed first."""
    return alerts().filter(kind__in=OPEN_KINDS, state__in=SIGNED).order_by("-issued_at", "-pk")


def published() -> QuerySet[Alert]:
    """Of every public alert the version that was signed last: in force, run out or lifted; the last signed first."""
    return published_versions().exclude(state=AlertState.REPLACED)


def published_version(number: str, version: int | None = None) -> Alert:
    """One signed version of a public alert, the last where none is named. Raises Missing."""
    rows = published_versions().filter(number=number)
    found = rows.filter(version=version).first() if version is not None else rows.order_by("-version").first()
    if found is None:
        raise Missing(
            "alert.not_public",
            Text(f"没有公开发布的预警{number}。", f"No alert {number} has been published."),
            Text("请在预警列表中查找。", "Look for it in the list of alerts."),
        )
    return found


def about_goods(rows: QuerySet[Alert], asked: str) -> QuerySet[Alert]:
    """Those that concern a product: by its goods code (in either direction of the prefix), by its name or title."""
    text = asked.strip()
    by_code = text.isascii() and text.isdigit()
    codes = [text] if by_code else [code for code, _name in goods_like(text, _NAMES)]
    matching = Q(pk__in=[])
    for code in codes:
        wider = [code[:length] for length in range(1, len(code) + 1)]
        matching |= Q(goods__overlap=wider) | Q(listed__contains=f";{code}")
    if not by_code:
        matching |= Q(title_zh__contains=text) | Q(title_en__icontains=text)
    return rows.annotate(listed=_LISTED).filter(matching)
