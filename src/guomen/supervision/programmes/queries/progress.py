"""What was planned, drawn and found: by line, and by office and period."""

from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from guomen.catalogue.queries import policy
from guomen.kernel.offices.models import Office
from guomen.kernel.statements import asked
from guomen.supervision.programmes.models import Line, Programme, Share
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
WHERE NOT cancelled AND line_id = ANY(%s::bigint[]) GROUP BY line_id
"""  # noqa: S608
_COVERAGE = """
WITH line AS MATERIALIZED (SELECT id FROM supervision_line WHERE programme_id = %s::bigint),
found AS (
  SELECT share_id, count(*) AS drawn, count(*) FILTER (WHERE report > 0) AS reported,
         count(*) FILTER (WHERE NOT conform) AS nonconforming
  FROM supervision_programmesample WHERE NOT cancelled AND line_id IN (SELECT id FROM line) GROUP BY share_id
),
told AS (
  SELECT office_id, from_on, to_on, sum(number)::int, coalesce(sum(drawn), 0)::int,
         sum(least(coalesce(drawn, 0), number))::int, coalesce(sum(reported), 0)::int,
         coalesce(sum(nonconforming), 0)::int,
         count(*) FILTER (WHERE to_on <= %s::date AND coalesce(drawn, 0) < number)
  FROM supervision_share AS share LEFT JOIN found ON found.share_id = share.id
  WHERE share.line_id IN (SELECT id FROM line) GROUP BY office_id, from_on, to_on
)
SELECT office.code, told.* FROM told JOIN kernel_office AS office ON office.id = told.office_id
ORDER BY told.from_on, office.code
"""


def confidence_of(programme: Programme) -> float:
    """How sure the intervals of a programme are: policy supervision.confidence on its first day."""
    return policy("supervision.confidence", on=programme.valid_from).number


def tallies(programme: Programme, *lines: Line) -> dict[int, Tally]:
    """What came of each of these lines of a programme (none named: of all), by the line's pk; in one statement."""
    sure = confidence_of(programme)
    of = list(lines or programme.lines.all())
    found = {row[0]: row[1:] for row in asked(_TALLIES, [[line.pk for line in of]])}
    return {line.pk: _tally(line, found.get(line.pk, (0,) * 12), sure) for line in of}


def _tally(line: Line, row: tuple[float, ...], sure: float) -> Tally:
    drawn, reported, bad, *sums = row
    of_chance = Drawn(*sums)  # type: ignore[arg-type]
    told = estimate(of_chance, confidence=sure, finite=Frame(line.frame) is Frame.PREMISES)
    return Tally(line.number, int(drawn), int(reported), int(bad), int(drawn) - of_chance.drawn, told)


def coverage(programme: Programme, on: date) -> list[Coverage]:
    """How far each office is in each period on a day, over all lines; samples that no share asked for are left out."""
    sure = confidence_of(programme)
    made = []
    for office, _pk, *row in asked(_COVERAGE, [programme.pk, on]):
        from_on, to_on, planned, drawn, covered = row[:5]
        told = forecast(drawn, from_on, to_on, on, confidence=sure)
        stands = standing(planned, covered, told, to_on, on)
        made.append(Coverage(*(office, *row, told and told.ending_at(max(planned, drawn)), stands)))
    return made


def shares_of(
    programme: Programme, on: date, *, office: Office | None = None, line: Line | None = None
) -> QuerySet[Share]:
    """Shares of one office, or of one line, with what is drawn, reported and nonconforming; late ones first."""
    rows = Share.objects.filter(line__programme=programme).select_related("office", "line__programme")
    rows = rows if office is None else rows.filter(office=office)
    rows = rows if line is None else rows.filter(line=line)
    counted = {
        "drawn": Count("samples", filter=Q(samples__cancelled=False)),
        "reported": Count("samples", filter=Q(samples__cancelled=False, samples__report__gt=0)),
        "nonconforming": Count("samples", filter=Q(samples__cancelled=False, samples__conform=False)),
    }
    late = Case(When(to_on__lte=on, drawn__lt=F("number"), then=Value(0)), default=Value(1))
    return rows.annotate(**counted).order_by(late, "from_on", "line__position", "office__code")
