"""Sampling by attributes: the tables of GB/T 2828.1-2012 (ISO 2859-1:1999) as values."""

from dataclasses import dataclass

from guomen.catalogue.terms.words import Confidence


@dataclass(frozen=True, slots=True)
class Plan:
    """A cell of a master table after its arrow was followed: letter, sample size n, accept at Ac, reject at Re."""

    letter: str
    n: int
    ac: int
    re: int
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class SwitchingRule:
    """One move between normal, tightened, reduced and discontinued inspection (clause 9).

    reject: at least this many lots not accepted … within: among this many successive lots (0: since tightening).
    accept: this many successive lots accepted. score: switching score at least this much.
    """

    number: str
    from_state: str
    to_state: str
    reject: int | None
    within: int | None
    accept: int | None
    score: int | None
    authority: bool
    clause: str
    confidence: Confidence = Confidence.SOURCE


@dataclass(frozen=True, slots=True)
class SamplingTables:
    """letters: (lot_min, lot_max | None, {level: letter}); plans: {(state, letter, aql): Plan}, aql as written ("1.0").

    levels: S-1 … S-4, I, II, III. states: normal, tightened, reduced.
    """

    standard: str
    letters: tuple[tuple[int, int | None, dict[str, str]], ...]
    plans: dict[tuple[str, str, str], Plan]
    switching: tuple[SwitchingRule, ...]

    def letter(self, lot: int, level: str) -> str:
        """Code letter of a lot size and inspection level. Raises LookupError where the table has none."""
        for low, high, by_level in self.letters:
            if low <= lot and (high is None or lot <= high) and level in by_level:
                return by_level[level]
        raise LookupError(f"no code letter for a lot of {lot} at inspection level {level!r}")

    def plan(self, state: str, letter: str, aql: str) -> Plan:
        """The plan of a letter and AQL, arrows followed. Raises LookupError where the table has none."""
        found = self.plans.get((state, letter, aql))
        if found is None:
            raise LookupError(f"no {state} plan for letter {letter!r} at AQL {aql!r}")
        return found
