"""What products are made of, and on what law each kind of measure rests."""

from dataclasses import dataclass

from guomen.catalogue.terms.facts import Validity
from guomen.catalogue.terms.words import Confidence, IngredientShare
from guomen.kernel.terms import Text


@dataclass(frozen=True, kw_only=True)
class Composition(Validity):
    """Goods of the prefix `product` contain, or are made of, goods of the prefix `ingredient`."""

    product: str
    ingredient: str
    share: IngredientShare
    source: str = ""
    confidence: Confidence = Confidence.LOW


@dataclass(frozen=True, slots=True)
class CompositionPath:
    """How goods came into a product. steps: from the ingredient to the product, each containing the one before."""

    product: str
    steps: tuple[Composition, ...]

    @property
    def goods(self) -> tuple[str, ...]:
        """The prefixes on the way, the ingredient first."""
        return (self.steps[0].ingredient, *(step.product for step in self.steps))

    @property
    def share(self) -> IngredientShare:
        """The least share on the way: a trace of a main ingredient is a trace."""
        order = list(IngredientShare)
        return max((step.share for step in self.steps), key=order.index)

    def told(self, names: dict[str, Text]) -> Text:
        """The path in words, "eggs 0407 → biscuits 1905"; names: of the prefixes, where they are known."""
        known = {prefix: names.get(prefix, Text("", "")) for prefix in self.goods}
        zh = " → ".join(f"{name.zh} {prefix}".strip() for prefix, name in known.items())
        en = " → ".join(f"{name.en} {prefix}".strip() for prefix, name in known.items())
        return Text(zh, en)


@dataclass(frozen=True, kw_only=True)
class MeasureBasis(Validity):
    """A clause that lets a kind of measure be ordered, while it is law. name: law and clause; words: what it says.

    kind: word of the measure (surveillance's MeasureKind). targets: what the clause may be aimed at – "lot",
    "product", "origin", "establishment", "party".
    """

    kind: str
    law: str
    article: str
    name: Text
    words: Text
    targets: tuple[str, ...]
    source: str = ""
    confidence: Confidence = Confidence.MEDIUM
