"""How surely one signal repeats or follows an earlier one: a sum of named features that explain themselves. Pure.

Additive weights as in record linkage (Fellegi and Sunter 1969); weights and the threshold are policy.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from guomen.kernel.terms import Reason, Text
from guomen.surveillance.signals.terms import LinkKind

# Candidate pairs: "signal" came in after "earlier"; each feature true or false.
FEATURES: dict[str, Text] = {
    "text": Text("文字相同", "the same text"),
    "quoted": Text("引用了前者的编号", "it quotes the earlier one's reference"),
    "party": Text("同一企业", "the same party"),
    "goods": Text("同一类产品", "the same kind of goods"),
    "hazard": Text("同一危害", "the same hazard"),
    "origin": Text("同一产地", "the same origin"),
    "near": Text("报告日期相近", "reported within days of each other"),
    "same_source": Text("来自同一来源而编号不同", "of the same source under another reference"),
    "other_party": Text("企业不同", "another party"),
}
PAIRS = pl.Schema({"signal": pl.Int64, "earlier": pl.Int64} | dict.fromkeys(FEATURES, pl.Boolean))


def best_links(pairs: pl.DataFrame, *, weights: Mapping[str, float], least: float) -> pl.DataFrame:
    """The best earlier signal of each that scores at least `least`: signal, earlier, score, kind and the features.

    pairs: as PAIRS. Of equally good ones the oldest is taken, so that copies all point to the first.
    """
    total = pl.sum_horizontal(pl.col(name).cast(pl.Float64) * weights.get(name, 0.0) for name in FEATURES)
    follows = pl.col("quoted") | (pl.col("same_source") & ~pl.col("text"))
    return (
        pairs.with_columns(
            total.clip(0.0, 1.0).round(3).alias("score"),
            pl.when(follows)
            .then(pl.lit(LinkKind.FOLLOW_UP.value))
            .otherwise(pl.lit(LinkKind.DUPLICATE.value))
            .alias("kind"),
        )
        .filter(pl.col("score") >= least)
        .sort(["signal", "score", "earlier"], descending=[False, True, False])
        .unique("signal", keep="first", maintain_order=True)
    )


def link_reasons(features: Mapping[str, Any], weights: Mapping[str, float]) -> list[Reason]:
    """What spoke for (and against) a link, the weightiest first."""
    held = sorted((name for name in FEATURES if features[name]), key=lambda name: -abs(weights.get(name, 0.0)))
    return [Reason(f"signal.link.{name}", _weighed(FEATURES[name], weights.get(name, 0.0))) for name in held]


def _weighed(text: Text, weight: float) -> Text:
    return Text(f"{text.zh}（{weight:+.2f}）", f"{text.en} ({weight:+.2f})")
