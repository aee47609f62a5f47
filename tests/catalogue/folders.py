"""Small reference folders for the tests: every file with its header, and the rows that a case needs."""

import csv
from pathlib import Path
from typing import Any

from guomen.catalogue.reference.files import BY_NAME, FILES

SHIPPED = Path(__file__).parents[2] / "reference"

DATED = {"valid_from": "2018-01-01", "valid_to": "", "source": "test", "confidence": "source"}
ROWS: dict[str, dict[str, Any]] = {
    "offices.csv": {"code": "000000", "name_zh": "总部", "name_en": "HQ", "level": "headquarters", "source": "test"},
    "role_capabilities.csv": {"role": "auditor", "capability": "audit"},
    "countries.csv": {"code": "AU", "name_zh": "澳大利亚", "name_en": "Australia"},
    "ports.csv": {"code": "310101", "name_zh": "洋山港", "name_en": "Yangshan", "transport": "sea"},
    "goods.csv": {"code": "02", "name_zh": "肉", "name_en": "Meat"},
    "codes.csv": {"code_set": "limit_unit", "code": "mg/kg", "name_zh": "毫克/千克", "name_en": "mg/kg"},
    "hazards.csv": {"code": "lead", "kind": "chemical", "name_zh": "铅", "name_en": "lead"},
    "commodity_risk.csv": {"goods": "02", "risk": "high"},
    "country_risk.csv": {"origin": "AU", "goods": "02", "risk": "elevated"},
    "market_access.csv": {"goods": "0202", "origin": "AU", "state": "admitted"},
    "requirements.csv": {
        "number": "R-0001",
        "kind": "market_access",
        "direction": "import",
        "goods": "0202",
        "text_zh": "须准入",
        "text_en": "must be admitted",
    },
    "port_designations.csv": {"port": "310101", "goods": "0202", "state": "in_force"},
    "policies.csv": {"name": "targeting.lot_rate.general", "type": "share", "value": "0.20"},
    "food_limits.csv": {
        "number": "F-001",
        "standard": "GB 2762",
        "goods": "02",
        "food_zh": "肉",
        "food_en": "meat",
        "analyte": "lead (Pb)",
        "analyte_zh": "铅",
        "kind": "max",
        "value": "0.2",
        "unit": "mg/kg",
    },
}


class Folder:
    """A reference folder on disk; `add` appends rows, line 1 being the header."""

    def __init__(self, path: Path, *files: str) -> None:
        self.path = path
        for file in FILES:
            self._line(file.name, [column.name for column in file.columns], "w")
        for name in files or ROWS:
            self.add(name)

    def add(self, name: str, /, **changes: str) -> None:
        """One more row: the sample row of the file with `changes`."""
        row = {**DATED, **ROWS.get(name, {}), **changes}
        self._line(name, [row.get(column.name, "") for column in BY_NAME[name].columns])

    def clear(self, name: str) -> None:
        """Leave only the header."""
        self._line(name, [column.name for column in BY_NAME[name].columns], "w")

    def write(self, name: str, content: str | bytes) -> None:
        """Put these very bytes into a file."""
        (self.path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def _line(self, name: str, cells: list[Any], mode: str = "a") -> None:
        with (self.path / name).open(mode, encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerow(cells)
