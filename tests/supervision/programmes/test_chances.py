"""A rate estimated from the chances that were recorded is right in the mean, however the pace was changed."""

from datetime import date, timedelta

import numpy as np

from guomen.supervision.programmes.rules.estimating import Drawn, estimate
from guomen.supervision.programmes.rules.pacing import Trade, lots_to_come, moved, rate_for
from guomen.targeting.draws.rules import LOT_DRAW, day_secret, uniforms

DAYS, WANTED = 90, 120


def _season(repetition: int) -> tuple[float, float, float]:
    """One quarter of a synthetic port, paced day by day: the true rate, and those weighted and unweighted.

    Few lots come in the first month, and many of those do not conform; ten times as many follow, and better ones: the
    pace falls, and what was drawn is not what came.
    """
    fate = np.random.default_rng(repetition)
    hits, chances, bad, rate, drawn, came = [], [], 0, 0.0, 0, 0
    for day in range(DAYS):
        lots = 4 if day < 30 else 40
        now = rate_for(WANTED - drawn, lots_to_come(Trade(came, 0, 0, 360.0, day, DAYS - day), 0.25), 0.002, 1.0) or 0.0
        rate = now if moved(now, rate, 0.2) else rate
        secret = day_secret(f"repetition {repetition}".encode(), date(2018, 7, 1) + timedelta(days=day))
        numbers = uniforms(secret, LOT_DRAW, [("line1", f"R{lot}") for lot in range(lots)])
        wrong = fate.random(lots) < (0.3 if day < 30 else 0.05)
        bad += int(wrong.sum())
        picked = numbers < rate
        drawn, came = drawn + int(picked.sum()), came + lots
        hits += wrong[picked].tolist()
        chances += [rate] * int(picked.sum())
    weights, failed = 1 / np.array(chances), np.array(hits)
    found = estimate(
        Drawn(
            len(hits), len(hits), int(failed.sum()), min(chances), max(chances), weights.sum(),
            (weights * (weights - 1)).sum(), weights[failed].sum(), (weights * (weights - 1))[failed].sum(),
        ),
        confidence=0.95,
    )  # fmt: skip
    assert found is not None
    return bad / came, found.rate, failed.mean()


def test_weighing_by_the_recorded_chance_gives_the_true_rate_and_counting_alone_does_not() -> None:
    seasons = np.array([_season(repetition) for repetition in range(200)])
    true, weighted, plain = seasons.mean(axis=0)
    error = (seasons[:, 1] - seasons[:, 0]).std() / np.sqrt(len(seasons))
    assert abs(weighted - true) < 3 * error + 0.002
    assert plain - true > 0.05
