"""The additive model: log-odds as a sum of one shrunken term per entity, cross of entities and number.

A term of an entity or a cross is a table, level -> amount; a level never seen is worth 0. A number is a slope on its
standardised value plus a table by bins of about equal counts. Terms are shrunk towards 0, each with a penalty that the
fit learns or the caller gives, so a level with little evidence says little. contributions() are the terms themselves:
they and the intercept sum to the log-odds.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import polars as pl
from scipy import sparse
from scipy.special import expit

from guomen.targeting.model_v1 import shrinkage
from guomen.targeting.model_v1.shrinkage import PRIOR_LEVELS, USUAL_PENALTY, Floats, Problem

HALF_LIFE_DAYS = 182.0
_BINS, _ROUNDS, _FURTHEST = 12, 4, 4.0
_BETWEEN = "\x1f"
_MANIFEST, _TABLE = "additive.json", "additive.parquet"


@dataclass(frozen=True, slots=True)
class Term:
    """One summand. levels are sorted; amounts and variances have one entry per level.

    A number's term has the edges of its bins (levels are their numbers) and centre, width and slope of its line.
    """

    name: str
    columns: tuple[str, ...]
    levels: pl.Series
    amounts: Floats
    variances: Floats
    penalty: float
    edges: tuple[float, ...] | None = None
    centre: float = 0.0
    width: float = 1.0
    slope: float = 0.0
    slope_penalty: float = USUAL_PENALTY

    def codes(self, frame: pl.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Each row's place in levels; -1 where its level was never seen, or a column is absent."""
        if any(column not in frame.columns for column in self.columns):
            return np.full(frame.height, -1, dtype=np.int64)
        keys = binned(frame, self.name, self.edges) if self.edges is not None else joined(frame, self.columns)
        known = self.levels.search_sorted(keys).to_numpy().astype(np.int64)
        at = np.minimum(known, len(self.levels) - 1)
        return np.where((self.levels.gather(at) == keys).to_numpy(), at, -1)

    def line(self, frame: pl.DataFrame) -> Floats:
        """Each row's standardised number; 0 for entities, and where the number is unknown."""
        if self.edges is None or self.columns[0] not in frame.columns:
            return np.zeros(frame.height)
        return standardised(frame, self.columns[0], self.centre, self.width)

    def amount(self, frame: pl.DataFrame) -> Floats:
        """What the term adds to each row's log-odds."""
        codes = self.codes(frame)
        return np.where(codes >= 0, self.amounts[codes], 0.0) + self.slope * self.line(frame)

    def variance(self, frame: pl.DataFrame) -> Floats:
        """How uncertain that is: a level never seen is as uncertain as its kind."""
        codes = self.codes(frame)
        return np.where(codes >= 0, self.variances[codes], 0.0 if self.edges is not None else 1 / self.penalty)


