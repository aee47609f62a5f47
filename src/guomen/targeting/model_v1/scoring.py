"""A trained model, asked: the value of looking at a line, its probability of nonconformity, and why."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit

from guomen.targeting.model_v1 import statistics
from guomen.targeting.model_v1.additive import Additive
from guomen.targeting.model_v1.calibration import Calibration
from guomen.targeting.model_v1.card import as_markdown
from guomen.targeting.model_v1.explaining import BASE, CURVE, group_of, told
from guomen.targeting.model_v1.features import (
    Feature,
    View,
    features_of,
    few_parts,
    matrix,
    met_before,
    scoring_view,
    with_parts,
)
from guomen.targeting.model_v1.harm import Harm
from guomen.targeting.model_v1.history import days
from guomen.targeting.model_v1.keys import declared_plainly, entity_marks
from guomen.targeting.model_v1.single import Single, single
from guomen.targeting.model_v1.statistics import Floats, KeyRecord
from guomen.targeting.model_v1.terms import RAISES, Contribution, Roles
from guomen.targeting.model_v1.trees import Trees
from guomen.targeting.registry.frames import FEW, FewLines, Lines

MANIFEST = "manifest.json"
_MODEL, _CARD, _CARD_TEXT, _RECORD, _HARM = "model.json", "card.json", "card.md", "record.parquet", "harm.parquet"
_TREES, _REPEATS = "trees.txt", "repeats.txt"
_AT_ONCE = 100_000
_FAMILY = "model_v1"


@dataclass(frozen=True)
class Model:
    """One model of risk: share × additive + (1 − share) × trees, and for lines that repeat an earlier one `repeats`
    added, trees that know what that one was found to be. In log-odds; the calibration makes a probability of them.

    until: the last day of which it knows an outcome, counted from 1970-01-01. stored: its files where it was read. A
    line's score depends on the line and the model alone, never on lines beside it; columns that are absent are unknown.
    """

    roles: Roles
    until: int
    additive: Additive
    trees: Trees
    repeats: Trees | None
    share: float
    calibration: Calibration
    records: Mapping[str, KeyRecord]
    harm: Harm
    card: dict[str, Any] = field(repr=False)
    stored: Mapping[str, bytes] | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs; what was worked out once is worked out there again."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def score(self, lines: Lines) -> Floats:
        """Value of looking at each line: probability × expected harm, rounded to 6 decimals."""
        return self._by_parts(lines, lambda part: np.round(expit(self._log_odds(part)) * self._harm_of(part), 6))

    def probability(self, lines: Lines) -> Floats:
        """Calibrated probability that each line does not conform."""
        return self._by_parts(lines, lambda part: expit(self._log_odds(part)))

    def in_episode(self, lines: Lines) -> Floats:
        """What the value of looking at each line would be were an episode on, rounded to 6 decimals."""
        return self._by_parts(
            lines, lambda part: np.round(expit(self._log_odds(part) + RAISES) * self._harm_of(part), 6)
        )

    def log_odds(self, lines: Lines) -> Floats:
        """The same as log-odds: what contributions sum to."""
        return self._by_parts(lines, self._log_odds)

    def explain(self, lines: Lines) -> list[tuple[Contribution, ...]]:
        """Why, for each row: strongest first, the level of all last; they sum to the row's log-odds exactly."""
        asked = self._readable(lines)
        view = self.view(asked)
        amounts, score = self._amounts(asked, view)
        steep = self.calibration.slope
        moved = {group: steep * column for group, column in amounts.items()}
        straight, total = self.calibration.line(score), self.calibration(score)
        if self.calibration.knots:
            moved[CURVE] = total - straight
        return told(moved, view, total)

    def view(self, lines: Lines) -> View:
        """The lines as the features see them."""
        return scoring_view(lines, self.roles, days(lines, self.roles.time, self.until + 1), self.records)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """The features of the trees, in the order of the matrix."""
        return features_of(self.roles)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the manifest, which names the SHA-256 of each file."""
        return sha256(self.files()[MANIFEST]).hexdigest()

    def threaded(self, threads: int) -> "Model":
        """The same model, with trees on so many threads."""
        return replace(
            self,
            trees=replace(self.trees, threads=threads),
            repeats=self.repeats and replace(self.repeats, threads=threads),
        )

    def files(self) -> dict[str, bytes]:
        """The artefact: every file by name, the manifest among them."""
        return dict(self.stored or self._written)

    @cached_property
    def _written(self) -> dict[str, bytes]:
        facts = {
            "family": _FAMILY,
            "roles": asdict(self.roles),
            "until": self.until,
            "share": self.share,
            "calibration": self.calibration.as_json(),
            "features": [feature.name for feature in self.features],
        }
        found = {
            _MODEL: _json(facts),
            _CARD: _json(self.card),
            _CARD_TEXT: as_markdown(self.card).encode(),
            _RECORD: statistics.written(self.records),
            _HARM: self.harm.written(),
            _TREES: self.trees.written(),
            **({_REPEATS: self.repeats.written()} if self.repeats else {}),
            **self.additive.files(),
        }
        manifest = {name: sha256(content).hexdigest() for name, content in sorted(found.items())}
        return found | {MANIFEST: _json({"family": _FAMILY, "files": manifest})}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Model":
        """The model that files() wrote; what they are worth is checked in artefacts."""
        facts = json.loads(files[_MODEL])
        roles = {name: _tupled(value) for name, value in facts["roles"].items()}
        return cls(
            roles=Roles(**roles),
            until=facts["until"],
            additive=Additive.from_files(files),
            trees=Trees.read(files[_TREES]),
            repeats=Trees.read(files[_REPEATS]) if _REPEATS in files else None,
            share=facts["share"],
            calibration=Calibration.from_json(facts["calibration"]),
            records=statistics.read(files[_RECORD]),
            harm=Harm.read(files[_HARM]),
            card=json.loads(files[_CARD]),
            stored=files,
        )

    def _by_parts(self, lines: Lines, of: Callable[[Lines], Floats]) -> Floats:
        asked = self._readable(lines)
        if isinstance(asked, FewLines) or asked.height <= _AT_ONCE:
            return of(asked)
        return np.concatenate([of(part) for part in asked.iter_slices(_AT_ONCE)])

    def _readable(self, lines: Lines) -> Lines:
        """A few lines are looked up as they are where they hold what the roles want; else in a frame."""
        return lines if isinstance(lines, pl.DataFrame) or self._plain else lines.frame

    @cached_property
    def _plain(self) -> bool:
        return declared_plainly(self.roles)

    def _log_odds(self, lines: Lines) -> Floats:
        return self.calibration(self._raw(lines, self.view(lines) if self._grown else None))

    @property
    def _grown(self) -> bool:
        """Whether trees have a say."""
        return self.share < 1 or self.repeats is not None

    def _raw(self, lines: Lines, view: View | None) -> Floats:
        score = np.zeros(lines.height)
        if view is not None and self._grown:
            rows = matrix(view, self.features)
            if self.share < 1:
                score = score + (1 - self.share) * self.trees.logit(rows)
            if self.repeats is not None:
                met = met_before(view, self.roles)
                score[met] += self.repeats.logit(rows[met]) if met.any() else 0.0
        if self.share > 0:
            parts = self._parts(lines)
            by_terms = (
                self._single.logit(parts, lines.height) if isinstance(parts, dict) else self.additive.logit(parts)
            )
            score = score + self.share * by_terms
        return score

    def _parts(self, lines: Lines) -> dict[str, list[Any]] | pl.DataFrame:
        """What the additive part reads: of a few lines column by column."""
        if isinstance(lines, FewLines):
            return few_parts(lines, self.roles)
        parts = with_parts(lines, self.roles)
        return parts.to_dict(as_series=False) if lines.height <= FEW else parts

    @cached_property
    def _single(self) -> Single:
        return single(self.additive)

    def _harm_of(self, lines: Lines) -> Floats:
        if not self.roles.goods:
            return np.full(lines.height, self.harm.mean)
        return self.harm.of(entity_marks(lines, self.roles.goods))

    def _amounts(self, lines: Lines, view: View) -> tuple[dict[str, Floats], Floats]:
        """How far each group moved the score before calibration, and that score."""
        amounts: dict[str, Floats] = {BASE: np.zeros(lines.height)}
        if self._grown:
            moved = self._moved(view)
            for place, feature in enumerate(self.features):
                _add(amounts, feature.group, moved[:, place])
        if self.share > 0:
            for term, column in self._by_term(lines).items():
                _add(amounts, group_of(term), self.share * column)
        return amounts, self._raw(lines, view)

    def _by_term(self, lines: Lines) -> dict[str, Floats]:
        parts = self._parts(lines)
        if isinstance(parts, pl.DataFrame):
            return self.additive.contributions(parts)
        return {term: np.array(column) for term, column in self._single.contributions(parts, lines.height).items()}

    def _moved(self, view: View) -> Floats:
        """How far each feature moved the score by way of trees; the last column is the level of all."""
        rows = matrix(view, self.features)
        moved = np.zeros((len(rows), len(self.features) + 1))
        if self.share < 1:
            moved += (1 - self.share) * self.trees.contributions(rows)
        if self.repeats is not None:
            met = met_before(view, self.roles)
            moved[met] += self.repeats.contributions(rows[met]) if met.any() else 0.0
        return moved


def _add(amounts: dict[str, Floats], group: str, column: Floats) -> None:
    amounts[group] = amounts[group] + column if group in amounts else column


def _json(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value
