"""What an alert is about and whom it should reach, as a first answer for a person to correct. Pure."""

from collections.abc import Collection

from guomen.surveillance.alerts.terms import AlertCategory, Audience

# Groups of an assessment that buy, eat or use things themselves.
_CONSUMERS = frozenset({"infants", "children", "pregnant", "elderly", "ill", "allergic", "public", "travellers"})
_FIRST_FOOD, _LAST_FOOD = "02", "22"
_LIVE_ANIMALS, _LIVE_PLANTS = ("01",), ("06",)


def audience_for(groups: Collection[str]) -> Audience:
    """The public where consumers are exposed, operators where others are, ports where nobody has said who is."""
    if _CONSUMERS.intersection(groups):
        return Audience.PUBLIC
    return Audience.OPERATORS if groups else Audience.PORTS


def category_for(hazard_kind: str, goods: Collection[str]) -> AlertCategory:
    """The category by the kind of hazard and the chapters of the goods."""
    chapters = {code[:2] for code in goods}
    if hazard_kind == "disease":
        return AlertCategory.ANIMAL if chapters else AlertCategory.HEALTH
    if hazard_kind == "pest" or chapters & set(_LIVE_PLANTS):
        return AlertCategory.PLANT
    if chapters & set(_LIVE_ANIMALS):
        return AlertCategory.ANIMAL
    edible = any(_FIRST_FOOD <= chapter <= _LAST_FOOD for chapter in chapters)
    return AlertCategory.FOOD if edible else AlertCategory.PRODUCT
