"""Each value finds its place: a test's result, a line of a worksheet, a control chart; or it is held, and says why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from guomen.kernel.terms import Quantity, Refusal, UnitMismatch
from guomen.laboratory.messages.operations.measuring import alike, measured_of
from guomen.laboratory.messages.queries.bench import SHEET_LINE, Bench, component, label_of_text
from guomen.laboratory.messages.rules import faults
from guomen.laboratory.messages.terms import Meant
from guomen.laboratory.models import Profile, Result, Sample, TestRequest, WorksheetLine
from guomen.laboratory.terms import Entry, ResultSource, SampleState
from guomen.laboratory.worksheets.operations.reading import shown
from guomen.laboratory.worksheets.terms import LineKind, Reading, WorksheetState

_GONE = (SampleState.DISPOSED, SampleState.CANCELLED, SampleState.REFUSED)


@dataclass(frozen=True, slots=True)
class Item:
    """A value to be placed. index: which line of the message; reason: why it changes a result, where one said so."""

    index: int
    meant: Meant
    reason: str = ""


@dataclass(slots=True)
class Placing:
    """Where the lines go, by index. known: the same value is on record already; left: the row is no result of ours."""

    held: dict[int, Refusal] = field(default_factory=dict)
    known: dict[int, Result | None] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    entries: list[tuple[list[int], Entry]] = field(default_factory=list)
    readings: dict[str, dict[int, tuple[list[int], Reading]]] = field(default_factory=lambda: defaultdict(dict))
    points: list[tuple[int, int, Decimal]] = field(default_factory=list)

    def hold(self, items: Sequence[Item], refusal: Refusal) -> None:
        """All of these wait for a person."""
        self.held.update({item.index: refusal for item in items})


class Placer:
    """Places the values of one message."""

    def __init__(self, profile: Profile, bench: Bench) -> None:
        self.profile, self.bench, self.placing = profile, bench, Placing()
        self.methods = list(profile.instrument.methods.all()) if profile.instrument is not None else []
        self.groups: dict[int, list[Item]] = defaultdict(list)
        self.tests: dict[int, tuple[Sample, TestRequest]] = {}

    def place(self, items: Sequence[Item]) -> Placing:
        """Each by itself first; then the values of each test together."""
        for item in items:
            try:
                self._one(item)
            except Refusal as refusal:
                self.placing.hold([item], refusal)
        for key, group in self.groups.items():
            sample, request = self.tests[key]
            try:
                self._test(sample, request, group)
            except Refusal as refusal:
                self.placing.hold(group, refusal)
        return self.placing

    def _one(self, item: Item) -> None:
        meant = item.meant
        if meant.left:
            self.placing.left[item.index] = meant.left
        elif SHEET_LINE.fullmatch(meant.value.sample):
            self._named(item)
        elif meant.control:
            self._control(item)
        else:
            self._sample(item)

    def _named(self, item: Item) -> None:
        """A line of a worksheet, named by its number and position."""
        text = item.meant.value.sample
        line = self.bench.named_lines.get(text)
        if line is None or line.worksheet.state != WorksheetState.OPEN:
            raise faults.no_line(text)
        names = {line.analyte_en.casefold(), line.analyte_zh}
        if not names & {item.meant.analyte.en.casefold(), item.meant.analyte.zh}:
            raise faults.other_line(text)
        self._read(line, [item])

    def _control(self, item: Item) -> None:
        meant = item.meant
        material = self.bench.materials.get(meant.control)
        if material is None:
            raise faults.no_material(meant.control)
        series = self.bench.series.get((material.pk, meant.analyte.en.casefold()), [])
        if len(series) != 1:
            raise faults.no_series(meant.control, meant.analyte)
        if meant.reading is None:
            raise faults.control_absent()
        value = turned(meant.reading * meant.dilution, meant.unit, series[0].unit)
        self.placing.points.append((item.index, series[0].pk, value))

    def _sample(self, item: Item) -> None:
        text = item.meant.value.sample
        sample = self.bench.samples.get(label_of_text(text))
        if sample is None:
            raise faults.no_sample(text)
        if sample.state in _GONE:
            raise faults.gone(sample.label, SampleState(sample.state).text)
        request = self.bench.request_for(sample, item.meant.analyte)
        if request is None:
            raise faults.not_ordered(sample.label, item.meant.analyte)
        self.tests[request.pk] = (sample, request)
        self.groups[request.pk].append(item)

    def _test(self, sample: Sample, request: TestRequest, group: list[Item]) -> None:
        lines = self.bench.lines.get(request.pk)
        if lines:
            self._sheet(lines, group)
            return
        items = _once(request, group)
        measured = measured_of(request, [item.meant for item in items])
        before = self.bench.newest.get(request.pk)
        if before is not None and alike(before, measured):
            self.placing.known.update({item.index: before for item in group})
            return
        reason = next((item.reason for item in group if item.reason), "")
        if before is not None and not reason:
            raise faults.differs(str(before.statement.get("value", "")))
        entry = Entry(
            sample.label,
            request.pk,
            measured,
            method=self._method(request),
            instrument=self.profile.instrument_id,
            source=ResultSource.INSTRUMENT,
            change_reason=reason,
        )
        self.placing.entries.append(([item.index for item in group], entry))

    def _method(self, request: TestRequest) -> int | None:
        """The method of the test, or the only one that the instrument is used for; None: the only one there is."""
        if request.method_used_id is not None or len(self.methods) != 1:
            return request.method_used_id
        return self.methods[0].pk

    def _sheet(self, lines: list[WorksheetLine], group: list[Item]) -> None:
        """Onto the lines of the worksheet that holds the test; its controls are judged before anything is a result."""
        sheet = lines[0].worksheet
        if sheet.state != WorksheetState.OPEN:
            raise faults.blocked(sheet.number)
        for line in lines:
            mine = [item for item in group if _is_of(line, item)]
            if mine:
                self._read(line, mine)

    def _read(self, line: WorksheetLine, items: list[Item]) -> None:
        wanted = line.request.units if line.request is not None and line.kind == LineKind.SAMPLE else 1
        distinct = {(item.meant.reading, item.meant.dilution) for item in items}
        if wanted == 1 and len(distinct) > 1:
            raise faults.twice()
        used = items[:1] if wanted == 1 else items
        if len(used) != wanted:
            raise faults.units(len(used), wanted)
        values = tuple(_amount(item.meant, line.unit) for item in used)
        if line.read and tuple(line.readings) != values:
            raise faults.differs(shown(line))
        if line.read:
            self.placing.known.update({item.index: None for item in items})
            return
        self.placing.readings[line.worksheet.number][line.pk] = ([item.index for item in items], Reading(values))


def _once(request: TestRequest, group: list[Item]) -> list[Item]:
    """For a single value, the first of several that say the same."""
    if request.units > 1 or request.components:
        return group
    said = {(item.meant.reading, item.meant.unit, item.meant.dilution, item.meant.lod) for item in group}
    if len(said) > 1:
        raise faults.twice()
    return group[:1]


def _is_of(line: WorksheetLine, item: Item) -> bool:
    name = component(line.request, item.meant.analyte) if line.request and line.request.components else ""
    return name == line.analyte_en if name else True


def _amount(meant: Meant, unit: str) -> Decimal | None:
    if meant.reading is None:
        return None
    return turned(meant.reading * meant.dilution, meant.unit, unit).quantize(Decimal("1e-8")).normalize() + 0


def turned(value: Decimal, unit: str, other: str) -> Decimal:
    """The value in another unit. Raises Refusal where it cannot be."""
    if unit == other:
        return value
    if not unit:
        raise faults.unit_missing(other)
    try:
        return Quantity(value, unit).to(other).value
    except UnitMismatch:
        raise faults.unit_other(unit, other) from None
