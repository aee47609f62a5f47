"""What a person or an instrument hands in as the result of one test."""

from dataclasses import dataclass

from guomen.laboratory.terms.limits import Measured
from guomen.laboratory.terms.samples import ResultSource


@dataclass(frozen=True, slots=True)
class Entry:
    """One result to be entered: the sample's label, the key of its test, what was measured and with what.

    method, instrument: keys of what was used; method None is the one that the test was given, or the only one that the
    laboratory keeps for it. change_reason: why an earlier result is changed.
    """

    label: str
    request: int
    measured: Measured
    method: int | None = None
    instrument: int | None = None
    source: ResultSource = ResultSource.PERSON
    change_reason: str = ""
