"""The page about the declaration says what the program reads."""

from pathlib import Path

from guomen.consignments.intake.describing import schema_page
from guomen.consignments.intake.fields import FIELDS

PAGE = Path(__file__).parents[2] / "docs" / "declaration-schema.md"


def test_the_page_in_docs_is_the_one_that_the_fields_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == schema_page()


def test_the_page_names_every_field() -> None:
    assert all(f"| `{field.name}`" in schema_page() for field in FIELDS)
