"""The catalogue of lawful measures, as its page shows it."""

from dataclasses import dataclass
from datetime import date

from guomen.catalogue.terms import MeasureBasis
from guomen.kernel.terms import Refusal, Text
from guomen.surveillance.alerts.terms import AlertLevel
from guomen.surveillance.measures import queries
from guomen.surveillance.measures.terms import MeasureKind

_LEVELS = {
    "headquarters": Text("总局", "headquarters"),
    "bureau": Text("直属局", "bureaus"),
    "branch": Text("分支机构", "branches"),
}
_NUMERALS = "ⅠⅡⅢⅣ"
_TARGETS = {
    "lot": Text("批次", "lot"),
    "product": Text("商品", "product"),
    "origin": Text("原产地", "origin"),
    "establishment": Text("生产企业", "establishment"),
    "party": Text("经营者", "party"),
}


@dataclass(frozen=True, slots=True)
class Lawful:
    """A kind of measure: its clauses (each with whether it is law on the day), who may order it, which levels of
    alerts permit it (as numerals).
    """

    kind: MeasureKind
    clauses: tuple[tuple[MeasureBasis, bool], ...]
    offices: tuple[Text, ...]
    levels: tuple[tuple[str, str], ...]
    targets: tuple[Text, ...]


def rows(on: date) -> list[Lawful]:
    """Every kind, in the order of the law."""
    known = queries.bases()
    return [_row(kind, [one for one in known if one.kind == kind], on) for kind in MeasureKind]


def _row(kind: MeasureKind, clauses: list[MeasureBasis], on: date) -> Lawful:
    targets = {target for one in clauses if one.in_force(on) for target in one.targets}
    return Lawful(
        kind,
        tuple((one, one.in_force(on)) for one in clauses),
        tuple(_LEVELS[one] for one in _listed("levels", kind, on) if one in _LEVELS),
        tuple(
            (level.value, _NUMERALS[level.rank - 1])
            for level in AlertLevel
            if kind in _listed("alert_measures", level, on)
        ),
        tuple(text for name, text in _TARGETS.items() if name in targets),
    )


def _listed(name: str, kind: str, on: date) -> tuple[str, ...]:
    try:
        return queries.laid_down(name, kind, on=on)
    except Refusal:
        return ()
