"""What the online benchmark compares. Each sees what is declared, and the labels of what it looked at."""

from typing import Any

import lightgbm
import numpy as np
import polars as pl
from online_feed import FIELDS, Batch, Levels
from scipy import sparse
from scipy.special import expit, logit

from guomen.targeting.capacity.rules import allocate
from guomen.targeting.capacity.watching import Watch, WatchRule
from guomen.targeting.model_v1 import shrinkage
from guomen.targeting.model_v1.additive import recency
from guomen.targeting.model_v1.choosing import Choice, choose
from guomen.targeting.model_v1.episodes import GoodsEpisodes
from guomen.targeting.model_v1.shrinkage import Problem
from guomen.targeting.model_v1.terms import RAISES

Array = np.ndarray[Any, Any]
IMPORTER, PRODUCER, HEADING, ORIGIN, CELL, PARTY_GOODS, EXACT = 0, 1, 2, 3, 5, 6, 7


class Picks:
    """What was looked at in a week: row numbers, which of them by the random arm, each one's chance."""

    def __init__(self, rows: Array, random: Array, chance: Array) -> None:
        self.rows, self.random, self.chance = rows, random, chance


class Strategy:
    """Looks at random."""

    share = 0.0

    def __init__(self, levels: Levels, chance: np.random.Generator, exact: bool) -> None:
        self.levels, self.chance, self.exact = levels, chance, exact

    def score(self, batch: Batch) -> Array:
        return np.asarray(self.chance.random(len(batch.y)))

    def pick(self, batch: Batch, count: int) -> Picks:
        """The riskiest, and a fixed number at random from the rest."""
        score = self.score(batch)
        drawn = round(self.share * count) if self.share * count >= 1 else int(self.chance.random() < self.share * count)
        order = np.lexsort((self.chance.random(len(score)), -score))
        top, rest = order[: count - drawn], order[count - drawn :]
        random = self.chance.choice(rest, drawn, replace=False)
        rows = np.concatenate([top, random])
        chance = np.where(np.arange(len(rows)) < len(top), 1.0, drawn / max(1, len(rest)))
        return Picks(rows, np.arange(len(rows)) >= len(top), chance)

    def learn(self, batch: Batch, picks: Picks, label: Array, now: int) -> None:
        """Hear what was found among the picks of a week."""


class TrueRisk(Strategy):
    def score(self, batch: Batch) -> Array:
        return batch.risk


class Counters:
    """Decayed hits and looks per level."""

    def __init__(self, half_life: float, fields: tuple[int, ...], prior: float) -> None:
        self.keep, self.fields, self.prior = 0.5 ** (1 / half_life), fields, prior
        self.looks, self.hits, self.all = np.zeros(0), np.zeros(0), np.array([10.0, 0.3])

    def learn(self, codes: Array, label: Array, size: int) -> None:
        self._grow(size)
        self.looks *= self.keep
        self.hits *= self.keep
        self.all *= self.keep
        self.all += [len(label), label.sum()]
        for at in self.fields:
            self.looks += np.bincount(codes[:, at], minlength=len(self.looks))
            self.hits += np.bincount(codes[:, at], label, minlength=len(self.hits))

    def rates(self, codes: Array, size: int) -> tuple[Array, Array]:
        """(smoothed rates, looks), a column per field."""
        self._grow(size)
        at = codes[:, self.fields]
        base = self.all[1] / self.all[0]
        return (self.hits[at] + self.prior * base) / (self.looks[at] + self.prior), self.looks[at]

    def _grow(self, size: int) -> None:
        more = size - len(self.looks)
        self.looks, self.hits = np.pad(self.looks, (0, more)), np.pad(self.hits, (0, more))


