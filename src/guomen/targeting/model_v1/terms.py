"""The words of the model: which column means what, what moved a score, what makes an artefact unusable."""

from dataclasses import dataclass

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
