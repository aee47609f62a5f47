"""An attacker who declares at random and reads the trader's answers: what of the model's values do they tell him?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from guomen.catalogue.terms import Channel, Condition
from guomen.consignments.terms import Declaration, PresentedDocument
from guomen.kernel.terms import Text
from guomen.targeting.rules.audience import line_seen
from guomen.targeting.rules.deciding import decide
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.learned import Learned
from guomen.targeting.rules.rulebook import Rulebook
from tests.targeting.capacity.models import MadeUp, digests, pace, paced, under_capacity
from tests.targeting.world import DAY, declaration, drawn_for, item, measure, order, parties, requirement, rulebook

Floats = NDArray[np.float64]
GOODS = ("0207140000101", "0207120000999", "8703234110999", "020714")


@dataclass(frozen=True)
class Answer:
    """What the attacker reads of one line, what is public of it anyway, and the value that he wants to know."""

    seen: dict[str, Any]
    public: dict[str, Any]
    value: float


def book() -> Rulebook:
    """Public law, measures with and without public words, secret orders, and an office under capacity."""
    public = Text("加强检验", "stricter inspection")
    made = rulebook(
        order("O-1", Condition(goods=("8703",), importers=frozenset({"IMP-3", "IMP-7"})), Channel.DOCUMENT),
        order("O-2", Condition(importers=frozenset({"IMP-5"})), Channel.PHYSICAL, rate=0.3),
        measures=[measure("M-1", Condition(goods=("020712",)), Channel.DOCUMENT, rate=0.5, public=public),
                  measure("M-2", Condition(origins=frozenset({"US"})), Channel.DOCUMENT)],
        requirements=[
            requirement("document", "papers", Condition(goods=("0207",)), document="health_certificate"),
            requirement("check", "label", Condition(), check="label", channel="identity", when="if_inspected"),
            requirement("test", "lead", Condition(goods=("0207",)), analyte="Lead", limit="0.5", when="if_sampled"),
        ],
    )  # fmt: skip
    return under_capacity(made, "4701")


def declarations(count: int, seed: int) -> Iterable[Declaration]:
    dice = Random(seed)
    for number in range(count):
        shown = ("health_certificate",) if dice.random() < 0.7 else ()
        yield declaration(
            item(1, dice.choice(GOODS), origin=dice.choice(["BR", "US", "CN"]), net_mass=Decimal(dice.randint(1, 999))),
            reference=f"A-{number}",
            importer=f"IMP-{dice.randint(1, 60)}",
            documents=tuple(PresentedDocument(kind=kind, number="1") for kind in shown),
        )


def attack(count: int, seed: int = 1) -> list[Answer]:
    """Declare at random; read what a trader reads."""
    rules, known = book(), parties()
    model = MadeUp("a")
    docket = Docket(rules, known, {}, Learned(scorers=digests([model]), paces=paced(pace(threshold=0.75))))
    plain = Docket(rules, known, {})
    answers = []
    for one in declarations(count, seed):
        decision = decide(docket, one, DAY, drawn_for(one), "")
        without = decide(plain, one, DAY, drawn_for(one), "")
        line = decision.lines[0]
        assert line.value is not None
        answers.append(
            Answer(line_seen(line.as_json(), officer=False), line_seen(without.lines[0].as_json(), False), line.value)
        )
    return answers


def tokens(seen: dict[str, Any], *, channel: str = "") -> list[str]:
    """Everything that stands in an answer, each with its place."""
    told = [f"channel={channel or seen['channel']}"]
    for name in ("reasons", "instructions"):
        told += [f"{name}:{json.dumps(one, sort_keys=True)}" for one in seen[name]]
        told += [f"{name}[{place}]:{one['code']}" for place, one in enumerate(seen[name])]
        told.append(f"{name}#{len(seen[name])}")
    return told


def _matrix(told: list[list[str]]) -> Floats:
    words = {word: place for place, word in enumerate(sorted({word for one in told for word in one}))}
    matrix = np.zeros((len(told), len(words)))
    for row, one in enumerate(told):
        for word in one:
            matrix[row, words[word]] += 1
    return matrix


def auc(label: NDArray[np.bool_], score: Floats) -> float:
    """The chance that a line of high value is ranked above one of low value."""
    ranks, high = rankdata(score), int(label.sum())
    return float((ranks[label].sum() - high * (high + 1) / 2) / (high * (len(label) - high)))


def gain(answers: list[Answer], seed: int = 1, again: int = 200) -> tuple[float, float, float, float, float]:
    """How well a classifier tells lines of high value from what is public and the channel, how well from all that is
    seen, and by how much it does better, with a 95 % interval: (public, seen, gain, low, high).
    """
    label = np.array([one.value for one in answers]) > np.median([one.value for one in answers])
    public = _matrix([tokens(one.public, channel=one.seen["channel"]) for one in answers])
    seen = np.hstack([public, _matrix([tokens(one.seen) for one in answers])])
    half = len(answers) // 2
    scores = [_predicted(columns, label, half, seed) for columns in (public, seen)]
    truth = label[half:]
    dice = np.random.default_rng(seed)
    differences = []
    for _ in range(again):
        rows = dice.integers(0, len(truth), len(truth))
        differences.append(auc(truth[rows], scores[1][rows]) - auc(truth[rows], scores[0][rows]))
    one, other = (auc(truth, score) for score in scores)
    return one, other, other - one, *np.quantile(differences, [0.025, 0.975]).tolist()


def _predicted(columns: Floats, label: NDArray[np.bool_], half: int, seed: int) -> Floats:
    settings = {"objective": "binary", "verbosity": -1, "num_threads": 1, "deterministic": True, "seed": seed}
    trees = lightgbm.train(settings, lightgbm.Dataset(columns[:half], label[:half].astype(float)), 60)
    return np.asarray(trees.predict(columns[half:]), dtype=np.float64)