class Rates(Strategy):
    """The decayed rate profile: importer + supplier + cell, half-life 8 weeks; no learning machine."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.counters = Counters(8.0, (IMPORTER, PRODUCER, CELL), 4.0)

    def score(self, batch: Batch) -> Array:
        return np.asarray(self.counters.rates(batch.codes, len(self.levels.group))[0].sum(axis=1))

    def learn(self, batch: Batch, picks: Picks, label: Array, now: int) -> None:
        self.counters.learn(batch.codes[picks.rows], label, len(self.levels.group))


class History(Strategy):
    """Compliance history by importer and heading, as weights capped to the budget."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.run: dict[int, int] = {}

    def weight(self, run: int) -> float:
        """IFIS: 100 % until 5 are sound in a row, 25 % until 20 more, then 5 %."""
        return 1.0 if run < 5 else 0.25 if run < 25 else 0.05

    def failed(self, run: int) -> int:
        return 0

    def score(self, batch: Batch) -> Array:
        weights = np.array([self.weight(self.run.get(code, 0)) for code in batch.codes[:, PARTY_GOODS].tolist()])
        return np.asarray(np.log(self.chance.random(len(weights))) / weights)

    def learn(self, batch: Batch, picks: Picks, label: Array, now: int) -> None:
        for code, bad in zip(batch.codes[picks.rows, PARTY_GOODS].tolist(), label.tolist(), strict=True):
            run = self.run.get(code, 0)
            self.run[code] = self.failed(run) if bad else run + 1


class Csp3(History):
    """CSP-3, i = 10, f = .10: after a failure in sampling the next four, and all again if one of them fails."""

    def weight(self, run: int) -> float:
        return 1.0 if run < 10 else 0.1

    def failed(self, run: int) -> int:
        return 6 if run >= 10 else 0


class Log:
    """What was looked at so far."""

    def __init__(self) -> None:
        self.parts: list[tuple[Array, ...]] = []

    def add(self, *columns: Array) -> None:
        self.parts.append(columns)

    def columns(self) -> list[Array]:
        return [np.concatenate(column) for column in zip(*self.parts, strict=True)]


class Forest:
    """LightGBM over decayed rates and counts of every level as they stood at the decision."""

    def __init__(self, exact: bool) -> None:
        self.counters = Counters(26.0, tuple(range(len(FIELDS) if exact else EXACT)), 5.0)
        self.log, self.booster, self.waiting = Log(), None, {}

    def features(self, batch: Batch, size: int) -> Array:
        rates, looks = self.counters.rates(batch.codes, size)
        found = np.concatenate([rates, np.log1p(looks), batch.numbers], axis=1)
        self.waiting[batch.week] = found
        return found

    def learn(self, batch: Batch, rows: Array, label: Array, size: int, grow: bool) -> None:
        features = self.waiting.pop(batch.week)[rows]
        self.log.add(features, label)
        self.counters.learn(batch.codes[rows], label, size)
        if grow:
            self.grow()

    def grow(self) -> None:
        features, label = self.log.columns()
        if label.sum() < 5:
            return
        settings = {
            "objective": "binary",
            "num_leaves": 15,
            "learning_rate": 0.08,
            "min_data_in_leaf": 20,
            "lambda_l2": 1.0,
            "feature_fraction": 0.8,
            "max_bin": 63,
            "seed": 1,
            "num_threads": 1,
            "verbose": -1,
        }
        self.booster = lightgbm.train(settings, lightgbm.Dataset(features, label), 60)

    def logit(self, features: Array) -> Array | None:
        return (
            None if self.booster is None else np.asarray(self.booster.predict(features, raw_score=True, num_threads=1))
        )


