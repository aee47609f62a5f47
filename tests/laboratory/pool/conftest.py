"""The offices, the shipped policies of the laboratory, and one limit: cadmium in rice."""

from datetime import date
from decimal import Decimal

import pytest

from guomen.catalogue.models import Limit
from guomen.kernel.editions.queries import current_edition
from tests.laboratory import people
from tests.laboratory.laws import lay_down


@pytest.fixture
def house(db: None) -> None:
    people.set_up()
    lay_down()
    Limit.objects.create(
        key="F-T1", number="F-T1", standard="GB 2762", edition="2017", goods=["1006"], food_zh="大米", food_en="rice",
        analyte="cadmium (Cd)", analyte_zh="镉", kind="max", value=Decimal("0.2"), unit="mg/kg", confidence="source",
        valid_from=date(2010, 1, 1), since_edition=current_edition(),
    )  # fmt: skip
