"""What was planned, drawn and found: by line, and by office and period."""

from datetime import date

from guomen.catalogue.queries import policy
from guomen.kernel.statements import asked
from guomen.supervision.programmes.models import Line, Programme
from guomen.supervision.programmes.rules.estimating import Drawn, estimate
from guomen.supervision.programmes.rules.forecasting import forecast, standing
from guomen.supervision.programmes.terms import Coverage, Frame, Tally

# What rules.estimating.Drawn is made of, of the samples that were drawn with a chance.
SUMS = """count(chance), count(conform) FILTER (WHERE chance > 0), count(*) FILTER (WHERE chance > 0 AND NOT conform),
  coalesce(min(chance) FILTER (WHERE conform IS NOT NULL), 0),
  coalesce(max(chance) FILTER (WHERE conform IS NOT NULL), 0),
  coalesce(sum(1 / chance) FILTER (WHERE conform IS NOT NULL), 0),
  coalesce(sum((1 - chance) / (chance * chance)) FILTER (WHERE conform IS NOT NULL), 0),
  coalesce(sum(1 / chance) FILTER (WHERE NOT conform), 0),
  coalesce(sum((1 - chance) / (chance * chance)) FILTER (WHERE NOT conform), 0)"""
_TALLIES = f"""
SELECT line_id, count(*), count(*) FILTER (WHERE report > 0), count(*) FILTER (WHERE NOT conform), {SUMS}
FROM supervision_programmesample
WHERE NOT cancelled AND line_id IN (SELECT id FROM supervision_line WHERE programme_id = %s::bigint) GROUP BY line_id
"""  # noqa: S608
_COVERAGE = """
WITH found AS (
  SELECT share_id, count(*) AS drawn, count(*) FILTER (WHERE report > 0) AS reported,
         count(*) FILTER (WHERE NOT conform) AS nonconforming
  FROM supervision_programmesample
  WHERE NOT cancelled AND line_id IN (SELECT id FROM supervision_line WHERE programme_id = %s::bigint) GROUP BY share_id
)
SELECT office.code, share.from_on, share.to_on, sum(share.number)::int, coalesce(sum(found.drawn), 0)::int,
       coalesce(sum(least(found.drawn, share.number)), 0)::int, coalesce(sum(found.reported), 0)::int,
       coalesce(sum(found.nonconforming), 0)::int,
       count(*) FILTER (WHERE share.to_on <= %s::date AND coalesce(found.drawn, 0) < share.number)
FROM supervision_share AS share
JOIN supervision_line AS line ON line.id = share.line_id
JOIN kernel_office AS office ON office.id = share.office_id
LEFT JOIN found ON found.share_id = share.id
WHERE line.programme_id = %s::bigint
GROUP BY office.code, share.from_on, share.to_on ORDER BY share.from_on, office.code
"""


def confidence_of(programme: Programme) -> float:
    """How sure the intervals of a programme are: policy supervision.confidence on its first day."""
    return policy("supervision.confidence", on=programme.valid_from).number


def tallies(programme: Programme) -> dict[int, Tally]:
    """What came of each line of a programme, by the line's pk; one statement for all lines."""
    sure = confidence_of(programme)
    found = {row[0]: row[1:] for row in asked(_TALLIES, [programme.pk])}
    return {
        pk: _tally(number, frame, found.get(pk, (0,) * 12), sure)
        for pk, number, frame in Line.objects.filter(programme=programme).values_list("pk", "number", "frame")
    }


def _tally(planned: int, frame: str, row: tuple[float, ...], sure: float) -> Tally:
    drawn, reported, bad, *sums = row
    of_chance = Drawn(*sums)  # type: ignore[arg-type]
    told = estimate(of_chance, confidence=sure, finite=Frame(frame) is Frame.PREMISES)
    return Tally(planned, int(drawn), int(reported), int(bad), int(drawn) - of_chance.drawn, told)


def coverage(programme: Programme, on: date) -> list[Coverage]:
    """How far each office is in each period on a day, over all lines; samples that no share asked for are left out."""
    sure = confidence_of(programme)
    made = []
    for row in asked(_COVERAGE, [programme.pk, on, programme.pk]):
        from_on, to_on, planned, drawn, covered = row[1:6]
        told = forecast(drawn, from_on, to_on, on, confidence=sure)
        made.append(Coverage(*(*row, told, standing(planned, covered, told, to_on, on))))
    return made
