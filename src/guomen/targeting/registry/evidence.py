"""What speaks for a model: how it did on lines that it had not learned from."""

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.targeting.models import RiskModel
from guomen.targeting.registry.judging import judged
from guomen.targeting.registry.queries import champions, learning_log, scorer
from guomen.targeting.terms import Arm

if TYPE_CHECKING:
    from datetime import datetime

    from guomen.targeting.model_v1.scoring import Model


def evidence_of(
    lines: pl.DataFrame, model: "Model", champion: "Model | None", *, enough: int, seed: int = 0
) -> dict[str, Any]:
    """The model judged on these labelled lines of the log, beside the champion.

    Lines that a rule opens leave a model no choice, so those that were picked by chance or by value are judged, each
    standing for 1 / its probability; where fewer than `enough` of them were looked at, all lines are, and basis says
    so.
    """
    left = lines.filter(pl.col("arm").is_in([Arm.LEARNED, Arm.LOT, Arm.CONTROL]), pl.col("probability") > 0)
    chosen = left if left.height >= enough and left["nonconforming"].n_unique() == 2 else lines
    label = chosen["nonconforming"].to_numpy().astype(np.float64)
    weight = 1 / chosen["probability"].to_numpy() if chosen is left else np.ones(len(label))
    asked = chosen.drop("nonconforming", "known_on", "harm", strict=False)
    return {
        "basis": "drawn" if chosen is left else "all",
        **judged(
            label,
            weight,
            model.score(asked),
            model.probability(asked),
            champion.score(asked) if champion is not None else None,
            seed=seed,
        ),
    }


def evidence_for(row: RiskModel, *, at: "datetime") -> dict[str, Any] | None:
    """What can be said for a registered model at this instant; None where there is nothing.

    rehearsal: from its training. since: on lines declared after all that it learned from, once policy's number of
    labels is reached, beside the champion of today.
    """
    today = at.astimezone(CIVIL_ZONE).date()
    log = learning_log(target=row.target).filter(pl.col("declared_on") > row.trained_until)
    enough = policy("targeting.model.minimum_labels", on=today).whole
    since = None
    if log.height >= enough and log["nonconforming"].n_unique() == 2:
        champion = champions().get(row.target, row.digest)
        other = scorer(champion) if champion != row.digest else None
        since = {"champion": champion if other else "", **evidence_of(log, scorer(row.digest), other, enough=enough)}
    rehearsal = row.card.get("rehearsal")
    return {"rehearsal": rehearsal, "since": since, "on": today.isoformat()} if rehearsal or since else None
