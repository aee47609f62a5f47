"""Deciding lines under a policy on trial, day after day, with what was found fed back."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from guomen.catalogue.queries import folder_reference
from guomen.catalogue.terms import CatalogueSnapshot, SamplingTables
from guomen.kernel.editions.queries import current_edition
from guomen.parties.terms import PartySnapshot
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.history import NO_HISTORY, History
from guomen.targeting.rules.rulebook import Rulebook, compile_rulebook
from guomen.targeting.trial.rules import overlaid

__all__ = ["Lot", "Rulebook", "Trial", "current_rulebook", "folder_reference", "overlaid", "rulebook_of"]

# (importer, heading, origin, whether the lot that was looked at conformed)
Lot = tuple[str, str, str, bool]


def current_rulebook() -> Rulebook:
    """The rulebook of the newest edition: measures, control orders, requirements and policies as they stand."""
    return rulebook(current_edition())


def rulebook_of(snapshot: CatalogueSnapshot, sampling: SamplingTables, offices: dict[str, str]) -> Rulebook:
    """A rulebook of facts that are in no database: without control orders."""
    return compile_rulebook(snapshot, (), offices, sampling)


class Trial:
    """The columnar evaluator under one rulebook, with compliance histories of its own."""

    def __init__(self, book: Rulebook, parties: PartySnapshot) -> None:
        self._histories: dict[tuple[str, str, str], History] = {}
        self.docket = Docket(book, parties, self._histories)
        self._screen = Screen(self.docket, date.min, b"")

    def decide(self, lines: pl.DataFrame, on: date, secret: bytes) -> pl.DataFrame:
        """The decisions of a day's lines (LINE_SCHEMA, the lines of a declaration together), in their order."""
        self._screen.drawn_on, self._screen.secret = on, secret
        return self._screen(lines)

    def note(self, lots: Iterable[Lot]) -> None:
        """Move the compliance histories by lots that were looked at, in the order in which it became known."""
        for importer, heading, origin, conforming in lots:
            key = (importer, heading, origin)
            self._histories[key] = self._histories.get(key, NO_HISTORY).after(conforming)
