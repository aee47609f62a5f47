"""Real customs declarations, in their own columns, by the proposal alone."""

import os
from collections import Counter
from pathlib import Path

import pytest

from guomen.consignments.intake.operations import propose_layout, read_file

SHARED = Path(os.environ.get("GUOMEN_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "data" / "customs_declarations"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the customs declarations are not at {FOLDER}")


def test_all_54_000_declarations_go_through_without_a_layout() -> None:
    rows, refused = Counter[str](), 0
    for path in sorted(FOLDER.glob("*.csv")):
        for part in read_file(path, propose_layout(path).layout, sender="customs"):
            rows[path.name] += part.lines.height
            refused += len(part.refused)
    assert sum(rows.values()) == 54_000
    assert refused == 0


def test_their_columns_are_taken_for_what_they_are() -> None:
    proposal = propose_layout(next(FOLDER.glob("*train*.csv")))
    taken = {guess.header: guess.field for guess in proposal.guesses if guess.field}
    assert taken == {
        "Declaration ID": "reference",
        "Date": "declared_on",
        "Office ID": "office",
        "Declarant ID": "declarant",
        "Importer ID": "importer",
        "Seller ID": "consignor",
        "HS6 Code": "goods_code",
        "Country of Departure": "departure_country",
        "Country of Origin": "origin",
        "Net Mass": "net_mass",
        "Item Price": "value",
    }
    assert proposal.layout.fixed == {"importer_scheme": "local", "direction": "import"}
