"""Reading the catalogue: the snapshot of an edition, policies, limits, names, sampling tables, lists for screens."""

from guomen.catalogue.queries.compositions import compositions, contained_in, measure_bases
from guomen.catalogue.queries.folders import Folder, folder_reference
from guomen.catalogue.queries.goods import GoodsFacts, goods_facts
from guomen.catalogue.queries.limits import limits_for, sampling_tables
from guomen.catalogue.queries.markets import CODEX, market_name, market_of
from guomen.catalogue.queries.measures import measure_history, measures
from guomen.catalogue.queries.names import (
    all_goods,
    code_name,
    code_set,
    commodity_name,
    countries,
    country_name,
    goods_like,
    hazard_kinds,
    hazard_name,
    hazards,
    port_name,
    ports,
)
from guomen.catalogue.queries.policies import policies_in_force, policy_proposals, policy_rows, policy_types
from guomen.catalogue.queries.snapshots import policy, snapshot
from guomen.catalogue.queries.standards import (
    editions,
    equivalents,
    in_its_edition,
    limits_like,
    limits_of,
    standards,
    standards_like,
)
from guomen.catalogue.queries.words import (
    hazard_groups,
    hazard_names,
    origin_names,
    product_categories,
    product_names,
)

__all__ = [
    "CODEX",
    "Folder",
    "GoodsFacts",
    "all_goods",
    "code_name",
    "code_set",
    "commodity_name",
    "compositions",
    "contained_in",
    "countries",
    "country_name",
    "editions",
    "equivalents",
    "folder_reference",
    "goods_facts",
    "goods_like",
    "hazard_groups",
    "hazard_kinds",
    "hazard_name",
    "hazard_names",
    "hazards",
    "in_its_edition",
    "limits_for",
    "limits_like",
    "limits_of",
    "market_name",
    "market_of",
    "measure_bases",
    "measure_history",
    "measures",
    "origin_names",
    "policies_in_force",
    "policy",
    "policy_proposals",
    "policy_rows",
    "policy_types",
    "port_name",
    "ports",
    "product_categories",
    "product_names",
    "sampling_tables",
    "snapshot",
    "standards",
    "standards_like",
]
