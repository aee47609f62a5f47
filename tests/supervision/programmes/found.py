"""Samples that count for a programme, written as drawing and hearing write them."""

from datetime import datetime
from typing import Any

from guomen.supervision.programmes.models import Line, Programme, ProgrammeSample, Share
from tests.decisions.world import NOON
from tests.supervision import world

AT = NOON


def plan(*lines: Any, **changes: Any) -> Programme:
    """A signed programme."""
    return world.signed(*lines, **changes)


def line_of(programme: Programme, position: int = 1) -> Line:
    return Line.objects.get(programme=programme, position=position)


def share_of(line: Line, office: str = "910100") -> Share:
    """The share of this office that runs at noon."""
    return Share.objects.get(line=line, office__code=office, from_on__lte=AT.date(), to_on__gt=AT.date())


def sample(line: Line, label: str, *, chance: float | None = 0.1, conform: bool | None = True, value: str = "",
           at: datetime = AT, **fields: Any) -> ProgrammeSample:  # fmt: skip
    """A reported sample of lead in it; conform None with report=0: one that is not reported yet."""
    share = fields.pop("share", None) or share_of(line)
    analyte = str(line.tests[0]["analyte"])
    told = {analyte: {"value": value, "unit": "mg/kg", "conformity": "conform" if conform else "nonconform"}}
    usual: dict[str, Any] = {
        "line": line, "share": share, "office": share.office, "label": label, "subject": f"consignment:1/{label}",
        "goods_code": "1905310000999", "origin": "IT", "producer": "IT-001", "chance": chance, "drawn_at": at,
        "report": 1, "reported_at": at, "conform": conform, "values": told if value else {},
        "exceeded": [] if conform is not False else [analyte],
    }  # fmt: skip
    return ProgrammeSample.objects.create(**usual | fields)
