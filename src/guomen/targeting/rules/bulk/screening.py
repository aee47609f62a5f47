"""Screening a chunk of lines: match, ask, draw, combine, and put reasons and instructions beside the channels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from guomen.catalogue.terms import Channel
from guomen.consignments.shipments.terms import draw_names
from guomen.targeting.draws.rules import CONTROL_ARM, LOT_DRAW, uniforms
from guomen.targeting.rules.bulk.asking import NONE, Asking, Rulings
from guomen.targeting.rules.bulk.combining import (
    Given,
    Settled,
    consignment_probability,
    line_probability,
    line_rates,
    settle,
)
from guomen.targeting.rules.bulk.lines import Codes, Column, Lines, Numbers, joint
from guomen.targeting.rules.bulk.matching import FrameMatcher
from guomen.targeting.rules.bulk.telling import INSTRUCTIONS, REASONS, instruction_lists, reason_lists
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Valued, asked_frame
from guomen.targeting.rules.learning import ask_models, main_model
from guomen.targeting.rules.selecting import Arms, Group, Picks, learned_picks
from guomen.targeting.rules.stages import OF_LINES, RANDOM_ARMS
from guomen.targeting.terms import Arm

CHANNELS = pl.Enum([str(channel) for channel in Channel])
ARMS = pl.Enum([str(arm) for arm in Arm])
DECIDED: dict[str, pl.DataType | type[pl.DataType]] = {
    "channel": CHANNELS,
    "arm": ARMS,
    "probability": pl.Float64,
    "rate": pl.Float64,
    "uniform": pl.Float64,
    "value": pl.Float64,
    "history": pl.Int64,
    "consignment_channel": CHANNELS,
    "consignment_arm": ARMS,
    "consignment_probability": pl.Float64,
    "control_uniform": pl.Float64,
    "edition": pl.Int64,
    "drawn_on": pl.Date,
    "reasons": REASONS,
    "instructions": INSTRUCTIONS,
}
_BEFORE_OPENING = tuple(stage for stage in OF_LINES if stage.name != "units")
_ON_OPENING = tuple(stage for stage in OF_LINES if stage.name == "units")


@dataclass(frozen=True, slots=True)
class Draws:
    """The control arm's part in each line, and the lines' own numbers. NaN where no number was drawn."""

    control_rate: Numbers
    control_uniform: Numbers
    control: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What models say of a chunk: each line's value, NaN where none was asked, and what it picks."""

    value: Numbers
    picks: list[Picks]


