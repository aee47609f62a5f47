"""A plan played out: many independent streams of lots at once, from a seed."""

from dataclasses import dataclass

import numpy as np

from guomen.targeting.plans.rules.machine import Machine, automaton


@dataclass(frozen=True)
class Played:
    """Of the lots that came after the streams had settled: share looked at and its standard error (from the differences
    between streams: lots of one stream hang together), share nonconforming that passed unseen.
    """

    lots: int
    inspected: float
    outgoing: float
    error: float


def play(plan: Machine, p: float, *, lots: int, seed: int, streams: int = 400, settling: int = 1000) -> Played:
    """At least `lots` lots over `streams` streams, each after `settling` lots that do not count.

    Where nothing leads away from a place (inspection discontinued) a stream begins anew, as in the chain.
    """
    table, dice = automaton(plan), np.random.default_rng(seed)
    moves = table.table.copy()
    moves[:, [place for place in range(len(table.places)) if table.ends(place)]] = 0
    place = np.zeros(streams, dtype=np.int64)
    rounds = -(-lots // streams)
    looked, passed = np.zeros(streams, dtype=np.int64), 0
    for number in range(settling + rounds):
        fails, looks = dice.random(streams) < p, dice.random(streams) < table.rates[place]
        place = np.where(looks, moves[np.where(fails, 0, 1), place], place)
        if number >= settling:
            looked += looks
            passed += int((fails & ~looks).sum())
    shares = looked / rounds
    error = float(shares.std(ddof=1)) / streams**0.5
    return Played(rounds * streams, float(shares.mean()), passed / (rounds * streams), error)
