"""What sources call hazards, products and origins, and which hazard is a kind of which."""

from dataclasses import dataclass

from guomen.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class OtherName:
    """One more name of a hazard or an origin. whole: it counts only where it is all that is written."""

    name: str
    code: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ProductName:
    """What notices call a product. category: of product_categories(); goods: a prefix, "" where the name tells none."""

    name: str
    category: str
    goods: str = ""


@dataclass(frozen=True, slots=True)
class ProductCategory:
    """A category of products. goods: the prefixes of goods codes that it is made of, the first the most of it."""

    code: str
    name: Text
    goods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HazardGroups:
    """Which hazard is a kind of which. broader: narrower to broader; interchangeable: those narrower ones for which
    notices of the same finding may write the broader one.
    """

    broader: dict[str, str]
    interchangeable: frozenset[str]