class Greedy(Strategy):
    """LightGBM retrained every week, all of the budget by its score."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.forest = Forest(self.exact)

    def score(self, batch: Batch) -> Array:
        said = self.forest.logit(self.forest.features(batch, len(self.levels.group)))
        return super().score(batch) if said is None else said

    def learn(self, batch: Batch, picks: Picks, label: Array, now: int) -> None:
        self.forest.learn(batch, picks.rows, label, len(self.levels.group), grow=True)


class Greedy95(Greedy):
    share = 0.05


class Greedy90(Greedy):
    share = 0.1


class Sum:
    """The additive model on level numbers: the solver of fit_additive, with one penalty for all fields."""

    def __init__(self, levels: Levels, fields: tuple[int, ...], half_life: float, penalty: float) -> None:
        self.levels, self.fields, self.half_life = levels, fields, half_life
        self.penalties = np.full(len(FIELDS) + 1, penalty)
        self.coefficients, self.variances = np.zeros(0), np.zeros(0)
        self.level, self.slope = 0.0, np.zeros(1)
        self.log, self.fitted = Log(), False

    def add(self, batch: Batch, rows: Array, label: Array) -> None:
        self.log.add(batch.codes[rows][:, self.fields], batch.numbers[rows], label, np.full(len(rows), batch.week))

    def fit(self, now: int) -> None:
        codes, numbers, label, week = self.log.columns()
        size = len(self.levels.group)
        weight = recency(7.0 * (now - week), 7.0 * self.half_life)
        problem = Problem(
            _design(codes, numbers, size),
            label,
            weight,
            np.append(np.array(self.levels.group), [len(FIELDS)] * numbers.shape[1]),
            np.zeros(len(label)),
        )
        start = np.zeros(size + numbers.shape[1] + 1)
        start[: len(self.coefficients)] = self.coefficients
        start[size:-1] = self.slope
        start[-1] = self.level if self.fitted else np.log((label.sum() + 0.5) / (len(label) - label.sum() + 0.5))
        found = shrinkage.fit(problem, self.penalties, start=start, rounds=0)
        self.coefficients, self.slope, self.level = (
            found.coefficients[:size],
            found.coefficients[size:-1],
            float(found.coefficients[-1]),
        )
        self.variances, self.fitted = found.variances[:size], True

    def logit(self, batch: Batch, caution: float = 0.0) -> Array:
        """Log-odds, with `caution` times their variance on top."""
        codes = batch.codes[:, self.fields]
        size = len(self.levels.group)
        amounts = np.pad(self.coefficients, (0, size - len(self.coefficients)))
        usual = 1 / self.penalties[np.array(self.levels.group)]
        usual[: len(self.variances)] = self.variances
        said = self.level + amounts[codes].sum(axis=1) + batch.numbers @ self.slope
        return np.asarray(said + caution * usual[codes].sum(axis=1))


def _design(codes: Array, numbers: Array, size: int) -> sparse.csr_array:
    rows, across = len(codes), codes.shape[1] + numbers.shape[1] + 1
    lines = np.broadcast_to(size + np.arange(numbers.shape[1] + 1), (rows, numbers.shape[1] + 1))
    values = np.concatenate([np.ones(codes.shape), numbers, np.ones((rows, 1))], axis=1)
    columns = np.concatenate([codes, lines], axis=1)
    shape = (rows, size + numbers.shape[1] + 1)
    return sparse.csr_array((values.ravel(), columns.ravel(), np.arange(rows + 1) * across), shape=shape)


class Ridge(Strategy):
    """The handbook's ridge logistic: one-hot entities, one penalty, half-life 26 weeks, greedy."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.sum = Sum(self.levels, (0, 1, 2, 3, 4, CELL, *((EXACT,) if self.exact else ())), 26.0, 1.0)

    def score(self, batch: Batch) -> Array:
        return self.sum.logit(batch) if self.sum.fitted else super().score(batch)

    def learn(self, batch: Batch, picks: Picks, label: Array, now: int) -> None:
        self.sum.add(batch, picks.rows, label)
        self.sum.fit(now)


# As reference/policies.csv ships it (targeting.watch.*, targeting.random_even_share).
WATCH = WatchRule(alarm=0.001, wide=0.8, wide_weeks=3, narrower=0.5, give_up=16)
EVEN = 0.5


