"""A rulebook with other policies laid over those in force."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from guomen.catalogue.terms import Channel, MeasureInForce, PolicyValue
from guomen.targeting.rules.rule import OrderInForce, Rule
from guomen.targeting.rules.rulebook import Rulebook, compile_rulebook
from guomen.targeting.rules.selecting import even_of
from guomen.targeting.trial.shifts import Budget


def overlaid(
    book: Rulebook, changes: Sequence[PolicyValue], measures: Sequence[MeasureInForce] = (), papers: bool = True
) -> Rulebook:
    """The rulebook in which `changes` hold from their first day to their last, and every other value as before.

    measures: control measures in force beside those of the edition. papers: whether what traders must hold and
    present is asked for; without it only measures, control orders, rates and draws decide.
    """
    snapshot = replace(
        book.snapshot,
        policies=laid_over(book.snapshot.policies, changes),
        measures=(*book.snapshot.measures, *measures),
        requirements=book.snapshot.requirements if papers else (),
    )
    return compile_rulebook(snapshot, _orders(book.rules), book.offices, book.sampling)


def _orders(rules: Iterable[Rule]) -> list[OrderInForce]:
    return [rule.body for rule in rules if isinstance(rule.body, OrderInForce)]


def laid_over(held: Sequence[PolicyValue], changes: Sequence[PolicyValue]) -> tuple[PolicyValue, ...]:
    """Of one name and office the change counts in its period, what was held before and after it."""
    left = list(held)
    for change in changes:
        left = [part for value in left for part in _without(value, change)] + [change]
    return tuple(left)


def _without(value: PolicyValue, change: PolicyValue) -> list[PolicyValue]:
    """What is left of a value outside the period of a change of the same name and office."""
    if (value.name, value.office) != (change.name, change.office):
        return [value]
    left = []
    if value.valid_from < change.valid_from:
        until = change.valid_from if value.valid_to is None else min(value.valid_to, change.valid_from)
        left.append(replace(value, valid_to=until))
    if change.valid_to is not None and (value.valid_to is None or value.valid_to > change.valid_to):
        left.append(replace(value, valid_from=max(value.valid_from, change.valid_to)))
    return left


def budget_of(book: Rulebook, office: str, kind: Channel, on: date) -> Budget | None:
    """What policy lets an office spend on a kind of check in a day; None where it says nothing.

    Raises Refusal where there is a capacity and no share of it for the random arm.
    """
    try:
        stated = book.snapshot.policy(f"targeting.capacity.{kind}", on, book.offices.get(office, ""))
    except LookupError:
        return None
    share = book.policy("targeting.random_share", on, office).number
    control = Channel(book.policy("targeting.control_arm_channel", on, office).value)
    floor = book.policy("targeting.control_arm_rate", on, office).number if kind is control else 0.0
    return Budget(office, kind, stated.whole, share, floor, even_of(book, office, on))
