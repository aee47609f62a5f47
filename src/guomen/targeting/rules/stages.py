"""The stages in their order, each with the natural key that it reads; the one table both evaluators follow."""

from datetime import date

from guomen.catalogue.terms import Channel
from guomen.kernel.terms import Reason, Text
from guomen.targeting.rules import gates, orders, rates, requirements, selecting, staged, supervision
from guomen.targeting.rules.docket import Docket, Stage
from guomen.targeting.terms import Ruling


def yuan_rate(docket: Docket, currency: str, on: date) -> float | None:
    """CNY for one unit of the currency; one where none is named. None where policy has no rate for it."""
    if currency in ("", "CNY", "142"):
        return 1.0
    try:
        return docket.rulebook.snapshot.policy(f"targeting.exchange_rate.{currency}", on).number
    except LookupError:
        return None


def currency_known(docket: Docket, currency: str, on: date) -> Ruling | None:
    """Say where the value cannot be read in CNY, so that conditions on the value are not met."""
    if yuan_rate(docket, currency, on) is not None:
        return None
    text = Text(
        f"币制{currency}无折算率：以货值为条件的规则未适用。",
        f"No exchange rate for {currency}: rules with a condition on the value were not applied.",
    )
    return Ruling(Channel.RELEASE, reasons=(Reason("line.currency_unknown", text),))


SELECTION = Stage("selection", 0, ("office", "law_day"), selecting.selection, True)
RANDOM_ARMS = Stage("random_arms", 0, ("selection", "office", "law_day"), selecting.random_arms, True)
# Facts of a line that follow from others and that conditions or stages read; in the order in which they are found.
DERIVED = (
    Stage("law_day", 0, ("on",), supervision.law_day),
    Stage("party_day", 0, ("importer", "on"), supervision.party_day, True),
    Stage("enterprise_class", 0, ("importer", "party_day", "law_day"), supervision.enterprise_class, True),
    Stage("product_risk", 0, ("goods", "law_day"), supervision.product_risk),
    Stage("graded_origin", 0, ("origin",), supervision.graded_origin),
    Stage("origin_risk", 0, ("graded_origin", "goods", "law_day"), supervision.origin_risk),
    Stage("green_held", 0, ("importer", "party_day"), supervision.green_held, True),
    Stage("direct_held", 0, ("importer", "party_day"), supervision.direct_held, True),
    Stage("green", 0, ("green_held", "goods"), supervision.green_channel),
    Stage("lot_class", 0, ("lot",), supervision.lot_size_class),
    Stage("yuan_rate", 0, ("currency", "law_day"), yuan_rate),
    Stage("named_goods", 0, ("goods",), rates.named_goods),
    Stage("named_origin", 0, ("origin",), rates.named_origin),
    Stage(
        "rate_plan",
        0,
        ("enterprise_class", "product_risk", "named_goods", "named_origin", "office", "law_day"),
        rates.rate_plan,
    ),
    Stage("stands", 0, ("rate_plan", "record"), rates.stands, True),
    Stage("severity", 0, ("rate_plan", "stands"), rates.severity),
    Stage("frequencies", 0, ("named_goods", "named_origin", "office", "law_day"), rates.frequencies),
    SELECTION,
)
# What judges a rule that means the line, by the rule's kind; each reads the rule and these columns.
OF_RULES = {
    stage.name: stage
    for stage in (
        Stage("market_access", 1, ("goods", "origin", "shipped_on", "on"), gates.gate_access),
        Stage("establishment_registration", 2, ("producer", "goods", "origin", "on"), gates.gate_establishment, True),
        Stage("importer_filing", 3, ("importer", "direction", "goods", "on"), gates.gate_filing, True),
        Stage("designated_port", 4, ("port", "goods", "law_day"), gates.gate_port),
        Stage("staged_sampling", 4, ("followed", "producer", "season"), staged.staged_required, True),
        Stage("order", 6, (), orders.order_applied),
        Stage("order_by_lot", 6, ("lot", "law_day"), orders.order_applied),
        Stage("document", 7, ("documents", "law_day"), requirements.document_presented),
        Stage("quarantine_permit", 7, ("permits", "documents", "goods", "on"), requirements.permit_presented, True),
        Stage("check", 8, (), requirements.check_ordered),
        Stage("test", 8, (), requirements.ordered_test),
        Stage("test_by_lot", 8, ("lot", "law_day"), requirements.ordered_test),
    )
}
UNCERTAIN = Stage("uncertain", 9, ("goods",), orders.uncertain_hit)
# What is asked of every line, after the rules that mean it.
OF_LINES = (
    Stage("staged", 5, ("followed",), staged.gate_staged, True),
    Stage("class", 10, ("importer", "party_day", "law_day"), supervision.class_stated, True),
    Stage("product", 11, ("goods", "law_day"), supervision.product_risk_stated),
    Stage("origin", 12, ("graded_origin", "goods", "law_day"), supervision.origin_risk_stated),
    Stage("green", 13, ("green_held", "goods"), supervision.green_stated),
    Stage("currency", 14, ("currency", "law_day"), currency_known),
    Stage(
        "lot_draw",
        15,
        (
            "selection",
            "enterprise_class",
            "product_risk",
            "origin_risk",
            "green",
            "rate_plan",
            "stands",
            "office",
            "law_day",
        ),
        selecting.unless_replaced(rates.lot_draw),
    ),
    Stage("fallback", 16, ("selection",), selecting.fallback_stated),
    Stage("identity_floor", 17, ("frequencies",), rates.identity_floor),
    Stage("physical_floor", 18, ("frequencies",), rates.physical_floor),
    Stage(
        "direct_release",
        19,
        ("direct_held", "special_pass", "destination_office", "goods"),
        supervision.direct_release,
    ),
    Stage("units", 20, ("lot_class", "product_risk", "severity", "office", "law_day"), supervision.units_to_take),
)
