"""What the synthetic laboratory works with: methods and their scope, instruments, materials. Numbers are invented."""

from dataclasses import dataclass
from decimal import Decimal

from guomen.kernel.terms import Text
from guomen.laboratory.resources.terms import InstrumentSaid


@dataclass(frozen=True, slots=True)
class Covered:
    """One analyte that a method covers: unit, LOD (LOQ is three times it), expanded relative uncertainty."""

    analyte: Text
    unit: str
    lod: str
    relative: str
    goods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Practised:
    """A method of the synthetic laboratory and the instruments that it is done on."""

    code: str
    standard: str
    title: Text
    section: Text
    hours: int
    instruments: tuple[str, ...]
    covers: tuple[Covered, ...]
    recovery: tuple[int, int] | None = (80, 120)


_ELEMENTS, _RESIDUES = Text("元素室", "elements"), Text("残留室", "residues")
_MICRO, _GOODS = Text("微生物室", "microbiology"), Text("消费品室", "consumer goods")
CADMIUM, AFLATOXIN = Text("镉", "cadmium (Cd)"), Text("黄曲霉毒素M1", "aflatoxin M1")
ICPMS, LCMS, HPLC, GC = "SH-ICPMS-01", "SH-LCMS-01", "SH-HPLC-01", "SH-GC-01"

