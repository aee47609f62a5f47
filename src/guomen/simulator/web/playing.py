"""A small world played while a person waits: one office, half a year, decided week by week."""

from functools import lru_cache

import msgspec

from guomen.catalogue.terms import SupervisionMode
from guomen.kernel.editions.queries import current_edition
from guomen.kernel.terms import Text
from guomen.simulator.trying.playing import play
from guomen.simulator.trying.policies import Policy, read_policy, values_policy
from guomen.simulator.trying.presets import TOWN
from guomen.simulator.trying.tallies import Tally
from guomen.simulator.trying.terms import Parameters
from guomen.simulator.trying.trials import Setting, Trials, book_for, setting_in_force
from guomen.simulator.trying.worlds import World

SEED = 1
# Days decided at once, and days between two trainings: coarser than the command line's, for the sake of waiting less.
_STEP, _EVERY = 7, 28
_KEPT = 64


def parameters() -> Parameters:
    """The page's world: the town, without cheats and with room to open whatever is picked."""
    return msgspec.structs.replace(TOWN, cheats=0.0, capacity=None)


@lru_cache(maxsize=2)
def setting(edition: int) -> Setting:
    """The rulebook of an edition, read once."""
    return setting_in_force()


def rates_in_force() -> dict[str, float]:
    """The lot rate of every mode, everywhere."""
    book, first = setting(current_edition()).book, parameters().first_day
    return {str(mode): book.policy(f"targeting.lot_rate.{mode}", first).number for mode in SupervisionMode}


def tried(values: dict[str, str]) -> Trials:
    """What the values would do in the page's world, beside the policy in force. Raises Refusal."""
    edition = current_edition()
    world, held = parameters(), setting(edition)
    known = held.known(world)
    policy = values_policy("what-if", Text("试行的政策", "the policy tried"), values, known)
    return Trials(
        world,
        policy,
        (SEED,),
        (_played(edition, tuple(sorted(values.items()))),),
        (_played(edition, ()),),
        held.source,
    )


@lru_cache(maxsize=_KEPT)
def _played(edition: int, values: tuple[tuple[str, str], ...]) -> Tally:
    held, world = setting(edition), parameters()
    known = held.known(world)
    policy: Policy = (
        values_policy("what-if", Text("", ""), dict(values), known) if values else read_policy("current", known)
    )
    return play(World(world, SEED), book_for(held, world, policy), step=_STEP, every=_EVERY)
