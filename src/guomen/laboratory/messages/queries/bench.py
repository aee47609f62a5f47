"""What the values of a message are placed on, read once: samples by label, their tests, results, worksheets' lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from guomen.kernel.terms import Refusal, Text
from guomen.laboratory.messages.terms import Meant
from guomen.laboratory.models import (
    ControlSeries,
    Portion,
    Profile,
    ReferenceMaterial,
    Result,
    Sample,
    TestRequest,
    WorksheetLine,
)
from guomen.laboratory.terms import PortionKind, read_label
from guomen.laboratory.worksheets.queries.sheets import LIVE

SHEET_LINE = re.compile(r"(WS-[0-9]{4}-[0-9]{5,})/([0-9]{1,4})")


@dataclass(slots=True)
class Bench:
    """samples: by label; requests: by sample; newest: the newest result by test; lines: of live worksheets by test."""

    samples: dict[str, Sample] = field(default_factory=dict)
    requests: dict[int, list[TestRequest]] = field(default_factory=dict)
    newest: dict[int, Result] = field(default_factory=dict)
    lines: dict[int, list[WorksheetLine]] = field(default_factory=dict)
    named_lines: dict[str, WorksheetLine] = field(default_factory=dict)
    materials: dict[str, ReferenceMaterial] = field(default_factory=dict)
    series: dict[tuple[int, str], list[ControlSeries]] = field(default_factory=dict)

    def request_for(self, sample: Sample, analyte: Text) -> TestRequest | None:
        """The sample's test of the analyte, or the test of a sum that it is a component of."""
        rows = self.requests.get(sample.pk, [])
        whole = next((one for one in rows if same(Text(one.analyte_zh, one.analyte_en), analyte)), None)
        return whole or next((one for one in rows if component(one, analyte)), None)


def same(one: Text, other: Text) -> bool:
    """Whether two names are one analyte's."""
    return one.en.casefold() == other.en.casefold() or (bool(one.zh) and one.zh == other.zh)


def component(request: TestRequest, analyte: Text) -> str:
    """The name of the component of a sum that the analyte is; "" where it is none."""
    parts = (Text(part["zh"], part["en"]) for part in request.components)
    return next((part.en for part in parts if same(part, analyte)), "")


def label_of_text(text: str) -> str:
    """The label that was written, in its proper form; "" where it is none."""
    try:
        return read_label(text)
    except Refusal:
        return ""


def bench_of(profile: Profile, meant: Sequence[Meant]) -> Bench:
    """Read what these values may be placed on."""
    labels = {label for one in meant if (label := label_of_text(one.value.sample))}
    laboratory = profile.laboratory_id
    found = {one.label: one for one in Sample.objects.filter(label__in=labels, laboratory=laboratory)}
    portions = Portion.objects.filter(label__in=labels - set(found), kind=PortionKind.TEST)
    found |= {one.label: one.sample for one in portions.filter(sample__laboratory=laboratory).select_related("sample")}
    bench = Bench(found)
    _tests(bench, {one.pk for one in found.values()})
    _controls(bench, profile, {one.control for one in meant if one.control})
    bench.named_lines = _named_lines(laboratory, (one.value.sample for one in meant))
    return bench


def _tests(bench: Bench, samples: set[int]) -> None:
    keys: list[int] = []
    for request in TestRequest.objects.filter(sample__in=samples).order_by("sample", "position"):
        bench.requests.setdefault(request.sample_id, []).append(request)
        keys.append(request.pk)
    newest = Result.objects.filter(request__in=keys).order_by("request_id", "-version").distinct("request_id")
    bench.newest = {one.request_id: one for one in newest}
    lines = WorksheetLine.objects.filter(request__in=keys, kind="sample", worksheet__state__in=LIVE)
    for line in lines.select_related("worksheet", "request"):
        if line.request_id is not None:
            bench.lines.setdefault(line.request_id, []).append(line)


def _controls(bench: Bench, profile: Profile, codes: set[str]) -> None:
    """Materials by "code" or "code lot", and their charts that run."""
    rows = ReferenceMaterial.objects.filter(laboratory=profile.laboratory_id, withdrawn_on=None)
    for row in rows.filter(code__in={code.split()[0] for code in codes}).order_by("pk"):
        bench.materials[row.code] = bench.materials[f"{row.code} {row.lot}".strip()] = row
    live = ControlSeries.objects.filter(material__in=bench.materials.values(), ended_on=None).select_related("method")
    if profile.instrument is not None and (methods := list(profile.instrument.methods.all())):
        live = live.filter(method__in=methods)
    for one in live:
        bench.series.setdefault((one.material_id, one.analyte_en.casefold()), []).append(one)


def _named_lines(laboratory: int, texts: Iterable[str]) -> dict[str, WorksheetLine]:
    """Lines of open worksheets that are named as samples: "WS-2018-00003/4"."""
    named = {text: match.groups() for text in set(texts) if (match := SHEET_LINE.fullmatch(text))}
    numbers = {number for number, _ in named.values()}
    rows = WorksheetLine.objects.filter(worksheet__number__in=numbers, worksheet__laboratory=laboratory)
    by_place = {(one.worksheet.number, one.position): one for one in rows.select_related("worksheet", "request")}
    found = {text: by_place.get((number, int(place))) for text, (number, place) in named.items()}
    return {text: line for text, line in found.items() if line is not None}
