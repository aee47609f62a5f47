"""What a training run writes on its card: data, comparison of the parts on later days, skill, warnings."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import lightgbm
import numpy as np
from scipy.special import expit

from guomen.kernel.terms import Text
from guomen.targeting.model_v1.calibration import (
    Calibration,
    brier,
    calibrate,
    calibration_error,
    log_loss,
    reliability,
)
from guomen.targeting.model_v1.card import CONTRADICTING, LATE, LEAK, NO_CONTEST, NOT_FOR, REPEATED
from guomen.targeting.model_v1.features import Feature
from guomen.targeting.model_v1.history import History
from guomen.targeting.model_v1.leaks import Repeats, repeats
from guomen.targeting.model_v1.measures import measured
from guomen.targeting.model_v1.statistics import Days, Floats
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.model_v1.trees import Flags, Trees

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Later:
    """What parts that knew only what came before said of rows of later periods: log-odds, and the period's number."""

    rows: Days
    fold: Days
    additive: Floats
    trees: Floats

    def blended(self, share: float) -> Floats:
        """The score with this share of the additive part."""
        return share * self.additive + (1 - share) * self.trees


def card_of(
    past: History,
    roles: Roles,
    features: Sequence[Feature],
    later: Later,
    share: float,
    calibration: Calibration,
    trees: Trees,
    constant: Flags,
    seed: int,
) -> dict[str, Any]:
    """The card, as JSON has it."""
    repeated = repeats(past, roles)
    return {
        "family": "model_v1",
        "data": _data(past),
        "roles": asdict(roles),
        "seed": seed,
        "lightgbm": lightgbm.__version__,
        "share": share,
        "skill": _skill(past, later, share, repeated),
        "parts": _parts(past, later, share),
        "calibration": _calibration(past, later, share, calibration),
        "leak": repeated.as_json() if repeated else None,
        "warnings": [text.as_json() for text in _warnings(past, later, repeated)],
        "features": _features(features, trees),
        "constant": [feature.name for feature, same in zip(features, constant, strict=True) if same],
        "not_for": [text.as_json() for text in NOT_FOR],
    }


def _data(past: History) -> dict[str, Any]:
    first, last = past.events.day.min(), past.events.day.max()
    return {
        "first_day": _day(first),
        "last_day": _day(last),
        "until": _day(past.until),
        "base_rate": past.counts["nonconforming"] / past.counts["labelled"],
        **past.counts,
    }


def _day(ordinal: int) -> str:
    return (_EPOCH + timedelta(days=int(ordinal))).isoformat()


def _skill(past: History, later: Later, share: float, repeated: Repeats | None) -> dict[str, Any]:
    """All later lines, and those of no tuple that the parts had learned from, where tuples repeat at all."""
    if not len(later.rows):
        return {}
    label, score = past.events.bad[later.rows].astype(np.float64), later.blended(share)
    found = {"as declared 全部": measured(label, score)}
    if repeated is not None and repeated.many:
        new = ~_seen(past, later, repeated)
        found["lines never seen 从未见过的申报"] = measured(label[new], score[new])
    return found


def _seen(past: History, later: Later, repeated: Repeats) -> Flags:
    """Which later rows have a tuple of which an outcome was known on their morning."""
    rows, marks = past.labelled, repeated.marks
    levels, place = np.unique(marks[rows], return_inverse=True)
    earliest = np.full(len(levels), np.iinfo(np.int64).max)
    np.minimum.at(earliest, place, past.events.known[rows])
    mine = earliest[np.searchsorted(levels, marks[later.rows])]
    return np.asarray((mine < past.events.day[later.rows]) & (marks[later.rows] != 0))


def _parts(past: History, later: Later, share: float) -> dict[str, Any]:
    """Each part and what is in charge, on the later periods: loss after a line of its own, and ranking."""
    if not len(later.rows):
        return {}
    label, weight = past.events.bad[later.rows].astype(np.float64), past.weight[later.rows]
    scores = {"additive 加性": later.additive, "trees 树": later.trees, "in charge 负责": later.blended(share)}
    one_fold = np.zeros(len(label), dtype=np.int64)
    return {
        name: {"log_loss": round(log_loss(calibrate(score, label, weight, one_fold)(score), label, weight), 5)}
        | measured(label, score)
        for name, score in scores.items()
    }


def _calibration(past: History, later: Later, share: float, used: Calibration) -> dict[str, Any]:
    """How well probabilities hold in the last period, learned on those before; in sample where there is but one."""
    if not len(later.rows):
        return {}
    last = later.fold == later.fold.max()
    early = last if last.all() else ~last
    label, weight, score = past.events.bad[later.rows].astype(float), past.weight[later.rows], later.blended(share)
    learned = calibrate(score[early], label[early], weight[early], later.fold[early])
    probability = expit(learned(score[last]))
    table = reliability(probability, label[last], weight[last])
    return {
        "kind": "curve through isotonic steps" if used.knots else "line on the log-odds scale",
        "out_of_time": not last.all(),
        "ece": calibration_error(table),
        "brier": brier(probability, label[last], weight[last]),
        "table": table,
    }


def _warnings(past: History, later: Later, repeated: Repeats | None) -> list[Text]:
    told = []
    if repeated is not None and repeated.many:
        told.append(LEAK if repeated.leaking else REPEATED)
    if past.counts["contradicting"]:
        told.append(CONTRADICTING)
    if past.counts["late"]:
        told.append(LATE)
    if not len(later.rows):
        told.append(NO_CONTEST)
    return told


def _features(features: Sequence[Feature], trees: Trees) -> list[dict[str, Any]]:
    found = [
        {"name": feature.name, "group": feature.group, **feature.text.as_json(), "gain": round(float(gain), 1)}
        for feature, gain in zip(features, trees.gain(), strict=True)
    ]
    return sorted(found, key=lambda one: (-float(str(one["gain"])), str(one["name"])))
