"""Reading the public list: what stands on it, what was corrected, in the columns of the law."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from guomen.catalogue.queries import code_name, commodity_name, country_name, port_name
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.measures.models import RefusedBatch
from guomen.surveillance.measures.queries import entries_if_laid_down

REASONS = "rejection_reason"


def batches() -> QuerySet[RefusedBatch]:
    """What stands on the list now, newest month first: neither corrected by a later row nor withdrawn."""
    return RefusedBatch.objects.filter(corrected_by=None, withdrawn=False).select_related("corrects")


def corrections() -> QuerySet[RefusedBatch]:
    """Every row that corrects or withdraws an earlier one, newest first."""
    return RefusedBatch.objects.filter(corrects__isnull=False).select_related("corrects").order_by("-published_at")


def batch(number: int) -> RefusedBatch:
    """One row that stands. Raises Missing, also for one that was corrected or withdrawn."""
    found = batches().filter(pk=number).first()
    if found is None:
        raise Missing(
            "refused.missing",
            Text("名单中没有这一批次，或已被更正。", "This batch is not on the list, or was corrected since."),
            Text("请从清单进入。", "Go there from the list."),
        )
    return found


def of_disposition(disposition: int) -> QuerySet[RefusedBatch]:
    """What stands on the list because of an act."""
    return batches().filter(disposition=disposition)


def months() -> list[date]:
    """Months that have batches, newest first."""
    return list(batches().order_by("-month").values_list("month", flat=True).distinct())


def like(rows: QuerySet[RefusedBatch], text: str) -> QuerySet[RefusedBatch]:
    """Rows whose product, producer, importer or number contains the text, or whose goods code begins with it."""
    meant = Q(goods__startswith=text)
    for name in ("name", "producer", "importer", "inspection_number"):
        meant |= Q(**{f"{name}__icontains": text})
    return rows.filter(meant)


def published_goods(on: date) -> tuple[str, ...]:
    """Prefixes of the goods whose refused batches are published; none where policy names none."""
    return entries_if_laid_down("surveillance.refused.goods", on)


# No., HS code, inspection number … as the published list has them (未准入境的食品化妆品信息).
COLUMNS = (
    Text("序号", "No."),
    Text("HS编码", "HS code"),
    Text("检验检疫编号", "Inspection number"),
    Text("产品名称", "Product name"),
    Text("产地", "Origin"),
    Text("生产企业信息", "Manufacturer"),
    Text("进口商信息", "Importer"),
    Text("重量（千克）", "Weight (kg)"),
    Text("未准入境的事实", "Reason for rejection"),
    Text("处理方式", "Disposal"),
    Text("进境口岸", "Port of entry"),
    Text("商品类别", "Category"),
    Text("公布年月", "Month of publication"),
    Text("更正", "Correction"),
)


def cells(rows: QuerySet[RefusedBatch], language: str) -> Iterator[list[str]]:
    """The rows in COLUMNS, in a language."""
    names: dict[tuple[str, str], str] = {}

    def named(kind: str, code: str, text: Text) -> str:
        return names.setdefault((kind, code), text.in_(language))

    for number, row in enumerate(rows.iterator(chunk_size=1000), start=1):
        yield [
            str(number),
            row.goods,
            row.inspection_number,
            row.name,
            names.get(("origin", row.origin)) or named("origin", row.origin, country_name(row.origin)),
            row.producer,
            row.importer,
            f"{row.net_mass.normalize():f}" if row.net_mass is not None else "",
            names.get(("reason", row.reason)) or named("reason", row.reason, code_name(REASONS, row.reason)),
            disposal_text(row.disposal).in_(language),
            names.get(("port", row.port)) or named("port", row.port, port_name(row.port)) if row.port else "",
            names.get(("goods", row.goods[:4])) or named("goods", row.goods[:4], commodity_name(row.goods[:4])),
            f"{row.month:%Y-%m}",
            row.correction,
        ]


def disposal_text(disposal: str) -> Text:
    """What became of the batch."""
    return _DISPOSALS.get(disposal, Text(disposal, disposal))


_DISPOSALS = {"return": Text("退运", "Returned"), "destroy": Text("销毁", "Destroyed")}
