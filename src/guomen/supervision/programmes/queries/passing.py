"""The share of goods that conform, by product and category: a sample is one, for however many lines it counts."""

from dataclasses import dataclass

from guomen.kernel.statements import asked
from guomen.kernel.terms import Text
from guomen.supervision.programmes.models import Programme
from guomen.supervision.programmes.queries.progress import SUMS, confidence_of
from guomen.supervision.programmes.rules.estimating import Drawn, estimate
from guomen.supervision.programmes.terms import Estimate

_PASSING = f"""
WITH line AS MATERIALIZED (
  SELECT id, category, name_zh, name_en, min(id) OVER (PARTITION BY category, name_zh, name_en) AS product
  FROM supervision_line WHERE programme_id = %s::bigint
),
one AS (
  SELECT line.product, sample.label, max(chance) AS chance,
         CASE WHEN bool_or(NOT conform) THEN false WHEN bool_and(conform IS NOT NULL) THEN true END AS conform
  FROM supervision_programmesample AS sample JOIN line ON line.id = sample.line_id
  WHERE NOT cancelled GROUP BY 1, 2
),
told AS (
  SELECT category, name_zh, name_en, chance, conform FROM one JOIN line ON line.id = one.product
)
SELECT grouping(name_en), category, name_zh, name_en, count(*), count(*) FILTER (WHERE NOT conform), {SUMS}
FROM told GROUP BY GROUPING SETS ((), (category), (category, name_zh, name_en))
ORDER BY grouping(category) DESC, category, grouping(name_en) DESC, name_en
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Passing:
    """How much of a product, of a category (product None) or of all (both None) conforms. drawn: samples, by whatever
    way; nonconforming: of these; rate: the share that conforms among what was drawn by chance, None of nothing.
    """

    category: str | None
    product: Text | None
    drawn: int
    nonconforming: int
    rate: Estimate | None


def passing(programme: Programme) -> list[Passing]:
    """The whole first, then each category before its products."""
    sure = confidence_of(programme)
    return [_passing(row, sure) for row in asked(_PASSING, [programme.pk])]


def _passing(row: tuple[object, ...], sure: float) -> Passing:
    above, category, zh, en, drawn, bad, *sums = row
    found = estimate(Drawn(*sums), confidence=sure)  # type: ignore[arg-type]
    return Passing(
        None if category is None else str(category),
        None if above else Text(str(zh), str(en)),
        int(str(drawn)),
        int(str(bad)),
        found.passing if found else None,
    )