class Screen:
    """The targeting of one edition, ready for chunk after chunk. secret: that of the day `drawn_on`."""

    def __init__(self, docket: Docket, drawn_on: date, secret: bytes) -> None:
        self.docket = docket
        self.drawn_on = drawn_on
        self.secret = secret
        self.matcher = FrameMatcher(docket.rulebook.rules)
        self.rulings = Rulings()
        self.asking = Asking(docket, self.rulings)

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row of decision for each line (LINE_SCHEMA), in their order. Lines of a declaration stand together."""
        if frame.is_empty():
            return self._empty(frame)
        asked = asked_frame(frame, self.drawn_on) if self.docket.learned else frame
        valued = ask_models(self.docket, asked) if self.docket.learned else Valued({})
        lines = Lines(frame, self.drawn_on)
        self.asking.derive(lines)
        given = self._given(lines)
        arrays = self.rulings.settle()
        rate, chance = line_rates(given, arrays)
        consignment = lines.consignments()
        start = np.flatnonzero(np.diff(consignment, prepend=-1))
        number = self._numbers(frame, chance, start, consignment)
        draws = self._control(lines, valued, start, consignment)
        picks = self._picks(lines, asked, valued)
        settled = settle(given, arrays, rate, number, draws.control, _severity(picks, lines.height))
        learnt = Learnt(self._values(lines, valued), picks)
        return self._told(lines, given, settled, number, draws, learnt, start, consignment)

    def _given(self, lines: Lines) -> Given:
        """Every ruling on the lines but those that wait for the line to be opened, in the order of reasons."""
        pairs = self.matcher.hits(lines)
        place, ruling = self.asking.of_pairs(lines, pairs)
        row, position = [pairs.row], [(place << 24) | pairs.rule]
        rulings, rows = [ruling], np.arange(lines.height)
        for stage, answers in zip(_BEFORE_OPENING, self.asking.of_lines(lines, None, _BEFORE_OPENING), strict=True):
            row.append(rows)
            position.append(np.full(lines.height, stage.place << 24, dtype=np.int64))
            rulings.append(answers)
        all_rows, all_rulings = np.concatenate(row), np.concatenate(rulings)
        key = (all_rows << 32) | np.concatenate(position)
        kept = all_rulings != NONE
        order = np.argsort(key[kept])
        sorted_rows = all_rows[kept][order]
        return Given(sorted_rows, all_rulings[kept][order], np.flatnonzero(np.diff(sorted_rows, prepend=-1)))

    def _numbers(self, frame: pl.DataFrame, chance: NDArray[np.bool_], start: Codes, consignment: Codes) -> Numbers:
        """The lot's number of each consignment on those of its lines that leave something to chance."""
        drawing = np.flatnonzero(np.logical_or.reduceat(chance, start))
        drawn = np.full(len(start), np.nan)
        drawn[drawing] = uniforms(self.secret, LOT_DRAW, _names(frame, start[drawing]))
        return np.where(chance, drawn[consignment], np.nan)

    def _control(self, lines: Lines, valued: Valued, start: Codes, consignment: Codes) -> Draws:
        """The control arm of each consignment, spread over its lines."""
        columns = [lines.column(name) for name in RANDOM_ARMS.columns]
        numbers, keys = joint(columns, start)
        arms: list[Arms] = [self.docket.ask(RANDOM_ARMS, key) for key in keys]
        highest = {digest: np.maximum.reduceat(values, start) for digest, values in valued.of_model.items()}
        share = np.zeros((max(len(one) for one in arms), len(start)))
        severity = np.full(share.shape, -1, dtype=np.int8)
        for key, one in enumerate(arms):
            rows = np.flatnonzero(numbers == key)
            for place, arm in enumerate(one):
                share[place, rows] = arm.chance({digest: values[rows] for digest, values in highest.items()})
                severity[place, rows] = arm.channel.severity
        drawn = np.full(len(start), np.nan)
        drawing = np.flatnonzero(((share > 0.0) & (share < 1.0)).any(axis=0))
        drawn[drawing] = uniforms(self.secret, CONTROL_ARM, _names(lines.frame, start[drawing]))
        channel = np.where((share >= 1.0) | (drawn < share), severity, -1).max(axis=0).astype(np.int8)
        return Draws(share.max(axis=0)[consignment], drawn[consignment], channel[consignment])

    def _picks(self, lines: Lines, asked: pl.DataFrame, valued: Valued) -> list[Picks]:
        """The lines that reach their office's line."""
        learned = self.docket.learned
        if learned is None or not valued.of_model:
            return []
        group, keys = joint([lines.column("office"), lines.column("selection")])
        return learned_picks(learned, asked, valued, [Group(*key) for key in keys], group)

    def _values(self, lines: Lines, valued: Valued) -> Numbers:
        """Of each line the value that counts; NaN where no model was asked."""
        values = np.full(lines.height, np.nan)
        learned, office = self.docket.learned, lines.column("office")
        if learned is None or not valued.of_model:
            return values
        for place, code in enumerate(office.values):
            main = main_model(learned, valued, code)
            rows = office.codes == place
            if main:
                values[rows] = valued.of_model[main][rows]
        return values

    def _told(
        self,
        lines: Lines,
        given: Given,
        settled: Settled,
        number: Numbers,
        draws: Draws,
        learnt: Learnt,
        start: Codes,
        consignment: Codes,
    ) -> pl.DataFrame:
        history = lines.column("history")
        strictest = np.maximum.reduceat(settled.severity, start)[consignment]
        weightiest = np.minimum.reduceat(settled.arm, start)[consignment]
        chance = consignment_probability(settled.rate, draws.control_rate, start)[consignment]
        opened = np.flatnonzero(settled.examined)
        units = self.asking.of_lines(lines, opened, _ON_OPENING)
        self.rulings.settle()
        return lines.frame.select("sender", "reference", "version", "item_no").with_columns(
            _named("channel", CHANNELS, settled.severity),
            _named("arm", ARMS, settled.arm),
            pl.Series("probability", line_probability(settled.rate, draws.control_rate)),
            pl.Series("rate", settled.rate),
            pl.Series("uniform", number, nan_to_null=True),
            pl.Series("value", learnt.value, nan_to_null=True),
            pl.Series("history", _spread(history), dtype=pl.Int64),
            _named("consignment_channel", CHANNELS, strictest),
            _named("consignment_arm", ARMS, weightiest),
            pl.Series("consignment_probability", chance),
            pl.Series("control_uniform", draws.control_uniform, nan_to_null=True),
            pl.lit(self.docket.rulebook.edition, dtype=pl.Int64).alias("edition"),
            pl.lit(self.drawn_on).alias("drawn_on"),
            reason_lists(self.rulings, given, settled, number, draws.control, learnt.picks, lines.height),
            instruction_lists(self.rulings, given, settled, opened, units, lines.height),
        )

    def _empty(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select("sender", "reference", "version", "item_no").with_columns(
            *(pl.lit(None, dtype=kind).alias(name) for name, kind in DECIDED.items())
        )


def _severity(picks: list[Picks], height: int) -> NDArray[np.int8]:
    """Of each line the severity of the strictest kind of check that picks it; −1 for none."""
    severity = np.full(height, -1, dtype=np.int8)
    for one in picks:
        severity[one.rows] = np.maximum(severity[one.rows], one.kind.severity)
    return severity


def _names(frame: pl.DataFrame, rows: Codes) -> Iterator[tuple[Any, ...]]:
    """What the consignments of these rows draw for."""
    return frame[rows].select(*draw_names()).iter_rows()


def _named(name: str, kind: pl.Enum, places: NDArray[np.int8]) -> pl.Series:
    """Places in an enumeration as its words."""
    return pl.Series(name, kind.categories.to_list(), dtype=kind).gather(places.astype(np.uint32))


def _spread(column: Column) -> list[int | None]:
    return [column.values[code] for code in column.codes.tolist()]