METHODS = (
    Practised(
        "SH-M-ELE", "GB 5009.268-2016", Text("食品中多元素的测定（ICP-MS）", "Elements in food by ICP-MS"),
        _ELEMENTS, 8, (ICPMS,),
        (
            Covered(CADMIUM, "mg/kg", "0.002", "0.12"),
            Covered(Text("铅", "lead (Pb)"), "mg/kg", "0.005", "0.14"),
            Covered(Text("铅", "lead"), "mg/kg", "0.005", "0.14"),
            Covered(Text("总砷", "total arsenic"), "mg/kg", "0.005", "0.15"),
            Covered(Text("甲基汞", "methylmercury"), "mg/kg", "0.005", "0.18"),
        ),
    ),
    Practised(
        "SH-M-MYC", "GB 5009.24-2016", Text("食品中真菌毒素的测定（LC-MS/MS）", "Mycotoxins in food by LC-MS/MS"),
        _RESIDUES, 12, (LCMS,),
        (
            Covered(AFLATOXIN, "µg/kg", "0.01", "0.22"),
            Covered(Text("黄曲霉毒素B1", "aflatoxin B1"), "µg/kg", "0.05", "0.22"),
            Covered(Text("脱氧雪腐镰刀菌烯醇", "deoxynivalenol (DON)"), "µg/kg", "10", "0.2"),
            Covered(Text("展青霉素", "patulin"), "µg/kg", "3", "0.2"),
        ),
    ),
    Practised(
        "SH-M-VET", "GB/T 21311-2007",
        Text("动物源食品中禁用药物残留的测定（LC-MS/MS）", "Prohibited drugs in food of animal origin by LC-MS/MS"),
        _RESIDUES, 16, (LCMS,),
        (
            Covered(Text("β-受体激动剂", "beta-agonists"), "µg/kg", "0.1", "0.24"),
            Covered(Text("硝基呋喃代谢物", "nitrofuran metabolites"), "µg/kg", "0.2", "0.24"),
            Covered(Text("氯霉素", "chloramphenicol"), "µg/kg", "0.1", "0.24"),
            Covered(Text("三聚氰胺", "melamine"), "mg/kg", "0.05", "0.18"),
        ),
        recovery=(70, 120),
    ),
    Practised(
        "SH-M-PES", "GB 23200.113-2018", Text("农药残留的测定（GC-MS/MS）", "Pesticide residues by GC-MS/MS"),
        _RESIDUES, 12, (GC,),
        (Covered(Text("氟虫腈", "fipronil"), "mg/kg", "0.001", "0.25"),),
        recovery=(70, 120),
    ),
    Practised(
        "SH-M-ADD", "GB 5009.34-2016", Text("食品中二氧化硫的测定", "Sulphur dioxide in food"),
        _RESIDUES, 6, (HPLC,),
        (Covered(Text("二氧化硫", "sulphur dioxide"), "g/L", "0.003", "0.1"),),
    ),
    Practised(
        "SH-M-MIC", "GB 4789.4-2016", Text("沙门氏菌检验", "Salmonella"), _MICRO, 72, (),
        (Covered(Text("沙门氏菌", "Salmonella"), "/25 g", "1", "0.5"),),
        recovery=None,
    ),
    Practised(
        "SH-M-TEX", "GB/T 2912.1-2009", Text("纺织品甲醛的测定", "Formaldehyde in textiles"), _GOODS, 6, ("SH-UV-01",),
        (Covered(Text("甲醛", "formaldehyde"), "mg/kg", "5", "0.1"),),
    ),
    Practised(
        "SH-M-TOY", "GB 6675.4-2014", Text("玩具可迁移元素的测定", "Migratable elements of toys"),
        _GOODS, 8, (ICPMS,),
        (Covered(Text("可迁移铅", "lead, migratable"), "mg/kg", "0.5", "0.3"),),
    ),
    Practised(
        "SH-M-ELC", "GB 4706.1-2005", Text("家用电器泄漏电流试验", "Leakage current of appliances"),
        _GOODS, 2, ("SH-LEAK-01",),
        (Covered(Text("泄漏电流", "leakage current"), "mA", "0.01", "0.04"),),
        recovery=None,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equipped:
    """An instrument, and how many days before (or after) the first day its last verification runs out."""

    said: InstrumentSaid
    runs_out: int


def _own(code: str, zh: str, en: str, kind: str, interval: int, runs_out: int, section: Text) -> Equipped:
    said = InstrumentSaid(code=code, name=Text(zh, en), kind=kind, interval=interval, section=section.en)
    return Equipped(said, runs_out)


INSTRUMENTS = (
    _own(ICPMS, "电感耦合等离子体质谱仪", "ICP-MS", "", 24, 420, _ELEMENTS),
    _own(LCMS, "液相色谱-串联质谱仪", "LC-MS/MS", "hplc", 24, 300, _RESIDUES),
    _own(HPLC, "液相色谱仪", "HPLC", "hplc", 24, 510, _RESIDUES),
    _own(GC, "气相色谱-串联质谱仪", "GC-MS/MS", "gc", 24, 380, _RESIDUES),
    _own("SH-UV-01", "紫外可见分光光度计", "UV-Vis spectrophotometer", "spectrophotometer", 12, 200, _GOODS),
    _own("SH-LEAK-01", "泄漏电流测试仪", "leakage current tester", "", 12, 150, _GOODS),
    # One that will be due within weeks, and one that is overdue and that no method uses.
    _own("SH-BAL-01", "电子天平（十万分之一）", "analytical balance", "balance", 12, 45, _ELEMENTS),
    _own("SH-PIP-03", "移液器", "pipette 100–1000 µL", "pipette", 12, -6, _MICRO),
)


def _outside(number: int, place: str, owner: str, zh: str, en: str, kind: str, interval: int) -> InstrumentSaid:
    name = Text(zh, en)
    return InstrumentSaid(
        code=f"OUT-{number:03d}", name=name, kind=kind, interval=interval, owner=owner, place=place, legal=True
    )


_SPHYGMO = ("血压计", "sphygmomanometer", "sphygmomanometer", 6)
_ECG = ("心电图机", "electrocardiograph", "ecg", 12)
# Instruments of institutions outside that the bureau verifies: by county, some not yet reached.
OUTSIDE = tuple(
    _outside(number, place, f"{place} 卫生院 clinic {number % 3 + 1}", *(_ECG if number % 4 == 0 else _SPHYGMO))
    for number, place in enumerate(["崇明 Chongming"] * 10 + ["奉贤 Fengxian"] * 8 + ["金山 Jinshan"] * 6, 1)
)
# Out of every so many outside: not verified yet, found out of tolerance.
NOT_REACHED, OUT_OF_TOLERANCE = 7, 11

# Distances from the mean, in standard deviations, of a quiet process: they break no control rule, round and round.
QUIET = tuple(Decimal(one) for one in ("0.4", "-0.7", "0.9", "-0.2", "1.3", "-0.6", "0.1", "-1.1", "0.6", "-0.4", "0.8",
                                       "-1.5", "0.3", "-0.3", "1.1", "-0.9", "0.5", "-0.1", "0.7", "-0.8"))  # fmt: skip
