"""Reading the catalogue: the snapshot of an edition, policies, limits, names, sampling tables, lists for screens."""

from guomen.catalogue.queries.limits import limits_for, sampling_tables
from guomen.catalogue.queries.measures import measure_history, measures
from guomen.catalogue.queries.names import (
    code_name,
    code_set,
    commodity_name,
    countries,
    country_name,
    goods_like,
    hazard_name,
    hazards,
    port_name,
    ports,
)
from guomen.catalogue.queries.snapshots import policy, snapshot

__all__ = [
    "code_name",
    "code_set",
    "commodity_name",
    "countries",
    "country_name",
    "goods_like",
    "hazard_name",
    "hazards",
    "limits_for",
    "measure_history",
    "measures",
    "policy",
    "port_name",
    "ports",
    "sampling_tables",
    "snapshot",
]
