"""How many other lines of the same goods an importer declared that day, as a decision knew it: a consignment that is
split into a hundred shows there.
"""

from collections.abc import Mapping

from guomen.consignments.queries import declared_before
from guomen.consignments.terms import Declaration
from guomen.targeting.models import Assignment
from guomen.targeting.rules.docket import SameDay


def newest_same_day(declared: Mapping[int, Declaration]) -> SameDay:
    """Of each consignment's lines how many came before it that day, and how many stand beside it in its declaration."""
    before = declared_before(declared)
    return {(one.sender, one.reference): _counted(one, key, before) for key, one in declared.items()}


def _counted(one: Declaration, key: int, before: Mapping[tuple[int, str], int]) -> tuple[int | None, ...]:
    headings = [item.goods_code[:4] for item in one.items]
    return tuple(
        before.get((key, heading), 0) + headings.count(heading) - 1 if one.importer and heading else None
        for heading in headings
    )


def same_day_read(stored: Assignment, declaration: Declaration) -> SameDay:
    """The counts as the stored decision read them, line by line."""
    read = {line["item_no"]: line.get("same_day") for line in stored.lines}
    return {(declaration.sender, declaration.reference): tuple(read.get(item.item_no) for item in declaration.items)}
