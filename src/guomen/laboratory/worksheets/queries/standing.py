"""How the controls of a worksheet stand with what was read so far."""

from dataclasses import dataclass, field
from decimal import Decimal

from guomen.laboratory.models import MethodScope, Worksheet, WorksheetLine
from guomen.laboratory.resources.queries import scope_of
from guomen.laboratory.worksheets import rules
from guomen.laboratory.worksheets.queries.sheets import analyte_of
from guomen.laboratory.worksheets.terms import LineKind, Verdict


@dataclass(slots=True)
class Standing:
    """The lines of a worksheet with the checks that can be made already, by the line's key."""

    worksheet: Worksheet
    lines: list[WorksheetLine]
    verdicts: dict[int, list[Verdict]] = field(default_factory=dict)

    @property
    def unread(self) -> list[WorksheetLine]:
        """Lines that were not read yet."""
        return [line for line in self.lines if not line.read]

    @property
    def controls(self) -> list[WorksheetLine]:
        """Lines that are no sample's."""
        return [line for line in self.lines if line.kind != LineKind.SAMPLE]

    @property
    def failed(self) -> list[tuple[WorksheetLine, Verdict]]:
        """Every check that does not hold."""
        return [(line, one) for line in self.lines for one in self.verdicts.get(line.pk, ()) if not one.ok]


def standing_of(worksheet: Worksheet) -> Standing:
    """The worksheet as it stands: each control is judged as soon as it, and what it is compared with, were read."""
    lines = list(worksheet.lines.select_related("request__sample", "material", "of", "read_by").order_by("position"))
    standing = Standing(worksheet, lines)
    book = _Book(worksheet)
    by_key = {line.pk: line for line in lines}
    for line in standing.controls:
        if line.read:
            standing.verdicts[line.pk] = _judged(line, by_key, book)
    return standing


class _Book:
    """Scopes of the method, asked once for each analyte."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.method = worksheet.method
        self.known: dict[tuple[str, str], MethodScope | None] = {}

    def scope(self, line: WorksheetLine) -> MethodScope | None:
        source = line.of or line
        goods = source.request.sample.goods_code if source.request else ""
        key = (line.analyte_en, goods)
        if key not in self.known:
            self.known[key] = scope_of(self.method, analyte_of(line), goods) or self._any(line)
        return self.known[key]

    def _any(self, line: WorksheetLine) -> MethodScope | None:
        """A blank or a reference material is of no goods: any scope of the analyte has its limits."""
        rows = self.method.scopes.filter(analyte_en__iexact=line.analyte_en).select_related("method")
        return rows.order_by("pk").first()


def amount(line: WorksheetLine) -> Decimal | None:
    """What a line amounts to: its (first) reading times the dilution."""
    first = line.readings[0] if line.readings else None
    return None if first is None else plain(first * line.dilution)


def plain(number: Decimal) -> Decimal:
    """Without the zeros that the column adds."""
    return Decimal(f"{number.normalize():f}")


def _judged(line: WorksheetLine, by_key: dict[int, WorksheetLine], book: _Book) -> list[Verdict]:
    kind, method = LineKind(line.kind), book.method
    scope = book.scope(line)
    loq = scope.loq if scope and scope.unit == line.unit else None
    if kind is LineKind.BLANK:
        return [rules.blank(amount(line), loq=loq, share=method.blank_share)]
    if kind is LineKind.REFERENCE:
        return _reference(line, scope, book)
    source = by_key.get(line.of_id or 0)
    if source is None or not source.read:
        return []
    if kind is LineKind.DUPLICATE:
        return [rules.duplicate(amount(source), amount(line), most=method.rpd_max, loq=loq)]
    return _spike(line, source, by_key, book)


def _spike(line: WorksheetLine, source: WorksheetLine, by_key: dict[int, WorksheetLine], book: _Book) -> list[Verdict]:
    """Its recovery; where an earlier spike of the same line with the same amount was read, how far the two differ."""
    method, added = book.method, line.added or Decimal(0)
    found = [
        rules.spike(
            amount(line),
            native=amount(source),
            added=added,
            low=method.recovery_low,
            high=method.recovery_high,
        )
    ]
    twin = next((one for one in by_key.values() if _twins(one, line)), None)
    if twin is not None and method.rpd_max is not None:
        found.append(rules.duplicate(amount(twin), amount(line), most=method.rpd_max))
    return found


def _twins(one: WorksheetLine, line: WorksheetLine) -> bool:
    same = one.kind == line.kind and one.of_id == line.of_id and one.added == line.added
    return same and one.position < line.position and one.read


def _reference(line: WorksheetLine, scope: MethodScope | None, book: _Book) -> list[Verdict]:
    """Recovery where the method has limits for it; En where both uncertainties are known."""
    material, found = line.material, amount(line)
    if material is None:
        return []
    method = book.method
    verdicts = []
    uncertainty = _uncertainty(found, scope, line.unit)
    if uncertainty is not None and material.uncertainty:
        verdicts.append(
            rules.en_number(found, uncertainty, certified=material.value, certified_uncertainty=material.uncertainty)
        )
    if method.recovery_low is not None or not verdicts:
        low, high = method.recovery_low, method.recovery_high
        verdicts.append(rules.reference(found, certified=material.value, low=low, high=high))
    return verdicts


def _uncertainty(found: Decimal | None, scope: MethodScope | None, unit: str) -> Decimal | None:
    """The reading's expanded uncertainty (k = 2) by the method's scope: the larger of relative and absolute."""
    if found is None or scope is None or scope.unit != unit:
        return None
    relative = scope.uncertainty_relative
    stated = [one for one in (scope.uncertainty_absolute, None if relative is None else relative * found) if one]
    return max(stated) * 2 / scope.coverage_factor if stated else None
