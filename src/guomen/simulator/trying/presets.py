"""Worlds by name, each figure with its source; whatever has none is a project default."""

from guomen.simulator.trying.terms import Figure, Parameters

_JIANGSU_BATCHES = Figure(
    name="batches",
    value=1_631_000,
    source="Jiangsu review of 2010: 163.1万批 inspected in the province in a year (handbook systems.md F001)",
)
_JIANGSU_RATE = Figure(
    name="prevalence",
    value=11_022 / 1_631_000,
    source="Jiangsu review of 2010: 11,022 batches found nonconforming (F003), 0.68 % of those inspected; found, so a"
    " lower bound of what was really wrong: here it is taken as the truth",
)
_JIANGSU_CLASSES = tuple(
    Figure(
        name=f"classes.{grade}",
        value=count / 10_573,
        source=f"Jiangsu review of 2010: {count:,} enterprises of class {grade} of 10,573 (handbook S68); class 4 is"
        " not stated",
    )
    for grade, count in ((1, 702), (2, 5_236), (3, 4_635))
)
_JIANGSU_SHARES = (702 / 10_573, 5_236 / 10_573, 4_635 / 10_573, 0.0)

TOWN = Parameters(
    name="town", title_zh="小口岸", title_en="a town's port", batches=12_000, days=182, importers=200, producers=400,
    capacity=12, samples=3, offices=1, prevalence=0.05, monitoring=0.05,
)  # fmt: skip
VEHICLES = Parameters(
    name="vehicles", title_zh="整车进口", title_en="vehicle imports", goods="vehicles", offices=1, batches=1_000,
    days=1_095, lines=(1.0,), importers=30, producers=24, prevalence=200 / 3_000, laboratory=0.3,
    episodes=0.01, cheats=0.0,
    figures=(
        Figure(
            name="prevalence",
            value=200 / 3_000,
            source="Chongqing: 200+ of 3,000+ cars in three years unqualified (handbook F066, about 6.7 %)",
        ),
        Figure(name="batches", value=1_000, source="Chongqing: 3,000+ cars in three years (handbook F066)"),
    ),
)  # fmt: skip
JIANGSU = Parameters(
    name="jiangsu-2010", title_zh="江苏2010年", title_en="Jiangsu in 2010", days=365,
    batches=1_631_000, importers=10_573, producers=24_000, classes=_JIANGSU_SHARES, prevalence=_JIANGSU_RATE.value,
    capacity=330, samples=60,
    figures=(_JIANGSU_BATCHES, _JIANGSU_RATE, *_JIANGSU_CLASSES),
)  # fmt: skip
NATIONAL = Parameters(
    name="national-year", title_zh="全国一年", title_en="a national year", days=364, batches=1_604_396,
    importers=20_000, producers=40_000, classes=_JIANGSU_SHARES, prevalence=_JIANGSU_RATE.value, capacity=330,
    samples=60,
    figures=(
        Figure(name="total", value=1_600_000, source="the size the project asks of a national year"),
        _JIANGSU_RATE,
    ),
)  # fmt: skip
_COLUMNS = {
    "stationary": ("平稳", "stationary"),
    "drift": ("漂移", "drifting, with episodes"),
    "collapse": ("迁移", "risk moves to where it was not"),
    "cheats": ("规避", "cheats who come back under another name"),
}
# The handbook's simulated port: some 700 consignments a week, of which 3 % do not conform. Room for what the lot
# rates in force open, and a little more.
COURSES = tuple(
    Parameters(
        name=name, title_zh=zh, title_en=en, course=name, offices=1, days=728, batches=36_500, prevalence=0.03,
        capacity=18, samples=0, sight=1.0, laboratory=0.0, monitoring=0.0,
    )
    for name, (zh, en) in _COLUMNS.items()
)  # fmt: skip
PRESETS = {one.name: one for one in (TOWN, VEHICLES, JIANGSU, NATIONAL, *COURSES)}
