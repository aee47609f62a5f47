"""The words of the model: which column means what, what moved a score, what makes an artefact unusable."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from guomen.kernel.terms import Refusal, Text


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns of a table mean what to the model.

    An entity is a text column, or its first characters: "goods_code:4" is the heading. A cross names entities, and
    may name a number, which then counts by its exact value. time: the day declared. label: 1 nonconforming, 0 not,
    null never looked at. known: the day the label became known ("" = the day itself); it counts for declarations of
    later days only. harm: weight of a nonconformity ("" = 1). weight: of a row in the fit, 1/inclusion probability
    ("" = 1). identity: what names a declared line ("" = every row is its own); of one line told twice the label
    known last counts. goods, origin, importer: the entities by which prices are compared and a split consignment is
    seen; mass, worth: kilograms and value among the numbers. same_day: column that counts the importer's other
    declarations of the same goods lodged that day.
    """

    time: str
    entities: tuple[str, ...]
    crosses: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...]
    label: str = "nonconforming"
    known: str = ""
    harm: str = ""
    weight: str = ""
    identity: tuple[str, ...] = ()
    goods: str = ""
    origin: str = ""
    importer: str = ""
    mass: str = "net_mass"
    worth: str = "value"
    same_day: str = "same_day"


# Roles of the flat form of declarations (consignments.terms.LINE_SCHEMA with nonconforming, known_on, harm).
LINE_ROLES = Roles(
    time="declared_on",
    entities=(
        "importer",
        "declarant",
        "producer",
        "consignor_name",
        "goods_code:2",
        "goods_code:4",
        "goods_code:8",
        "origin",
        "departure_country",
        "office",
        "port",
        "regime",
        "transport_mode",
        "brand",
        "intended_use",
    ),
    crosses=(
        ("goods_code:4", "origin"),
        ("importer", "goods_code:4"),
        ("importer", "origin"),
        ("producer", "goods_code:4"),
        ("consignor_name", "goods_code:4"),
    ),
    numbers=("net_mass", "value", "quantity", "package_count"),
    known="known_on",
    harm="harm",
    identity=("sender", "reference", "item_no"),
    goods="goods_code:4",
    origin="origin",
    importer="importer",
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """How far one feature moved a score, on the log-odds scale; positive: towards nonconformity."""

    feature: str
    text: Text
    amount: float


class ModelDamaged(Refusal):
    """A file of the artefact is missing, or is not the one that its manifest names by SHA-256."""

    status = 409

    def __init__(self, name: str, problem: Text) -> None:
        remedy = Text(
            "请勿使用该模型；从保存的副本恢复，或重新训练。",
            "Do not use this model: restore it from a copy that was kept, or train it again.",
        )
        super().__init__("model.damaged", problem, remedy)
        self.name = name


# An episode: log-odds by which it raises risk, weeks that it lasts in the mean, chance per week that one begins; the
# chance at any time that one is on where nothing is known (project defaults, from the benchmark's worlds).
RAISES, LASTS, BEGINS = 4.0, 14.0, 0.0005
REST = BEGINS * LASTS
_OF = "*"


def cell(heading: str, origin: str) -> str:
    """The name of a heading of an origin among the levels of episodes."""
    return f"{heading}{_OF}{origin}"


def is_cell(level: str) -> bool:
    """Whether a level is a heading of an origin."""
    return _OF in level


@dataclass(frozen=True, slots=True)
class EpisodesInForce:
    """The chance that something has lately happened to goods, as a decision reads it. key: its row, 0 for none.

    levels: heading, or cell(heading, origin) -> chance; usual: of all others. quiet: whether nothing is likelier than
    at any other time.
    """

    key: int = 0
    usual: float = REST
    levels: Mapping[str, float] = field(default_factory=dict)
    quiet: bool = field(init=False)

    def __post_init__(self) -> None:
        raised = any(chance > REST for chance in (self.usual, *self.levels.values()))
        object.__setattr__(self, "quiet", not raised)

    def suspected(self, most: int) -> list[tuple[str, str, float]]:
        """(heading, its origin or "", chance) of what is likelier than at any other time, likeliest first."""
        told = sorted(((chance, level) for level, chance in self.levels.items() if chance > REST), reverse=True)
        return [(level.partition(_OF)[0], level.partition(_OF)[2], chance) for chance, level in told[:most]]

    def unrest(self, heading: str, origin: str) -> float:
        """By how much an episode of such goods is likelier than at any other time, from 0 to 1.

        What a model has learned holds the usual chance already.
        """
        levels = (heading, cell(heading, origin))
        return min(1.0, sum(max(0.0, self.levels.get(level, self.usual) - REST) for level in levels))
