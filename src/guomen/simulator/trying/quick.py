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
from guomen.simulator.trying.trials import Progress, Setting, Trials, book_for, setting_in_force
from guomen.simulator.trying.worlds import World

SEED = 1
# Days decided at once, and days between two trainings: coarser than the command line's, for the sake of waiting less.
_STEP, _EVERY = 7, 28
# What the policy in force came to, by edition: every trial is held against it.
_in_force: dict[int, Tally] = {}


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


def asked_policy(values: dict[str, str]) -> Policy:
    """The policy of these values, under the newest edition. Raises Refusal where one is none."""
    known = setting(current_edition()).known(parameters())
    return values_policy("what-if", Text("试行的政策", "the policy tried"), values, known)


def tried(values: dict[str, str], progress: Progress = lambda done, of: None) -> Trials:
    """What the values would do in the page's world, beside the policy in force. Raises Refusal."""
    edition, world = current_edition(), parameters()
    policy, held = asked_policy(values), setting(edition)
    plays = 1 if edition in _in_force else 2
    if plays == 2:
        current = read_policy("current", held.known(world))
        _in_force[edition] = _played(held, current, lambda done, of: progress(done, 2 * of))
    tally = _played(held, policy, lambda done, of: progress((plays - 1) * of + done, plays * of))
    return Trials(world, policy, (SEED,), (tally,), (_in_force[edition],), held.source)


def _played(held: Setting, policy: Policy, progress: Progress) -> Tally:
    world = parameters()
    return play(World(world, SEED), book_for(held, world, policy), step=_STEP, every=_EVERY, progress=progress)
