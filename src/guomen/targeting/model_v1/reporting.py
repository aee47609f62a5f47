"""What a training run writes on its card: data, comparison of the parts on later days, skill, warnings."""

import json
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
from guomen.targeting.model_v1.choosing import Choice
from guomen.targeting.model_v1.features import Feature
from guomen.targeting.model_v1.history import History
from guomen.targeting.model_v1.leaks import Repeats, repeats
from guomen.targeting.model_v1.measures import measured
from guomen.targeting.model_v1.statistics import Days, Floats
from guomen.targeting.model_v1.terms import Roles
from guomen.targeting.model_v1.trees import Flags

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Later:
    """What parts that knew only what came before said of rows of later periods, in log-odds.

    fold: the period's number. score: of all parts together. met: whether the line repeats an earlier one.
    """

    rows: Days
    fold: Days
    additive: Floats
    trees: Floats
    score: Floats
    met: Flags


def card_of(
    past: History,
    roles: Roles,
    features: Sequence[Feature],
    later: Later,
    choice: Choice,
    calibration: Calibration,
    gain: Floats,
    constant: Flags,
    seed: int,
) -> dict[str, Any]:
    """The card, as JSON has it."""
    repeated = repeats(past, roles)
    card = {
        "family": "model_v1",
        "data": _data(past),
        "roles": asdict(roles),
        "seed": seed,
        "lightgbm": lightgbm.__version__,
        "share": 1 - choice.trees,
        "choice": _choice(choice),
        "skill": _skill(past, later, repeated),
        "parts": _parts(past, later),
        "calibration": _calibration(past, later, calibration),
        "leak": repeated.as_json() if repeated else None,
        "warnings": [text.as_json() for text in _warnings(past, later, repeated)],
        "features": _features(features, gain),
        "constant": [feature.name for feature, same in zip(features, constant, strict=True) if same],
        "not_for": [text.as_json() for text in NOT_FOR],
    }
    written: dict[str, Any] = json.loads(json.dumps(card))
    return written


def _choice(choice: Choice) -> dict[str, Any]:
    """Log-loss by share of the trees, and by how much the chosen one beats the additive part."""
    losses = {f"{trees:.0%}": round(loss, 5) for trees, loss in choice.losses.items()}
    found = {"trees": choice.trees, "losses_by_share_of_trees": losses, "rows": choice.rows}
    return found | {"better": round(choice.better, 6), "standard_error": round(choice.error, 6)}


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


def _skill(past: History, later: Later, repeated: Repeats | None) -> dict[str, Any]:
    """All later lines, and those of no tuple that the parts had learned from, where tuples repeat at all."""
    if not len(later.rows):
        return {}
    label, score = past.events.bad[later.rows].astype(np.float64), later.score
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


def _parts(past: History, later: Later) -> dict[str, Any]:
    """Each part and their blend, on the later lines that repeat none: loss after a line of its own, and ranking."""
    new = ~later.met
    label, weight = past.events.bad[later.rows[new]].astype(np.float64), past.weight[later.rows[new]]
    if not len(label):
        return {}
    scores = {"additive 加性": later.additive, "trees 树": later.trees, "in charge 负责": later.score}
    return {
        name: {"log_loss": round(lined_loss(score[new], label, weight), 5)} | measured(label, score[new])
        for name, score in scores.items()
    }


def lined_loss(score: Floats, label: Floats, weight: Floats) -> float:
    """Logarithmic loss of a score after the best line through its log-odds."""
    line = calibrate(score, label, weight, np.zeros(len(label), dtype=np.int64))
    return log_loss(line(score), label, weight)


def _calibration(past: History, later: Later, used: Calibration) -> dict[str, Any]:
    """How well probabilities hold in the last period, learned on those before; in sample where there is but one."""
    if not len(later.rows):
        return {}
    last = later.fold == later.fold.max()
    early = last if last.all() else ~last
    label, weight, score = past.events.bad[later.rows].astype(float), past.weight[later.rows], later.score
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


def _features(features: Sequence[Feature], gain: Floats) -> list[dict[str, Any]]:
    found = [
        {"name": feature.name, "group": feature.group, **feature.text.as_json(), "gain": round(float(amount), 1)}
        for feature, amount in zip(features, gain, strict=True)
    ]
    return sorted(found, key=lambda one: (-float(str(one["gain"])), str(one["name"])))
