"""What is traded in the worlds: the goods of the synthetic port, and industrial goods beside them.

Every commodity has a fault that an officer sees and one that only a laboratory finds; weights, prices and hazards are
invented, no fact about any country.
"""

from typing import NamedTuple

from guomen.kernel.terms import Text
from guomen.simulator.terms import Trade
from guomen.simulator.trades import TRADES
from guomen.simulator.trying.terms import HARM


class Goods(NamedTuple):
    """A commodity. seen, tested: its hazards, by who finds them; seen_harm, tested_harm: their weight.

    registered, filed, permit: as in `Trade`. documents: kinds presented with it. weight: how often it travels.
    """

    code: str
    weight: float
    origins: tuple[str, ...]
    kilograms: tuple[float, float]
    price: float
    registered: bool
    filed: bool
    permit: bool
    documents: tuple[str, ...]
    seen: str
    seen_harm: float
    tested: str
    tested_harm: float


_ALWAYS = ("101001", "101002", "101004")
_INDUSTRIAL = (
    # code, weight, origins, hazard seen, hazard tested
    ("8471300000101", 30, "TW KR JP MY TH", "safety_marking", "leakage_current"),
    ("8542310000101", 36, "TW KR JP US MY", "packaging", "restricted_substances"),
    ("8504401400101", 18, "TW JP DE KR", "safety_marking", "leakage_current"),
    ("8517121000101", 14, "VN KR TW", "safety_marking", "leakage_current"),
    ("8528591000101", 10, "KR JP TH", "safety_marking", "leakage_current"),
    ("3901200000101", 26, "SA KR SG US", "short_weight", "chemical_property"),
    ("3904100000101", 12, "JP TW US", "short_weight", "chemical_property"),
    ("3924100000101", 8, "JP KR DE", "label", "migration"),
    ("4802550000101", 12, "ID JP FI SE", "packaging", "chemical_property"),
    ("4407111000101", 9, "RU CA NZ", "quarantine_pest", "quarantine_pest"),
    ("5101110000101", 7, "AU NZ ZA", "quarantine_pest", "chemical_property"),
    ("5201000000101", 9, "US AU IN BR", "short_weight", "chemical_property"),
    ("6110200000101", 10, "BD VN KH", "label", "formaldehyde"),
    ("6204620000101", 10, "BD VN TR IT", "label", "azo_dyes"),
    ("6404190000101", 8, "VN ID IT", "label", "azo_dyes"),
    ("7208390000101", 11, "JP KR RU", "short_weight", "chemical_property"),
    ("7318150000101", 10, "JP DE TW", "packaging", "chemical_property"),
    ("8409919900101", 14, "JP DE US KR", "packaging", "chemical_property"),
    ("8708299000101", 16, "JP DE KR", "packaging", "chemical_property"),
    ("9018909919101", 7, "US DE JP", "safety_marking", "leakage_current"),
    ("9403600000101", 6, "IT MY VN", "visual_safety", "formaldehyde"),
    ("3304990000101", 7, "FR JP KR US", "label", "lead"),
    ("2902440000101", 6, "KR JP TW", "ghs_label", "chemical_property"),
    ("2601112000101", 5, "AU BR ZA IN", "short_weight", "radioactivity"),
)
_PAPERS = {"84": ("411",), "85": ("411",), "33": ("516",), "44": ("101007",), "51": ("101006",)}
_MINOR = frozenset({"label", "packaging", "safety_marking", "short_weight", "ghs_label"})
_CRITICAL = frozenset({"quarantine_pest", "formaldehyde", "azo_dyes", "lead", "leakage_current", "radioactivity"})


def _of_trade(trade: Trade) -> Goods:
    seen = next((fault for fault in trade.faults if fault.kind == "check"), None)
    tested = next((fault for fault in trade.faults if fault.kind == "test"), None)
    return Goods(
        code=trade.goods_code,
        weight=trade.weight,
        origins=trade.origins,
        kilograms=trade.kilograms,
        price=trade.price,
        registered=trade.registered,
        filed=trade.filed,
        permit=trade.permit,
        documents=(*_ALWAYS, *trade.documents),
        seen=seen.hazard if seen else "label",
        seen_harm=HARM[seen.severity if seen else "minor"],
        tested=tested.hazard if tested else "chemical_property",
        tested_harm=HARM[tested.severity if tested else "major"],
    )


def _harm(hazard: str) -> float:
    return HARM["minor" if hazard in _MINOR else "critical" if hazard in _CRITICAL else "major"]


def _industrial(code: str, weight: float, origins: str, seen: str, tested: str) -> Goods:
    papers = (*_ALWAYS, *_PAPERS.get(code[:2], ()))
    return Goods(
        code,
        weight,
        tuple(origins.split()),
        (200.0, 20_000.0),
        40.0,
        False,
        False,
        code.startswith("51"),
        papers,
        seen,
        _harm(seen),
        tested,
        _harm(tested),
    )


FOOD_AND_CONSUMER = tuple(_of_trade(trade) for trade in TRADES)
INDUSTRIAL = tuple(_industrial(*row) for row in _INDUSTRIAL)
VEHICLES = (
    Goods(
        "8703234110101", 60, ("DE", "JP", "US", "GB"), (1_200.0, 2_600.0), 120.0, False, False, False,
        (*_ALWAYS, "411"), "safety_marking", 3.0, "braking", 10.0,
    ),
    Goods(
        "8703241110101", 40, ("DE", "US", "GB", "SK"), (1_600.0, 2_900.0), 160.0, False, False, False,
        (*_ALWAYS, "411"), "safety_marking", 3.0, "emissions", 3.0,
    ),
)  # fmt: skip
MIXES = {"mixed": (*FOOD_AND_CONSUMER, *INDUSTRIAL), "food": FOOD_AND_CONSUMER, "vehicles": VEHICLES}


# Hazards by class, as reports group them.
CLASSES = {
    "papers": Text("标签与包装", "labels and packaging"),
    "pests": Text("有害生物", "pests"),
    "food": Text("食品残留与污染物", "residues and contaminants in food"),
    "safety": Text("产品安全", "product safety"),
    "quality": Text("数量与品质", "quantity and quality"),
}
_CLASS_OF = {
    **dict.fromkeys(("label", "packaging", "safety_marking", "ghs_label"), "papers"),
    "quarantine_pest": "pests",
    **dict.fromkeys(
        ("beta_agonists", "methylmercury", "nitrofurans", "aflatoxin_m1", "melamine", "sulphur_dioxide", "cadmium"),
        "food",
    ),
    **dict.fromkeys(
        ("small_parts", "lead", "formaldehyde", "azo_dyes", "leakage_current", "visual_safety", "radioactivity",
         "migration", "restricted_substances", "braking", "emissions"),
        "safety",
    ),
}  # fmt: skip


def class_of(hazard: str) -> str:
    """The class of a hazard; quantity and quality where it has no other."""
    return _CLASS_OF.get(hazard, "quality")
