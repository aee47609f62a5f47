"""Words that stand beside a hazard's name and do not name it: how it was found wanting, and the source's categories.

After the labels of RASFF 2020-2025 (its hazard categories in both spellings of each year) and Chinese notices.
"""

import re

NOTHING = frozenset({
    "", "n/a", "na", "n.a", "none", "not applicable", "unknown", "not determined", "other", "无", "-", "unknown origin",
    "unknown country", "not specified", "unspecified", "未知", "不详",
})  # fmt: skip

_HIGH = r"(?:too )?(?:high|low) (?:content|levels?|count|intake|dose|number)"
_UNAUTHORISED = r"(?:unauthori[sz]ed|prohibited|unsafe|unapproved|illegal)"
_BEFORE = (
    rf"{_UNAUTHORISED} (?:novel food ingredient|feed additive|substance|use of colour|use of|colour|ingredient)",
    _UNAUTHORISED, "undeclared", rf"{_HIGH} of", _HIGH, r"(?:specific )?migration of", "residue level above mrl for",
    r"(?:possible |potential )?presence of", "traces of", "traces", "suspicion of", "suspected", "risk of",
    "parasitic infestation with", "infested with", "infestation with", "improperly declared",
    r"(?:possible |potential )?contamination with", "contaminated with", "novel food ingredient", "sum of", "elevated",
    "excessive", "residues? of",
)  # fmt: skip
_AFTER = (
    "undeclared", "not declared", "improperly declared", rf"{_UNAUTHORISED}(?: substance| use| use of| colour)?",
    "suspected", "sum of", rf"{_HIGH}(?: of)?", r"migration(?: of)?", r"presence(?: of)?", "traces of", "residues?",
    "detected", "found", "positive", "insufficiently labelled", "infested with", "contaminated with", "insufficient",
)  # fmt: skip
BEFORE = re.compile(rf"^(?:{'|'.join(_BEFORE)})[\s-]+")
AFTER = re.compile(rf"(?:[\s,-]+(?:{'|'.join(_AFTER)})|(?:残留)?(?:超标|超限量)|不合格|检出|污染|残留)$")

CATEGORIES = frozenset({
    "adulteration / fraud", "adulteration/fraud", "allergens", "animal diseases", "biocontaminants",
    "biological contaminants", "biological contaminants (other)", "biotoxins (other)", "chemical contaminants",
    "chemical contamination (other)", "composition", "environmental pollutants", "feed additives",
    "feed materials", "food additives and flavourings", "foreign bodies", "genetically modified", "gmo / novel food",
    "heavy metals", "industrial contaminants", "labelling absent/incomplete/incorrect", "metals",
    "microbial contaminants (other)", "microbiological contaminants", "migration", "mycotoxins", "natural toxins",
    "natural toxins (other)", "non-pathogenic micro-organisms", "not determined (other)", "not determined / other",
    "novel food", "organoleptic aspects", "packaging defective / incorrect", "parasitic infestation",
    "pathogenic micro-organisms", "pesticide residues", "plant toxins", "poor or insufficient controls",
    "process contaminants", "radiation", "residues of veterinary medicinal products", "tses",
})  # fmt: skip
QUALIFIERS = frozenset({
    "abnormal", "content", "detected", "high content", "high content of", "high count", "high count of", "high dose",
    "high level", "high level of", "improperly declared", "infested with", "insufficient", "migration", "migration of",
    "not declared", "parasitic infestation with", "positive", "presence", "presence of", "prohibited",
    "prohibited substance", "prohibited use of", "residue level above mrl", "residue level above mrl for",
    "risk of", "risk of overdosage", "specific migration", "specific migration of", "sum of", "suspected", "suspicion",
    "suspicion of", "too high content", "too high content of", "too high count", "too high count of", "too high intake",
    "too high intake of", "too high level", "too high level of", "too low content", "too low content of", "traces",
    "traces of", "unauthorised", "unauthorised colour", "unauthorised ingredient", "unauthorised novel food ingredient",
    "unauthorised substance", "unauthorised use", "unauthorised use of", "unauthorized", "undeclared", "unsafe",
    "unsafe ingredient",
})  # fmt: skip
