"""Reading the pool: who tests what, how far outside bodies agree with us, what was saved."""

from guomen.laboratory.pool.queries.bodies import (
    agreement,
    bodies,
    body,
    issuer,
    load,
    offered,
    offers,
    share_to_verify,
)
from guomen.laboratory.pool.queries.orders import orders, service_order
from guomen.laboratory.pool.queries.outside import accepted_for, outside_report, outside_reports, statements_on
from guomen.laboratory.pool.queries.routes import Candidate, candidates, route_of, routings, waiting_samples
from guomen.laboratory.pool.queries.savings import Savings, savings

__all__ = [
    "Candidate",
    "Savings",
    "accepted_for",
    "agreement",
    "bodies",
    "body",
    "candidates",
    "issuer",
    "load",
    "offered",
    "offers",
    "orders",
    "outside_report",
    "outside_reports",
    "route_of",
    "routings",
    "savings",
    "service_order",
    "share_to_verify",
    "statements_on",
    "waiting_samples",
]