class Ours(Strategy):
    """The product's: the part in charge chosen from the log, episodes, a random stratum, and the watch on picks."""

    share, caution, half_life, penalty, again = 0.05, 0.25, 70.0, 1.5, 4
    with_trees, with_episodes, with_watch = True, True, True

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.sum = Sum(
            self.levels, (0, 1, 2, 3, 4, CELL, *((EXACT,) if self.exact else ())), self.half_life, self.penalty
        )
        self.forest, self.choice = Forest(self.exact), Choice(0.0)
        self.episodes = GoodsEpisodes() if self.with_episodes else None
        self.watch, self.said, self.record, self.weeks = Watch(self.share, WATCH), {}, Log(), 0

    def score(self, batch: Batch) -> Array:
        """The chance of nonconformity: the part in charge, and what episodes add."""
        features = self.forest.features(batch, len(self.levels.group)) if self.with_trees else None
        if not self.sum.fitted:
            return np.full(len(batch.y), 0.5)
        additive, trees = self.sum.logit(batch), self.forest.logit(features) if features is not None else None
        self.said[batch.week] = (additive, trees)
        cautious = self.sum.logit(batch, self.caution)
        chance: Array = expit(cautious if trees is None else self.choice.blended(cautious, trees))
        if self.episodes is None:
            return chance
        known, goods = self.episodes.in_force(), _goods(batch.codes)
        unrest = np.array([known.unrest(heading, origin) for heading, origin in goods.iter_rows()])
        return np.asarray(chance + unrest * np.maximum(expit(logit(chance) + RAISES) - chance, 0.0))

    def pick(self, batch: Batch, count: int) -> Picks:
        value = np.round(self.score(batch), 6)
        share = self.watch.random_share if self.with_watch else self.share
        none = np.zeros(len(value), dtype=bool)
        uniform = self.chance.random(len(value))
        even = EVEN if share <= self.share else 1.0
        found = allocate(value, none, uniform, capacity=float(count), random_share=share, even=even)
        rows = np.flatnonzero(found.picked)
        return Picks(rows, found.arm[rows] == "control", found.probability[rows])

    def learn(self, batch: Batch, picks: Picks, label: Array, now: int) -> None:
        rows, size = picks.rows, len(self.levels.group)
        self.weeks += 1
        if batch.week in self.said:
            self._judge(batch, picks, label)
        self.sum.add(batch, rows, label)
        self.sum.fit(now)
        if self.with_trees:
            due = self.choice.trees > 0 or self.weeks % self.again == 0
            self.forest.learn(batch, rows, label, size, due)

    def _judge(self, batch: Batch, picks: Picks, label: Array) -> None:
        """Hold what was said of the picks against what was found."""
        rows = picks.rows
        additive, trees = self.said.pop(batch.week)
        if self.episodes is not None:
            self.episodes.learn(_goods(batch.codes[rows]), expit(additive[rows]), label, 1.0)
        picked = ~picks.random
        watched = self.with_watch and len(rows) < len(batch.y)
        if watched and self.watch.learn(float(label[picked].sum()), int(picked.sum())) and self.episodes is not None:
            self.episodes.wake()
        if trees is not None:
            self.record.add(additive[rows], trees[rows], label, picks.chance, np.full(len(rows), batch.week))
            if self.weeks % self.again == 0:
                said, grown, found, chance, week = self.record.columns()
                weight = recency(7.0 * (batch.week - week), 182.0)
                self.choice = choose(said, grown, found, inclusion=chance, weight=weight, incumbent=self.choice.trees)


def _goods(codes: Array) -> pl.DataFrame:
    """Headings and origins as the episodes read them: level numbers in hexadecimal stand for codes."""
    names = ([f"{code:04x}" for code in codes[:, at].tolist()] for at in (HEADING, ORIGIN))
    return pl.DataFrame(dict(zip(("goods_code", "origin"), names, strict=True)))


class AdditiveAlone(Ours):
    """Ours without trees, episodes or watch: the additive model and the random stratum."""

    with_trees, with_episodes, with_watch = False, False, False


class NoWatch(Ours):
    with_watch = False


class NoEpisodes(Ours):
    with_episodes = False


STRATEGIES: dict[str, type[Strategy]] = {
    "random": Strategy,
    "ifis": History,
    "csp3": Csp3,
    "rates": Rates,
    "lightgbm": Greedy,
    "lightgbm 95/5": Greedy95,
    "lightgbm 90/10": Greedy90,
    "ridge": Ridge,
    "additive 95/5": AdditiveAlone,
    "no watch": NoWatch,
    "no episodes": NoEpisodes,
    "ours": Ours,
    "true risk": TrueRisk,
}
