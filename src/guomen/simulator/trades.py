"""What travels through the synthetic port.

Rates are invented for play, and far above those of a real port, so that two weeks of a small one show every case;
nothing here is a fact about any country.
"""

from guomen.simulator.terms import Fault, Trade

_LABEL = Fault("check", "label", 0.03, "minor")
_DAMAGE = Fault("check", "packaging", 0.01, "minor")
_PEST = Fault("check", "quarantine_pest", 0.04, "critical")


def _test(hazard: str, analyte: str, rate: float, value: str, unit: str, severity: str = "critical") -> Fault:
    return Fault("test", hazard, rate, severity, analyte, value, unit)


def _trade(
    weight: int,
    goods_code: str,
    description: str,
    origins: str,
    kilograms: tuple[float, float],
    price: float,
    needs: str,
    documents: str,
    *faults: Fault,
) -> Trade:
    """weight: how often it travels beside the others; needs: R registered producers, F filed
    importers, P a quarantine permit.
    """
    return Trade(
        weight,
        goods_code,
        description,
        tuple(origins.split()),
        kilograms,
        price,
        "R" in needs,
        "F" in needs,
        "P" in needs,
        tuple(documents.split()),
        faults,
    )


TRADES = (
    _trade(
        8,
        "0202300090101",
        "冻去骨牛肉（frozen boneless beef）",
        "AU NZ BR UY",
        (12000, 25000),
        38.0,
        "RFP",
        "101006 101010",
        _LABEL,
        _test("beta_agonists", "beta-agonists", 0.05, "1.4", "µg/kg"),
    ),
    _trade(
        6,
        "0302141000101",
        "鲜冷大西洋鲑鱼（chilled Atlantic salmon）",
        "NO CL FO",
        (800, 6000),
        62.0,
        "RFP",
        "101009 101010",
        _DAMAGE,
        _test("methylmercury", "methylmercury", 0.04, "0.81", "mg/kg"),
    ),
    _trade(
        9,
        "0306179000101",
        "冻虾（frozen shrimp）",
        "EC IN VN TH",
        (5000, 24000),
        55.0,
        "RFP",
        "101009 101010",
        _LABEL,
        _test("nitrofurans", "nitrofuran metabolites", 0.08, "2.4", "µg/kg"),
    ),
    _trade(
        8,
        "0402210000101",
        "全脂奶粉（whole milk powder）",
        "NZ AU DE FR",
        (10000, 25000),
        27.0,
        "RF",
        "101006",
        _test("aflatoxin_m1", "aflatoxin M1", 0.04, "0.83", "µg/kg"),
    ),
    _trade(
        5,
        "1901101000101",
        "婴幼儿配方奶粉（infant formula）",
        "NL NZ FR",
        (2000, 12000),
        120.0,
        "RF",
        "",
        _LABEL,
        _test("melamine", "melamine", 0.02, "1.9", "mg/kg"),
    ),
    _trade(
        18,
        "2204210000101",
        "葡萄酒（wine in bottles）",
        "FR CL AU ES IT",
        (3000, 15000),
        45.0,
        "F",
        "101010",
        _LABEL,
        _test("sulphur_dioxide", "sulphur dioxide", 0.05, "0.31", "g/L", "major"),
    ),
    _trade(
        9,
        "1509200000101",
        "特级初榨橄榄油（extra virgin olive oil）",
        "ES IT GR",
        (2000, 18000),
        52.0,
        "RF",
        "",
        _LABEL,
        _DAMAGE,
    ),
    _trade(
        3,
        "1006302000101",
        "精米（milled rice）",
        "TH VN PK KH",
        (20000, 26000),
        4.6,
        "RFP",
        "101007",
        _DAMAGE,
        _test("cadmium", "cadmium (Cd)", 0.06, "0.31", "mg/kg"),
    ),
    _trade(
        14, "1905310000101", "甜饼干（sweet biscuits）", "DK MY ID JP", (1000, 9000), 33.0, "F", "", _LABEL, _DAMAGE
    ),
    _trade(
        3, "0808100000101", "鲜苹果（fresh apples）", "US NZ CL", (15000, 22000), 14.0, "RFP", "101007 101010", _PEST
    ),
    _trade(
        14,
        "9503006000101",
        "智力玩具（educational toys）",
        "VN DE DK",
        (500, 6000),
        95.0,
        "",
        "411",
        Fault("check", "small_parts", 0.03, "critical"),
        _test("lead", "lead, migratable", 0.05, "160", "mg/kg"),
    ),
    _trade(
        12,
        "6111200000101",
        "棉制针织婴儿服装（babies' garments of cotton）",
        "BD VN TR",
        (400, 4000),
        150.0,
        "",
        "",
        _LABEL,
        _test("formaldehyde", "formaldehyde", 0.05, "46", "mg/kg"),
    ),
    _trade(
        16,
        "8516500000101",
        "微波炉（microwave ovens）",
        "JP KR DE",
        (800, 9000),
        88.0,
        "",
        "411",
        _LABEL,
        _test("leakage_current", "leakage current", 0.03, "1.2", "mA"),
    ),
    _trade(3, "4407111000101", "松木锯材（sawn pine）", "RU CA NZ", (20000, 60000), 2.4, "", "101007", _PEST),
)