@dataclass(frozen=True, slots=True)
class Additive:
    """A fitted additive model: plain numbers, written and read without pickle."""

    intercept: float
    terms: tuple[Term, ...]

    def logit(self, frame: pl.DataFrame) -> Floats:
        """Log-odds of non-conformity per row."""
        return cast(Floats, sum((term.amount(frame) for term in self.terms), np.full(frame.height, self.intercept)))

    def probability(self, frame: pl.DataFrame) -> Floats:
        """Probability of non-conformity per row."""
        return cast(Floats, expit(self.logit(frame)))

    def variance(self, frame: pl.DataFrame) -> Floats:
        """Variance of each row's log-odds (Laplace, diagonal)."""
        return cast(Floats, sum((term.variance(frame) for term in self.terms), np.zeros(frame.height)))

    def contributions(self, frame: pl.DataFrame) -> dict[str, Floats]:
        """Term -> what it adds to each row's log-odds. With the intercept they sum to logit(), exactly.

        A term is called by its column; a cross by its columns with * between ("heading*origin").
        """
        return {term.name: term.amount(frame) for term in self.terms}

    def penalties(self) -> dict[str, float]:
        """Term -> the penalty it was shrunk with: the inverse of the variance of its levels."""
        return {term.name: term.penalty for term in self.terms}

    def files(self) -> dict[str, bytes]:
        """The model as named files: a manifest in JSON and the terms' tables in Parquet."""
        manifest = {"intercept": self.intercept, "terms": [_described(term) for term in self.terms]}
        return {
            _MANIFEST: json.dumps(manifest, sort_keys=True, indent=1).encode(),
            _TABLE: _written(
                pl.concat([_table(number, term) for number, term in enumerate(self.terms)], how="vertical")
            )
            if self.terms
            else b"",
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Additive":
        """The model that files() wrote. KeyError where a file is missing; ValueError where one cannot be read."""
        manifest = json.loads(files[_MANIFEST])
        tables = pl.read_parquet(io.BytesIO(files[_TABLE])) if manifest["terms"] else pl.DataFrame({"term": []})
        return cls(
            manifest["intercept"],
            tuple(_read(one, tables.filter(pl.col("term") == n)) for n, one in enumerate(manifest["terms"])),
        )


def fit_additive(
    frame: pl.DataFrame,
    label: np.ndarray[Any, Any],
    weight: np.ndarray[Any, Any] | None = None,
    *,
    entities: Sequence[str] = (),
    crosses: Sequence[tuple[str, ...]] = (),
    numbers: Sequence[str] = (),
    penalty: float | Mapping[str, float] | None = None,
    start: Additive | None = None,
    offset: np.ndarray[Any, Any] | None = None,
    prior_levels: float = PRIOR_LEVELS,
) -> Additive:
    """Fit log-odds of `label` (0 or 1) as a sum of terms.

    weight: of each row, 1 where None; see recency(). penalty: one for all terms, or by term; None learns each from the
    data. start: a model fitted before, from whose amounts the search starts. offset: what is known of each row
    beforehand, in log-odds; not part of the model. prior_levels: how hard learned penalties are held to the usual one.
    Labels all alike give a finite model all the same.
    """
    terms = [_entity_term(frame, (name,)) for name in entities if name in frame.columns]
    terms += [_entity_term(frame, cross) for cross in crosses if all(name in frame.columns for name in cross)]
    terms += [_number_term(frame, name) for name in numbers if name in frame.columns]
    earlier = {term.name: term for term in start.terms} if start else {}
    terms = [_primed(term, earlier.get(term.name), penalty) for term in terms]
    y = np.asarray(label, dtype=np.float64)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=np.float64)
    known = np.zeros(len(y)) if offset is None else np.asarray(offset, dtype=np.float64)
    design, group = _design(frame, terms)
    first = start.intercept if start else _base(y, w)
    begin = np.concatenate(
        [*(np.append(t.amounts, t.slope) if t.edges is not None else t.amounts for t in terms), [first]]
    )
    penalties = np.array(
        [p for t in terms for p in ((t.penalty, t.slope_penalty) if t.edges is not None else (t.penalty,))]
    )
    rounds = 0 if penalty is not None else 1 if earlier else _ROUNDS
    problem = Problem(design, y, w, group, known)
    found = shrinkage.fit(problem, penalties, start=begin, rounds=rounds, prior_levels=prior_levels)
    return Additive(float(found.coefficients[-1]), tuple(_filled(terms, found)))


def recency(age_days: np.ndarray[Any, Any], half_life: float = HALF_LIFE_DAYS) -> Floats:
    """Weight of evidence by age: halved every `half_life` days."""
    return cast(Floats, np.exp2(-np.asarray(age_days, dtype=np.float64) / half_life))


