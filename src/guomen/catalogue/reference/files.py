"""Every file of `reference/`: its columns, key and references."""

from guomen.catalogue.reference.cells import country, decimal, flag, goods, matching, one_of, several, text, whole
from guomen.catalogue.reference.columns import DATED, NAMES, required, voluntary
from guomen.catalogue.reference.compositions import COMPOSITIONS
from guomen.catalogue.reference.folds import (
    named_goods,
    policy_check,
    requirement_check,
    requirement_fields,
)
from guomen.catalogue.reference.plans import PLANS
from guomen.catalogue.reference.standards import STANDARDS
from guomen.catalogue.reference.terms import Column, File
from guomen.catalogue.reference.warning import WARNING
from guomen.catalogue.reference.words import WORDS
from guomen.catalogue.terms import (
    AccessState,
    DesignationState,
    Direction,
    LimitKind,
    OriginRisk,
    ProductRisk,
    RequirementKind,
)
from guomen.kernel.terms import Capability, OfficeLevel, Role

_OFFICE = matching(r"\d{6,10}", "6至10位数字", "an office code of 6 to 10 digits")
_PORT = matching(r"\d{6}", "6位数字", "a port code of 6 digits")
_REGIME = matching(r"\d{4}", "4位数字", "a trade mode of 4 digits")
_NOTES = (
    voluntary("note_zh", text, "a remark, in Chinese"),
    voluntary("note_en", text, "a remark, in English"),
)
FILES: tuple[File, ...] = (
    File(
        "offices.csv",
        "Offices from headquarters down; parents before children.",
        (
            required("code", _OFFICE, "code of the office"),
            *NAMES,
            required("level", one_of(OfficeLevel), "level of the office"),
            voluntary("parent", _OFFICE, "code of the office above; empty for headquarters", refers="offices.code"),
            required("source", text, "where the row comes from"),
        ),
        key=("code",),
        dated=False,
    ),
    File(
        "role_capabilities.csv",
        "Which role may do what.",
        (
            required("role", one_of(Role), "role"),
            required("capability", one_of(Capability), "what it may do"),
        ),
        key=("role", "capability"),
        dated=False,
    ),
    File(
        "countries.csv",
        "Countries and regions, ISO 3166-1.",
        (required("code", country, "alpha-2 code"), *NAMES, *DATED),
        key=("code",),
        model="Country",
    ),
    File(
        "ports.csv",
        "Ports of entry and exit.",
        (
            required("code", _PORT, "code of the port"),
            *NAMES,
            voluntary("office", _OFFICE, "branch that inspects there", refers="offices.code"),
            required("transport", one_of(("sea", "air", "road", "rail", "river")), "how goods come"),
            *DATED,
        ),
        key=("code",),
        model="Port",
    ),
    File(
        "goods.csv",
        "Chapters, headings, and goods codes with their inspection categories.",
        (
            required("code", goods, "2, 4, 6, 8, 10 or 13 digits"),
            *NAMES,
            voluntary(
                "categories",
                matching(r"[MNPQRSLVW]+", "检验检疫类别", "inspection categories M N P Q R S L V W"),
                "inspection categories",
            ),
            voluntary(
                "supervision",
                matching(r"[ABD]+", "监管条件A、B、D", "supervision conditions A, B, D"),
                "supervision conditions",
            ),
            voluntary("unit", text, "unit of quantity", refers="codes.quantity_unit"),
            *DATED,
        ),
        key=("code",),
        model="Goods",
        check=named_goods,
    ),
    File(
        "codes.csv",
        "The smaller code sets: documents, certificates, checks, units, trade and transport modes, reasons.",
        (
            required("code_set", matching(r"[a-z_]+", "小写英文", "a name in small letters"), "which set"),
            required("code", text, "the code"),
            *NAMES,
            *DATED,
        ),
        key=("code_set", "code"),
        model="CodeName",
    ),
    File(
        "hazards.csv",
        "Hazards that findings, tests and measures name.",
        (
            required("code", matching(r"[a-z0-9_.-]+", "小写英文", "a name in small letters"), "the hazard"),
            required(
                "kind",
                text,
                "kind of hazard",
            ),
            *NAMES,
            *DATED,
        ),
        key=("code",),
        model="Hazard",
    ),
    File(
        "commodity_risk.csv",
        "Risk grade of goods; the longest prefix wins.",
        (
            voluntary("goods", goods, "prefix; empty for all goods", refers="goods.chapter"),
            required("risk", one_of(ProductRisk), "grade"),
            *DATED,
        ),
        key=("goods",),
        model="CommodityRisk",
    ),
    File(
        "country_risk.csv",
        "Risk grade of an origin for goods; the longest prefix wins.",
        (
            Column("origin", country, "origin", refers="countries.code"),
            voluntary("goods", goods, "prefix; empty for all goods", refers="goods.chapter"),
            required("risk", one_of(OriginRisk), "grade"),
            *DATED,
        ),
        key=("origin", "goods"),
        model="CountryRisk",
    ),
    File(
        "market_access.csv",
        "Which goods of which origin may come in; the rows of a pair are its history.",
        (
            Column("goods", goods, "prefix", refers="goods.chapter"),
            Column("origin", country, "origin", refers="countries.code"),
            required("state", one_of(AccessState), "state"),
            *_NOTES,
            *DATED,
        ),
        key=("goods", "origin"),
        model="MarketAccess",
    ),
    File(
        "requirements.csv",
        "What lines that meet a condition must show, or what is checked or tested on them.",
        (
            required("number", matching(r"R-\d{4}", "R-四位数字", "a requirement number such as R-0012"), "its number"),
            required("kind", one_of(RequirementKind), "what it asks for"),
            voluntary("direction", one_of(Direction), "import, export, or empty for both", empty=None),
            voluntary("goods", several(goods), "prefixes; empty for all", empty=[], refers="goods.chapter"),
            voluntary("origins", several(country), "origins; empty for all", empty=[], refers="countries.code"),
            voluntary("origins_negated", flag, "yes: all origins but these", empty=False),
            voluntary("regimes", several(_REGIME), "trade modes; empty for all", empty=[], refers="codes.trade_mode"),
            voluntary(
                "intended_uses", several(text), "intended uses; empty for all", empty=[], refers="codes.intended_use"
            ),
            voluntary(
                "destinations", several(country), "where exports go; empty for all", empty=[], refers="countries.code"
            ),
            voluntary("document", text, "document that must be there", refers="codes.document_kind"),
            voluntary("authorisation", text, "authorisation that must be valid"),
            voluntary("stages", whole, "stages of sampling that there must be at least", empty=None),
            voluntary("check", text, "check to be carried out", refers="codes.check_kind"),
            voluntary("channel", one_of(("document", "identity", "physical")), "least channel that does the check"),
            voluntary("when", one_of(("always", "if_inspected", "if_sampled")), "for every line, or once it is opened"),
            voluntary("analyte", text, "what is tested"),
            voluntary("hazard", text, "the hazard it stands for", refers="hazards.code"),
            voluntary("limit_kind", one_of(LimitKind), "how the limit is read"),
            voluntary("limit", decimal, "the limit", empty=None),
            voluntary("low", decimal, "lower end of a range", empty=None),
            voluntary("unit", text, "unit of the limit", refers="codes.limit_unit"),
            voluntary("method", text, "standard of the test method"),
            required("text_zh", text, "what the officer reads, in Chinese"),
            required("text_en", text, "what the officer reads, in English"),
            voluntary("basis", text, "clause that it rests on"),
            *DATED,
        ),
        key=("number",),
        model="Requirement",
        fold=requirement_fields,
        check=requirement_check,
    ),
    File(
        "port_designations.csv",
        "Which port is designated for which goods.",
        (
            Column("port", _PORT, "port", refers="ports.code"),
            Column("goods", goods, "prefix", refers="goods.chapter"),
            required("state", one_of(DesignationState), "state"),
            *DATED,
        ),
        key=("port", "goods"),
        model="PortDesignation",
    ),
    File(
        "policies.csv",
        "Numbers, words and lists that the agency sets, everywhere or for an office and all below it.",
        (
            required(
                "name",
                matching(r"[a-z][A-Za-z0-9_.]*", "点分英文名称", "a dotted name that begins with a small letter"),
                "name",
            ),
            voluntary("office", _OFFICE, "office; empty for everywhere", refers="offices.code"),
            required("type", one_of(("share", "number", "whole", "word", "list", "mode", "flag")), "what the value is"),
            required("value", text, "the value; entries of a list with ; between them"),
            voluntary("unit", text, "unit of the value"),
            *_NOTES,
            *DATED,
        ),
        key=("name", "office"),
        model="Policy",
        check=policy_check,
    ),
    *PLANS,
    *STANDARDS,
    *WORDS,
    *COMPOSITIONS,
    *WARNING,
)

BY_NAME = {file.name: file for file in FILES}
