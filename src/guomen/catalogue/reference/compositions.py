"""The files of what products are made of, and of the clauses that measures rest on."""

from typing import Any

from guomen.catalogue.reference.cells import goods, matching, one_of, several, text
from guomen.catalogue.reference.columns import DATED, NAMES, required
from guomen.catalogue.reference.folds import Complaint
from guomen.catalogue.reference.terms import Column, File
from guomen.catalogue.terms import IngredientShare
from guomen.kernel.terms import Text

_TARGETS = ("lot", "product", "origin", "establishment", "party")
_WORD = matching(r"[a-z][a-z0-9_-]*", "小写英文", "a word of small letters")


def composition_check(values: dict[str, Any]) -> Complaint | None:
    """Nothing is an ingredient of itself, nor of what it is a part of."""
    product, ingredient = values["product"], values["ingredient"]
    if not (product.startswith(ingredient) or ingredient.startswith(product)):
        return None
    return (
        "ingredient",
        Text(f"“{ingredient}”与“{product}”是同一商品", f"{ingredient!r} and {product!r} are the same goods"),
        Text("请填写不同的商品编号前缀。", "Name goods of which neither prefix begins with the other."),
    )


COMPOSITIONS: tuple[File, ...] = (
    File(
        "compositions.csv",
        "Which goods contain which: a hazard of an ingredient concerns the product.",
        (
            Column("product", goods, "prefix of the goods that contain it", refers="goods.chapter"),
            Column("ingredient", goods, "prefix of the goods contained", refers="goods.chapter"),
            required("share", one_of(IngredientShare), "main, part or trace"),
            *DATED,
        ),
        key=("product", "ingredient"),
        model="Composition",
        check=composition_check,
    ),
    File(
        "measure_bases.csv",
        "On which clause each kind of measure rests, and while which days that clause is law.",
        (
            required("kind", _WORD, "the kind of measure"),
            required("law", _WORD, "short name of the law"),
            required("article", text, "article, paragraph, item"),
            *NAMES,
            required("words_zh", text, "what the clause lets be ordered, in Chinese"),
            required("words_en", text, "what the clause lets be ordered, in English"),
            required("targets", several(one_of(_TARGETS)), "what it may be aimed at"),
            *DATED,
        ),
        key=("kind", "law", "article"),
        model="MeasureBasis",
    ),
)
