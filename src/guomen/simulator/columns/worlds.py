"""The worlds that have a name."""

from guomen.simulator.columns.terms import Cheats, Churn, Collapse, Outbreaks, Shape
from guomen.simulator.columns.world import World

SHAPES: dict[str, Shape] = {
    "stationary": Shape(),
    "drift": Shape(outbreaks=Outbreaks(), churn=Churn()),
    "collapse": Shape(collapse=Collapse()),
    "cheats": Shape(outbreaks=Outbreaks(), churn=Churn(), cheats=Cheats()),
}


def world(name: str, seed: int) -> World:
    """The world of that name. KeyError where there is none."""
    return World(SHAPES[name], seed)
