"""A radar: the small agency of the decisions' tests, some names of the catalogue, two sources."""

from datetime import UTC, date, datetime

import pytest

from guomen.catalogue.models import Change, Country, Goods, Hazard
from guomen.kernel.editions.operations import new_edition
from guomen.kernel.terms import Text
from guomen.surveillance.signals.operations import register_source
from guomen.surveillance.signals.queries.words import code_names, vocabularies
from guomen.surveillance.signals.terms import SignalReport, SourceKind
from tests.decisions import world

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
COUNTRIES = {
    "CN": ("中国", "China"),
    "IN": ("印度", "India"),
    "MX": ("墨西哥", "Mexico"),
    "ID": ("印度尼西亚", "Indonesia"),
}
HAZARDS = {"ethylene_oxide": ("环氧乙烷", "ethylene oxide"), "salmonella": ("沙门氏菌", "Salmonella")}
GOODS = {"1207": ("其他含油子仁", "sesame seeds"), "0306": ("甲壳动物", "shrimp"), "3604": ("烟花爆竹", "fireworks")}


@pytest.fixture
def radar(db: None) -> None:
    """Offices, policies, names of the catalogue, and the sources rasff and media."""
    from django.db import transaction

    world.set_up()
    with transaction.atomic():
        edition = new_edition(at=world.NOON, note="names for tests")
        since = {"valid_from": date(2000, 1, 1), "since_edition": edition, "confidence": "source"}
        for code, (zh, en) in COUNTRIES.items():
            Country.objects.create(key=code, code=code, name_zh=zh, name_en=en, **since)
        for code, (zh, en) in HAZARDS.items():
            Hazard.objects.create(key=code, code=code, kind="chemical", name_zh=zh, name_en=en, **since)
        for code, (zh, en) in GOODS.items():
            Goods.objects.create(key=code, code=code, name_zh=zh, name_en=en, **since)
        Change.objects.create(edition=edition, part=Change.Part.REFERENCE)
    vocabularies.cache_clear()
    code_names.cache_clear()
    for code, zh, en, kind in (
        ("rasff", "欧盟食品饲料快速预警", "EU RASFF", SourceKind.FOREIGN_NOTIFICATION),
        ("media", "媒体监测", "Media monitoring", SourceKind.MEDIA),
    ):
        register_source(actor=None, at=AT, code=code, name=Text(zh, en), kind=kind)


def report(**said: object) -> SignalReport:
    """A report with what a test does not care about filled in."""
    whole = {"reference": "2026.0001", "reported_on": date(2026, 3, 1), "title": "Ethylene oxide in sesame seed"} | said
    return SignalReport(**whole)  # type: ignore[arg-type]
