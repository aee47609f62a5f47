"""The vocabulary of a trial: a world's parameters, the figures it was sized by, its places and goods."""

from datetime import date
from typing import Annotated, NamedTuple

import msgspec

from guomen.kernel.terms import Text

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
# A share of which something must be left on either side.
Open = Annotated[float, msgspec.Meta(gt=0.0, lt=1.0)]
Spread = Annotated[float, msgspec.Meta(ge=0.0, le=5.0)]
Amount = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
Count = Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]
DAYS_OF_YEAR = 365


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A published figure that a world was sized by. name: the parameter; source: where it was found, and how read."""

    name: str
    value: float
    source: str


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a world is made of. Whatever no figure says is a project default and says nothing of any country.

    batches: consignments a year; days: how long it runs; lines: shares of consignments with 1, 2, 3 … lines.
    prevalence: share of consignments of which something is really wrong, the whole run on average; laboratory: share
    of faults that only a laboratory sees. classes: shares of enterprises in class 1 to 4.
    *_spread: standard deviations of hidden quality on the log-odds scale (importer, producer, commodity, commodity ×
    origin). season: half the height of the yearly wave, log-odds. drift: share of producers whose quality is drawn
    anew in a week. episodes: contaminations that begin in a week, each raising one commodity of one origin by
    episode_rise (log-odds) for episode_days on average.
    cheats: share of importers who bring in bad goods knowingly, cheat_rise (log-odds) more often; found out, they
    declare another producer and origin for `hiding` days and split what they bring in `pieces`.
    capacity: consignments that an office can open in a day, None for any number; samples: that it can have tested; both
    are the policy's capacities too, where it names none. laboratory_days: from sample to result. sensitivity,
    specificity: of a test; sight: of an officer's look. monitoring: share of lots that the year's plan sends to the
    laboratory. inspection_cost, test_cost: CNY. course: where it is named, that world in columns is played
    (simulator.columns), and of the parameters only days, capacities, sight and costs mean anything.
    """

    name: str
    title_zh: str = ""
    title_en: str = ""
    goods: str = "mixed"
    offices: Annotated[int, msgspec.Meta(ge=1, le=4)] = 4
    first_day: date = date(2018, 1, 1)
    days: Annotated[int, msgspec.Meta(ge=7, le=3660)] = 364
    batches: Count = 20_000
    lines: tuple[Share, ...] = (0.7, 0.2, 0.1)
    importers: Count = 400
    producers: Count = 800
    classes: tuple[Share, Share, Share, Share] = (0.07, 0.49, 0.43, 0.01)
    prevalence: Open = 0.03
    laboratory: Share = 0.4
    importer_spread: Spread = 0.8
    producer_spread: Spread = 1.0
    goods_spread: Spread = 0.7
    cell_spread: Spread = 0.8
    season: Spread = 0.3
    drift: Share = 0.003
    episodes: Amount = 0.3
    episode_rise: Spread = 3.2
    episode_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 112
    cheats: Share = 0.01
    cheat_rise: Spread = 2.0
    hiding: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 90
    pieces: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    capacity: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] | None = None
    samples: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] | None = None
    laboratory_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 5
    sensitivity: Share = 0.95
    specificity: Share = 0.999
    sight: Share = 0.9
    monitoring: Share = 0.05
    inspection_cost: Amount = 300.0
    test_cost: Amount = 800.0
    course: str = ""
    figures: tuple[Figure, ...] = ()

    def title(self) -> Text:
        """What the world is called on screens."""
        return Text(self.title_zh or self.name, self.title_en or self.name)

    def figure(self, name: str) -> float | None:
        """The published figure of that name; None where the world rests on none."""
        return next((one.value for one in self.figures if one.name == name), None)


class Place(NamedTuple):
    """Where goods arrive."""

    office: str
    port: str


# Ports that are designated for all goods of the worlds, and their offices (reference/ports.csv).
PLACES = (
    Place("310200", "310201"),
    Place("370100", "370101"),
    Place("440100", "440101"),
    Place("120100", "120101"),
)
# What is wrong with a line: nothing, what an officer sees, what only the laboratory finds.
SOUND, SEEN, TESTED = 0, 1, 2
HARM = {"minor": 1.0, "major": 3.0, "critical": 10.0}
