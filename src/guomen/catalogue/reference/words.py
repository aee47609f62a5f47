"""The files of words: what sources call hazards, products and origins, and which hazard is a kind of which."""

from guomen.catalogue.reference.cells import country, flag, goods, matching, several, text
from guomen.catalogue.reference.columns import DATED, NAMES, required, voluntary
from guomen.catalogue.reference.terms import Column, File

_CODE = matching(r"[a-z0-9_.-]+", "小写英文", "a name in small letters")

WORDS: tuple[File, ...] = (
    File(
        "hazard_names.csv",
        "Other names of hazards, as notices, recalls and reports write them.",
        (
            required("name", text, "the name, in any language"),
            Column("hazard", _CODE, "the hazard meant", refers="hazards.code"),
            voluntary("whole", flag, "yes: only where it is all that is written, not inside a sentence", empty=False),
            *DATED,
        ),
        key=("name",),
        model="HazardName",
    ),
    File(
        "hazard_groups.csv",
        "Which hazard is a kind of which.",
        (
            Column("hazard", _CODE, "the narrower hazard", refers="hazards.code"),
            Column("broader", _CODE, "the hazard that it is a kind of", refers="hazards.code"),
            voluntary(
                "interchangeable", flag, "yes: notices of one finding write now the one, now the other", empty=False
            ),
            *DATED,
        ),
        key=("hazard",),
        model="HazardGroup",
    ),
    File(
        "product_categories.csv",
        "Categories of products, and the headings that they are made of.",
        (
            required("code", _CODE, "the category"),
            *NAMES,
            Column("goods", several(goods), "prefixes of goods codes", refers="goods.chapter"),
            *DATED,
        ),
        key=("code",),
        model="ProductCategory",
    ),
    File(
        "product_names.csv",
        "What notices call products: a category, and where the words tell it a heading.",
        (
            required("name", text, "the name, in any language"),
            Column("category", _CODE, "its category", refers="product_categories.code"),
            voluntary("goods", goods, "its chapter or heading, where the name tells it", refers="goods.chapter"),
            *DATED,
        ),
        key=("name",),
        model="ProductName",
    ),
    File(
        "origin_names.csv",
        "Other names of countries and regions, and their alpha-3 codes.",
        (
            required("name", text, "the name, in any language"),
            Column("country", country, "alpha-2 code", refers="countries.code"),
            *DATED,
        ),
        key=("name",),
        model="OriginName",
    ),
)
