"""Names of codes in both languages, and the lists that forms and screens offer. All as of now."""

from django.db.models import QuerySet
from django.db.models.functions import Length

from guomen.catalogue.models import CodeName, Country, Goods, Hazard, Port
from guomen.catalogue.models.codes import Named
from guomen.kernel.terms import Text


def _name(rows: QuerySet[Named], code: str) -> Text:
    """The name of the code now; the code itself where nobody knows it."""
    found = rows.filter(until_edition__isnull=True, code=code).order_by("-valid_from").first()
    return Text(found.name_zh, found.name_en) if found else Text(code, code)


def commodity_name(goods: str) -> Text:
    """The name of the longest known prefix of a goods code; the code itself where no prefix is known."""
    prefixes = [goods[:length] for length in range(2, len(goods) + 1)]
    found = Goods.objects.current().filter(code__in=prefixes).order_by(Length("code").desc()).first()
    return Text(found.name_zh, found.name_en) if found else Text(goods, goods)


def country_name(code: str) -> Text:
    """The name of a country or region (ISO 3166-1 alpha-2)."""
    return _name(Country.objects.all(), code)


def port_name(code: str) -> Text:
    """The name of a port."""
    return _name(Port.objects.all(), code)


def hazard_name(code: str) -> Text:
    """The name of a hazard."""
    return _name(Hazard.objects.all(), code)


def code_name(code_set: str, code: str) -> Text:
    """The name of a code in one of the smaller code sets."""
    return _name(CodeName.objects.filter(code_set=code_set), code)


def code_set(name: str) -> dict[str, Text]:
    """All codes of a code set with their names; empty for a set that is not known."""
    rows = CodeName.objects.current().filter(code_set=name).order_by("code")
    return {row.code: Text(row.name_zh, row.name_en) for row in rows}


def countries() -> dict[str, Text]:
    """All countries and regions with their names."""
    return {row.code: Text(row.name_zh, row.name_en) for row in Country.objects.current().order_by("code")}


def ports() -> dict[str, Text]:
    """All ports with their names."""
    return {row.code: Text(row.name_zh, row.name_en) for row in Port.objects.current().order_by("code")}


def hazards() -> dict[str, Text]:
    """All hazards with their names."""
    return {row.code: Text(row.name_zh, row.name_en) for row in Hazard.objects.current().order_by("code")}


def hazard_kinds() -> dict[str, str]:
    """What kind of hazard each is: chemical, pest …"""
    return dict(Hazard.objects.current().values_list("code", "kind"))


def goods_like(text: str, limit: int = 20) -> list[tuple[str, Text]]:
    """Goods whose code begins with, or whose name contains, the text; shortest codes first."""
    rows = Goods.objects.current()
    found = (
        rows.filter(code__startswith=text) | rows.filter(name_zh__contains=text) | rows.filter(name_en__icontains=text)
    )
    return [
        (row.code, Text(row.name_zh, row.name_en)) for row in found.order_by(Length("code"), "code").distinct()[:limit]
    ]


def all_goods() -> QuerySet[Goods]:
    """Every chapter, heading and goods code as it stands now."""
    return Goods.objects.current().order_by("code")
