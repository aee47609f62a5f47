"""Deciding lines under a policy on trial, day after day, with what was found fed back."""

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from guomen.catalogue.queries import folder_reference
from guomen.catalogue.terms import CatalogueSnapshot, Channel, SamplingTables
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Refusal
from guomen.parties.terms import PartySnapshot
from guomen.targeting.assigning.queries import rulebook
from guomen.targeting.capacity.terms import KINDS
from guomen.targeting.model_v1.terms import LINE_ROLES
from guomen.targeting.model_v1.training import train
from guomen.targeting.rules.bulk.screening import Screen
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.history import NO_HISTORY, History
from guomen.targeting.rules.rulebook import Rulebook, compile_rulebook
from guomen.targeting.rules.selecting import BY_CAPACITY, policy_of
from guomen.targeting.trial.rules import budget_of, overlaid
from guomen.targeting.trial.shifts import Budget, Shifts

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
    """The columnar evaluator under one rulebook, with compliance histories, labels and models of its own."""

    def __init__(self, book: Rulebook, parties: PartySnapshot) -> None:
        self._histories: dict[tuple[str, str, str], History] = {}
        self.docket = Docket(book, parties, self._histories)
        self._screen = Screen(self.docket, date.min, b"")
        self._shifts = Shifts()
        self._log: dict[Channel, list[pl.DataFrame]] = {kind: [] for kind in KINDS}
        self._fresh: dict[Channel, list[pl.DataFrame]] = {kind: [] for kind in KINDS}
        self._heard: date | None = None
        self.trained = 0

    def decide(self, lines: pl.DataFrame, on: date, secret: bytes) -> pl.DataFrame:
        """The decisions of a day's lines (LINE_SCHEMA, the lines of a declaration together), in their order.

        Offices that select under capacity first draw their lines from the days before.
        """
        budgets = [budget for office in lines["office"].unique().sort() for budget in self._budgets(office, on)]
        if budgets:
            self.docket.learned = self._shifts.learned(budgets, on)
            # What was concluded of yesterday's lines does not hold for today's.
            self.docket.memo.clear()
        self._screen.drawn_on, self._screen.secret = on, secret
        decided = self._screen(lines)
        if budgets:
            self._shifts.saw(lines, decided, on)
        return decided

    def _budgets(self, office: str, on: date) -> list[Budget]:
        if policy_of(self.docket.rulebook, office, self.docket.rulebook.law_day(on)) != BY_CAPACITY:
            return []
        found = [budget_of(self.docket.rulebook, office, kind, on) for kind in KINDS]
        return [budget for budget in found if budget is not None]

    @property
    def learns(self) -> bool:
        """Whether the policy anywhere selects under capacity, so that labels are of use."""
        policies = self.docket.rulebook.snapshot.policies
        return any(one.name == "targeting.selection" and one.value == BY_CAPACITY for one in policies)

    def note(self, lots: Iterable[Lot]) -> None:
        """Move the compliance histories by lots that were looked at, in the order in which it became known."""
        for importer, heading, origin, conforming in lots:
            key = (importer, heading, origin)
            self._histories[key] = self._histories.get(key, NO_HISTORY).after(conforming)

    def label(self, kind: Channel, lines: pl.DataFrame) -> None:
        """Lines that were looked at or tested: LINE_SCHEMA with nonconforming, known_on and harm."""
        self._log[kind].append(lines)
        self._fresh[kind].append(lines)

    def retrain(self, on: date, *, seed: int = 0, recent: int = 50_000) -> None:
        """Train a model for each kind of check on the `recent` lines whose outcome was known before `on`, and put it
        in charge. Where there is too little to learn from, things stay as they are. What was found since the last
        training first tells what may have befallen goods.
        """
        weeks, self._heard = (on - self._heard).days / 7 if self._heard else 1.0, on
        for kind, fresh in self._fresh.items():
            if fresh:
                self._shifts.hear(kind, pl.concat(fresh), weeks)
                fresh.clear()
        for kind, log in self._log.items():
            if not log:
                continue
            known = pl.concat(log).tail(recent)
            self._log[kind] = [known]
            try:
                model = train(known, LINE_ROLES, until=on - timedelta(days=1), seed=seed)
            except Refusal:
                continue
            self._shifts.obey(kind, model)
            self.trained += 1
