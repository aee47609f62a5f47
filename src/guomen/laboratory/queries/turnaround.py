"""How long samples take, and what is behind, by section of a laboratory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from guomen.kernel.offices.models import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """A section in a span of days. median, ninety: hours from receipt to report, None where nothing was reported.

    waiting: tests of samples in the laboratory that are not reported; oldest: since when the oldest of them is there;
    overdue: of those waiting, past their hour.
    """

    name: str
    reported: int
    median: float | None
    ninety: float | None
    waiting: int
    oldest: datetime | None
    overdue: int


_SQL = """
WITH own AS (
  SELECT id FROM kernel_office WHERE path LIKE %(path)s
), done AS (
  SELECT s.id, extract(epoch FROM r.reported_at - s.received_at) / 3600 AS hours
  FROM laboratory_report r JOIN laboratory_sample s ON s.id = r.sample_id
  WHERE r.reported_at >= %(since)s AND r.version = 1 AND s.received_at IS NOT NULL
    AND s.laboratory_id IN (SELECT id FROM own)
), times AS (
  SELECT section, count(*) AS reported,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median,
         percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS ninety
  FROM (SELECT DISTINCT d.id, d.hours, coalesce(m.section, '') AS section
        FROM done d JOIN laboratory_testrequest q ON q.sample_id = d.id
        LEFT JOIN laboratory_result t ON t.request_id = q.id
        LEFT JOIN laboratory_method m ON m.id = coalesce(t.method_used_id, q.method_used_id)) AS each
  GROUP BY section
), backlog AS (
  SELECT coalesce(m.section, '') AS section, count(*) AS waiting, min(s.received_at) AS oldest,
         count(*) FILTER (WHERE coalesce(q.due_at, s.due_at) < %(at)s) AS overdue
  FROM laboratory_sample s JOIN laboratory_testrequest q ON q.sample_id = s.id
  LEFT JOIN LATERAL (SELECT t.method_used_id FROM laboratory_result t WHERE t.request_id = q.id
                     ORDER BY t.version DESC LIMIT 1) AS t ON true
  LEFT JOIN laboratory_method m ON m.id = coalesce(t.method_used_id, q.method_used_id)
  WHERE s.state IN ('received', 'prepared', 'tested', 'reviewed', 'authorised')
    AND s.laboratory_id IN (SELECT id FROM own)
  GROUP BY 1
)
SELECT coalesce(t.section, b.section) AS section, coalesce(t.reported, 0), t.median, t.ninety,
       coalesce(b.waiting, 0), b.oldest, coalesce(b.overdue, 0)
FROM times t FULL JOIN backlog b ON b.section = t.section ORDER BY 1
"""


def sections(actor: Actor, at: datetime, days: int) -> list[Section]:
    """Every section of the laboratories that the person sees, with what it reported in the last `days` days.

    Samples without a registered method stand under the section "".
    """
    if actor.office is None:
        return []
    told: dict[str, str | datetime] = {
        "path": f"{actor.office.path}%",
        "since": at - timedelta(days=days),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, told)
        return [
            Section(name, done, _plain(median), _plain(ninety), *rest)
            for name, done, median, ninety, *rest in cursor.fetchall()
        ]


def _plain(hours: object) -> float | None:
    return None if hours is None else float(str(hours))
