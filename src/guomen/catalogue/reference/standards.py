"""The files that transcribe standards: limits, and the sampling tables of GB/T 2828.1-2012."""

from guomen.catalogue.reference.cells import decimal, flag, goods, matching, members, one_of, several, text, whole
from guomen.catalogue.reference.columns import DATED, required, voluntary
from guomen.catalogue.reference.folds import limit_check, limit_fields, standard_check
from guomen.catalogue.reference.terms import Column, File
from guomen.catalogue.terms import DECISION_RULES, LimitKind, StandardKind, StandardStatus

_STATES = one_of(("normal", "tightened", "reduced"))
_MOVES = one_of(("normal", "tightened", "reduced", "discontinued"))
_LIMIT = (
    required("number", matching(r"[A-Z]-\d{3,5}", "字母-数字", "a limit number such as F-001"), "the row's own number"),
    required("standard", text, "number of the standard"),
    voluntary("edition", text, "years of the editions that the row is known to hold for"),
    voluntary("clause", text, "clause or table"),
    Column("goods", several(goods), "prefixes of the goods codes meant", refers="goods.chapter"),
    required("food_zh", text, "the group of goods as the standard calls it"),
    required("food_en", text, "the same in English"),
    required("analyte", text, "what is limited"),
    required("analyte_zh", text, "the same in Chinese"),
    required("kind", one_of(LimitKind), "how the limit is read"),
    voluntary("value", decimal, "the limit, or the upper end of a range", empty=None),
    voluntary("low", decimal, "the lower end of a range", empty=None),
    voluntary("n", whole, "units in the sample (kind nmcM)", empty=None),
    voluntary("c", whole, "units that may lie between m and M (kind nmcM)", empty=None),
    voluntary("m", decimal, "m (kind nmcM)", empty=None),
    voluntary("M", decimal, "M (kind nmcM)", empty=None),
    Column("unit", text, "unit of the limit", refers="codes.limit_unit"),
    voluntary("condition_zh", text, "when it holds, in Chinese"),
    voluntary("condition_en", text, "when it holds, in English"),
    voluntary("method", text, "standard of the test method"),
    voluntary("basis", one_of(("as_is", "dry", "fat")), "what the limit is stated on; empty where nothing is said"),
    voluntary("components", members, "members of a sum: 中文|English*factor; …", empty=[]),
    voluntary("decision_rule", one_of(DECISION_RULES), "decision rule, where the standard states one"),
    voluntary("comparison", one_of(("full", "rounded")), "GB/T 8170 comparison, where the standard states one"),
    *DATED,
)
_STANDARD = (
    required("number", text, "number without the year"),
    voluntary("edition", matching(r"\d{4}", "四位年份", "a year"), "year of the edition"),
    required("kind", one_of(StandardKind), "kind of standard"),
    voluntary("title_zh", text, "title word for word, where it is known"),
    voluntary("title_en", text, "the same in English"),
    voluntary("about_zh", text, "what it is about, in our words"),
    voluntary("about_en", text, "the same in English"),
    voluntary("mandatory", flag, "whether it binds; empty where nobody stated it", empty=None),
    required("status", one_of(StandardStatus), "what is known of the edition"),
    voluntary("superseded_by", text, "citation of what replaced it"),
    *DATED,
)
_EQUIVALENT = (
    required("number", matching(r"EQ-\d{3}", "EQ-三位数字", "a number such as EQ-001"), "the row's own number"),
    required("analyte", text, "what is limited"),
    required("analyte_zh", text, "the same in Chinese"),
    required("matrix_zh", text, "in what, in Chinese"),
    required("matrix_en", text, "the same in English"),
    Column("goods", several(goods), "prefixes of the goods codes meant", refers="goods.chapter"),
    required("china", text, "China's limit, as the source writes it"),
    voluntary("codex", text, "that of Codex"),
    voluntary("elsewhere", text, "that of the EU or the USA"),
    Column("unit", text, "unit", refers="codes.limit_unit"),
    *DATED,
)

STANDARDS: tuple[File, ...] = (
    File(
        "standards.csv",
        "Standards and their editions, as limits, methods and the handbook cite them.",
        _STANDARD,
        key=("number", "edition"),
        model="Standard",
        check=standard_check,
    ),
    File(
        "equivalents.csv",
        "What China, Codex and others ask, side by side.",
        _EQUIVALENT,
        key=("number",),
        model="Equivalent",
    ),
    File(
        "food_limits.csv",
        "Limits in food.",
        _LIMIT,
        key=("number",),
        model="Limit",
        fold=limit_fields,
        check=limit_check,
    ),
    File(
        "consumer_goods_limits.csv",
        "Limits in consumer goods.",
        _LIMIT,
        key=("number",),
        model="Limit",
        fold=limit_fields,
        check=limit_check,
    ),
    File(
        "iso_2859_1_letters.csv",
        "Code letters of GB/T 2828.1-2012, table 1.",
        (
            required("lot_min", whole, "smallest lot"),
            voluntary("lot_max", whole, "largest lot; empty for no end", empty=None),
            required("level", one_of(("S-1", "S-2", "S-3", "S-4", "I", "II", "III")), "inspection level"),
            required("letter", matching(r"[A-S]", "一个字母", "a code letter"), "code letter"),
            *DATED,
        ),
        key=("lot_min", "level"),
        model="SamplingLetter",
    ),
    File(
        "iso_2859_1_plans.csv",
        "Master tables 2-A, 2-B and 2-C of GB/T 2828.1-2012, arrows followed.",
        (
            required("state", _STATES, "severity of inspection"),
            required("letter", matching(r"[A-S]", "一个字母", "a code letter"), "code letter of the lot"),
            required("aql", matching(r"\d+(\.\d+)?", "数字", "an AQL"), "acceptance quality limit as printed"),
            required("cell", one_of(("plan", "up", "down")), "a plan, or an arrow"),
            required("resolved_letter", matching(r"[A-S]", "一个字母", "a code letter"), "letter of the plan used"),
            required("resolved_n", whole, "sample size"),
            required("resolved_ac", whole, "acceptance number"),
            required("resolved_re", whole, "rejection number"),
            required("disputed", flag, "whether sources disagree about the cell"),
            *DATED,
        ),
        key=("state", "letter", "aql"),
        model="SamplingCell",
    ),
    File(
        "iso_2859_1_switching.csv",
        "Moves between severities of inspection, GB/T 2828.1-2012 clause 9.",
        (
            required("number", matching(r"SW-\d", "SW-数字", "a number such as SW-1"), "the rule's number"),
            required("from_state", _MOVES, "from"),
            required("to_state", _MOVES, "to"),
            voluntary("reject", whole, "lots not accepted", empty=None),
            voluntary("within", whole, "among so many successive lots; 0: since the state began", empty=None),
            voluntary("accept", whole, "successive lots accepted", empty=None),
            voluntary("score", whole, "switching score at least", empty=None),
            required("authority", flag, "whether the responsible authority must agree"),
            required("clause", text, "clause"),
            *DATED,
        ),
        key=("number",),
        model="SwitchingRule",
    ),
)
