"""When a pair is called a signal: the published rules."""

import polars as pl

from guomen.kernel.terms import Text
from guomen.surveillance.disproportionality.terms import Rule

_a, _prr, _eb05 = pl.col("a"), pl.col("prr"), pl.col("eb05")

RULES: tuple[Rule, ...] = (
    Rule(
        "signal_evans",
        Text("至少 3 份报告，PRR ≥ 2，χ²（Yates）≥ 4", "at least 3 reports, PRR ≥ 2, chi-square (Yates) ≥ 4"),
        "Evans, Waller, Davis 2001, Pharmacoepidemiology and Drug Safety 10:483-486 (MHRA)",
        (_a >= 3) & (_prr >= 2) & (pl.col("chi2") >= 4),
    ),
    Rule(
        "signal_ema",
        Text("至少 5 份报告，PRR 的 95% 下限 ≥ 1", "at least 5 reports, lower 95 % limit of PRR ≥ 1"),
        "EMA, Screening for adverse reactions in EudraVigilance (as read in PMC4982893)",
        (_a >= 5) & (pl.col("prr_low") >= 1),
    ),
    Rule(
        "signal_ror",
        Text("至少 3 份报告，ROR 的 95% 下限 > 1", "at least 3 reports, lower 95 % limit of ROR > 1"),
        "van Puijenbroek et al. 2002, Pharmacoepidemiology and Drug Safety 11:3-10",
        (_a >= 3) & (pl.col("ror_low") > 1),
    ),
    Rule(
        "signal_bcpnn",
        Text("IC 的 95% 可信区间下限 > 0", "lower limit of the 95 % credibility interval of IC > 0"),
        "Bate et al. 1998, European Journal of Clinical Pharmacology 54:315-321",
        pl.col("ic025") > 0,
    ),
    Rule(
        "signal_mgps_fda",
        Text("EB05 ≥ 2", "EB05 ≥ 2"),
        "Szarfman, Machado, O'Neill 2002, Drug Safety 25:381-392 (FDA)",
        _eb05 >= 2,
    ),
    Rule(
        "signal_mgps_mhra",
        Text("至少 3 份报告，EBGM ≥ 2.5，EB05 ≥ 1.8", "at least 3 reports, EBGM ≥ 2.5, EB05 ≥ 1.8"),
        "MHRA empirica signal thresholds (as read in comparative studies)",
        (_a >= 3) & (pl.col("ebgm") >= 2.5) & (_eb05 >= 1.8),
    ),
)


def with_signals(frame: pl.DataFrame) -> pl.DataFrame:
    """One boolean column a rule. What is undefined is no signal."""
    return frame.with_columns((rule.test).fill_null(False).alias(rule.name) for rule in RULES)
