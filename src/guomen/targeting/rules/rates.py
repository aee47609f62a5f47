"""The share of lots: the plan in force for the goods, where their record stands under it, and fixed frequencies.

A plan's rate is raised for the origin and lowered for the green channel; a fixed frequency in force is a floor.
"""

from dataclasses import dataclass
from datetime import date

from guomen.catalogue.terms import Channel, CheckFrequency, ProductRisk, SupervisionMode
from guomen.kernel.terms import Reason, Refusal, Text
from guomen.targeting.plans.rules.building import machine_of
from guomen.targeting.plans.rules.continuous import Csp1
from guomen.targeting.plans.rules.machine import Machine, automaton
from guomen.targeting.plans.rules.telling import standing_told
from guomen.targeting.rules.docket import Docket
from guomen.targeting.rules.rulebook import Rulebook
from guomen.targeting.rules.supervision import MODES, RISKS
from guomen.targeting.terms import Ruling

# The plan where policy names none: CSP-1 with the numbers of the supervision mode.
OF_THE_MODE = "csp-1"


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """A plan under a supervision mode. source: the row that makes it so."""

    mode: SupervisionMode
    code: str
    machine: Machine
    source: str


def named_goods(docket: Docket, goods: str) -> str:
    """As much of the goods code as any plan or frequency names: few answers for many codes."""
    prefixes = docket.rulebook.planned_goods
    return next((goods[:length] for length in range(len(goods), 0, -1) if goods[:length] in prefixes), "")


def named_origin(docket: Docket, origin: str) -> str:
    """The origin, if any plan or frequency names it; else one word for all others, nothing for none stated."""
    return origin if origin in docket.rulebook.planned_origins or not origin else "other"


def rate_plan(docket: Docket, grade: int, risk: str, goods: str, origin: str, office: str, on: date) -> PlanInForce:
    """The plan in force: the one that policy names for the mode, if it says anything of the goods; else the mode's."""
    book = docket.rulebook
    mode = SupervisionMode(book.policy(f"targeting.mode.{grade}.{risk}", on, office).value)
    code = book.word(f"targeting.rate_plan.{mode}", on, office, OF_THE_MODE)
    row = book.snapshot.rate_plan(code, goods, origin, on, book.offices.get(office, ""))
    if row is None and code != OF_THE_MODE and not any(known.code == code for known in book.snapshot.rate_plans):
        raise _unknown(code, mode)
    machine = machine_of(row) if row is not None else None
    if row is None or machine is None:
        return _of_the_mode(book, mode, office, on)
    return PlanInForce(mode, code, machine, row.key)


def _of_the_mode(book: Rulebook, mode: SupervisionMode, office: str, on: date) -> PlanInForce:
    held = book.policy(f"targeting.lot_rate.{mode}", on, office)
    i = book.policy(f"targeting.csp.{mode}.clearance_number", on, office).whole
    f = book.policy(f"targeting.csp.{mode}.sampling_fraction", on, office).number
    return PlanInForce(mode, OF_THE_MODE, Csp1(i, f, held.number), held.key)


def _unknown(code: str, mode: SupervisionMode) -> Refusal:
    return Refusal(
        "targeting.rate_plan.unknown",
        Text(f"没有名为“{code}”的抽批方案。", f"There is no rate plan {code!r}."),
        Text(
            f"请在 reference/rate_plans.csv 中补充，或更正 targeting.rate_plan.{mode}。",
            f"Add it to reference/rate_plans.csv, or correct the policy targeting.rate_plan.{mode}.",
        ),
    )


def stands(docket: Docket, plan: PlanInForce, record: str) -> int:
    """Where the record stands: the number of a place of the plan."""
    return automaton(plan.machine).fold(record)


def severity(docket: Docket, plan: PlanInForce, place: int) -> str:
    """How severe inspection of an opened lot is under ISO 2859-1: normal but for plans that switch."""
    return automaton(plan.machine).standings[place].severity


def lot_draw(
    docket: Docket,
    grade: int,
    risk: str,
    origin: str,
    green: bool,
    plan: PlanInForce,
    place: int,
    office: str,
    on: date,
) -> Ruling:
    """The lot rate: what the plan says for the record, raised for the origin, lowered for the green channel, at most
    1. Lots that the draw picks take the channel that policy names.
    """
    book = docket.rulebook
    uplift = book.policy(f"targeting.origin_uplift.{origin}", on, office).number
    factor = book.policy("targeting.green_channel_factor", on, office).number if green else 1.0
    rate = min(1.0, automaton(plan.machine).standings[place].rate * uplift * factor)
    graded, mode, told = RISKS[ProductRisk(risk)], MODES[plan.mode], standing_told(plan.machine, place)
    words = Text(
        f"{grade}类企业、{graded.zh}商品：{mode.zh}。{told.zh}。抽批比例{rate:.4g}。",
        f"Class {grade} enterprise, {graded.en} goods: {mode.en} supervision. {told.en}. Lot rate {rate:.4g}.",
    )
    channel = Channel(book.policy("targeting.drawn_channel", on, office).value)
    return Ruling(channel, rate, (Reason("supervision.lot_rate", words, source=plan.source),))


# Rows of fixed frequencies that mean a line, of all schemes in force.
Frequencies = tuple[CheckFrequency, ...]


def frequencies(docket: Docket, goods: str, origin: str, office: str, on: date) -> Frequencies:
    """The rows in force of the schemes that policy applies at the office."""
    book = docket.rulebook
    schemes = [part.strip() for part in book.word("targeting.frequency_schemes", on, office, "none").split(";")]
    return tuple(row for scheme in schemes for row in book.snapshot.frequencies_of(scheme, goods, origin, on))


def identity_floor(docket: Docket, rows: Frequencies) -> Ruling | None:
    """The highest share with an identity check; nothing where physical checks are as frequent, for they include it."""
    row = max(rows, key=lambda one: one.identity, default=None)
    if row is None or row.identity <= max(one.physical for one in rows):
        return None
    return _floor(Channel.IDENTITY, row.identity, row, Text("核对货证", "identity check"))


def physical_floor(docket: Docket, rows: Frequencies) -> Ruling | None:
    """The highest share with a physical check."""
    row = max(rows, key=lambda one: one.physical, default=None)
    return _floor(Channel.PHYSICAL, row.physical, row, Text("现场查验", "physical check")) if row else None


def _floor(channel: Channel, share: float, row: CheckFrequency, check: Text) -> Ruling:
    wider = Text("", "") if row.exact else Text("；商品编号范围较宽", "; the codes hold other goods too")
    words = Text(
        f"{row.scheme}第{row.number}行（{row.name.zh}）：{check.zh}不低于{share:.4g}{wider.zh}。",
        f"{row.scheme}, row {row.number} ({row.name.en}): {check.en} of at least {share:.4g}{wider.en}.",
    )
    return Ruling(channel, share, (Reason("supervision.frequency", words, source=row.key),))