def joined(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """The level of each row: its columns as text, null as the empty text."""
    texts = [pl.col(column).cast(pl.String).fill_null("") for column in columns]
    return frame.select(level=texts[0] if len(texts) == 1 else pl.concat_str(texts, separator=_BETWEEN))["level"]


def binned(frame: pl.DataFrame, column: str, edges: Sequence[float]) -> pl.Series:
    """The bin of each row's number as text; "" where it is unknown."""
    values = frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    at = np.searchsorted(np.asarray(edges), values, side="right")
    return pl.Series(np.where(np.isnan(values), "", np.char.zfill(at.astype(str), 2)), dtype=pl.String)


def standardised(frame: pl.DataFrame, column: str, centre: float, width: float) -> Floats:
    """(value - centre) / width, kept within 4; 0 where unknown."""
    values = frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return cast(Floats, np.nan_to_num(np.clip((values - centre) / width, -_FURTHEST, _FURTHEST), nan=0.0))


def _entity_term(frame: pl.DataFrame, columns: tuple[str, ...]) -> Term:
    levels = joined(frame, columns).unique().sort()
    return Term("*".join(columns), tuple(columns), levels, np.zeros(len(levels)), np.zeros(len(levels)), USUAL_PENALTY)


def _number_term(frame: pl.DataFrame, name: str) -> Term:
    values = frame[name].cast(pl.Float64).drop_nulls().drop_nans().to_numpy()
    values = values[np.isfinite(values)]
    edges = np.unique(np.quantile(values, np.linspace(0, 1, _BINS + 1)[1:-1])) if len(values) else np.zeros(0)
    levels = binned(frame, name, edges.tolist()).unique().sort()
    zeros = np.zeros(len(levels))
    centre, width = (float(values.mean()), float(values.std()) or 1.0) if len(values) else (0.0, 1.0)
    return Term(name, (name,), levels, zeros, zeros, USUAL_PENALTY, tuple(edges.tolist()), centre, width)


def _primed(term: Term, before: Term | None, penalty: float | Mapping[str, float] | None) -> Term:
    """The term with its penalty, and with the amounts of the model fitted before as a first guess."""
    learned = before.penalty if before else USUAL_PENALTY
    given = penalty.get(term.name, learned) if isinstance(penalty, Mapping) else learned if penalty is None else penalty
    amounts = term.amounts
    if before is not None and before.edges == term.edges and len(before.levels):
        at = np.minimum(before.levels.search_sorted(term.levels).to_numpy(), len(before.levels) - 1)
        amounts = np.where((before.levels.gather(at) == term.levels).to_numpy(), before.amounts[at], 0.0)
    return replace(term, amounts=amounts, penalty=float(given), slope=before.slope if before else 0.0)


def _design(frame: pl.DataFrame, terms: Sequence[Term]) -> tuple[sparse.csr_array, np.ndarray[Any, np.dtype[np.intp]]]:
    """One column per level and per line, the intercept last; and the group of each column but the intercept."""
    columns, values, group, width = [], [], [], 0
    for term in terms:
        columns.append(term.codes(frame) + width)
        values.append(np.ones(frame.height))
        group.append(len(term.levels))
        width += len(term.levels)
        if term.edges is not None:
            columns.append(np.full(frame.height, width, dtype=np.int64))
            values.append(term.line(frame))
            group.append(1)
            width += 1
    columns.append(np.full(frame.height, width, dtype=np.int64))
    values.append(np.ones(frame.height))
    across = len(columns)
    design = sparse.csr_array(
        (np.stack(values, axis=1).ravel(), np.stack(columns, axis=1).ravel(), np.arange(frame.height + 1) * across),
        shape=(frame.height, width + 1),
    )
    return design, np.repeat(np.arange(len(group)), group)


def _base(label: Floats, weight: Floats) -> float:
    share = (float(weight @ label) + 0.5) / (float(weight.sum()) + 1)
    return float(np.log(share / (1 - share)))


def _filled(terms: Sequence[Term], found: shrinkage.Fit) -> list[Term]:
    filled, at, group = [], 0, 0
    for term in terms:
        end = at + len(term.levels)
        changes: dict[str, Any] = {"amounts": found.coefficients[at:end], "variances": found.variances[at:end]}
        changes["penalty"] = float(found.penalties[group])
        at, group = end, group + 1
        if term.edges is not None:
            changes |= {"slope": float(found.coefficients[at]), "slope_penalty": float(found.penalties[group])}
            at, group = at + 1, group + 1
        filled.append(replace(term, **changes))
    return filled


def _described(term: Term) -> dict[str, Any]:
    facts = {"name": term.name, "columns": list(term.columns), "penalty": term.penalty}
    if term.edges is None:
        return facts
    line = {"centre": term.centre, "width": term.width, "slope": term.slope, "slope_penalty": term.slope_penalty}
    return facts | {"edges": list(term.edges)} | line


def _table(number: int, term: Term) -> pl.DataFrame:
    table = pl.DataFrame({"level": term.levels, "amount": term.amounts, "variance": term.variances})
    return table.select(
        pl.lit(number, dtype=pl.Int32).alias("term"), pl.col("level").cast(pl.String), "amount", "variance"
    )


def _written(table: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    table.write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


def _read(one: dict[str, Any], table: pl.DataFrame) -> Term:
    edges = one.pop("edges", None)
    return Term(
        name=one.pop("name"),
        columns=tuple(one.pop("columns")),
        levels=table["level"],
        amounts=table["amount"].to_numpy(),
        variances=table["variance"].to_numpy(),
        edges=None if edges is None else tuple(edges),
        **one,
    )
