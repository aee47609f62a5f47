"""Reading the registry: which models are in charge, which are asked beside them, and what they may learn from."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import QuerySet

from guomen.catalogue.terms import Channel
from guomen.consignments.queries import declarations
from guomen.consignments.terms import CIVIL_ZONE, LINE_SCHEMA
from guomen.kernel.ledger.queries import entries_about
from guomen.kernel.statements import asked
from guomen.kernel.terms import Missing, SubjectRef, Text
from guomen.targeting import events
from guomen.targeting.models import LineOutcome, Promotion, RiskModel
from guomen.targeting.registry.frames import ASKED_SCHEMA
from guomen.targeting.registry.frames import line_frame as line_frame

if TYPE_CHECKING:
    from guomen.targeting.model_v1.scoring import Model

# Which channels look at what a model of each target foretells: goods that were sampled were opened too.
CHECKED = {
    Channel.PHYSICAL: (Channel.PHYSICAL, Channel.SAMPLE, Channel.HOLD),
    Channel.SAMPLE: (Channel.SAMPLE,),
}
# What the log says of each line beside what was declared. nonconforming, known_on, harm: what it was found to be;
# probability: the chance, beforehand, that it would be looked at. same_day: as the decision knew it.
LOG_SCHEMA = pl.Schema(
    ASKED_SCHEMA
    | {
        "nonconforming": pl.Int8(),
        "known_on": pl.Date(),
        "harm": pl.Float64(),
        "assignment": pl.Int64(),
        "consignment": pl.Int64(),
        "checked": pl.String(),
        "arm": pl.String(),
        "probability": pl.Float64(),
        "decided_on": pl.Date(),
    }
)


# The newest promotion in force of each model, where it has the model asked, in the order of signing. Written out: every
# posted declaration asks.
_ASKED = """
SELECT m.target, m.digest, newest."to"
FROM (
  SELECT DISTINCT ON (model_id) id, model_id, "to", decided_at FROM targeting_promotion
  WHERE state = 'in_force' ORDER BY model_id, decided_at DESC, id DESC
) AS newest JOIN targeting_riskmodel m ON m.id = newest.model_id
WHERE newest."to" IN ('champion', 'challenger') ORDER BY newest.decided_at, newest.id
"""


def asked_models() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """(champions, challengers) in one reading: the digest in charge of each target that has one, and by target the
    digests that are asked and not obeyed, oldest first.
    """
    in_charge: dict[str, str] = {}
    beside: dict[str, tuple[str, ...]] = {}
    for target, digest, standing in asked(_ASKED):
        if standing == Promotion.Standing.CHAMPION:
            in_charge[target] = digest
        else:
            beside[target] = (*beside.get(target, ()), digest)
    return in_charge, beside


def asked_digests() -> frozenset[str]:
    """The digests of every model that is asked, obeyed or not."""
    in_charge, beside = asked_models()
    return frozenset(in_charge.values()).union(*beside.values())


def champions() -> dict[str, str]:
    """The digest of the model in charge of each target that has one."""
    return asked_models()[0]


def challengers() -> dict[str, tuple[str, ...]]:
    """The digests of the models that are asked and not obeyed, by target, oldest first."""
    return asked_models()[1]


def standing(model: RiskModel) -> str:
    """The standing of a model: champion, challenger or retired; empty for one that was only registered."""
    newest = model.promotions.filter(state=Promotion.State.IN_FORCE).order_by("-decided_at", "-id").first()
    return newest.to if newest is not None else ""


def scorer(digest: str) -> "Model":
    """The model of this digest, ready to score; read once in a process.

    Raises Missing where there is none, ModelDamaged where one of its files is not what its manifest says.
    """
    return _scorer(digest)


@lru_cache(maxsize=8)
def _scorer(digest: str) -> "Model":
    return read_files(stored_files(digest), digest)


def read_files(files: Mapping[str, bytes], digest: str) -> "Model":
    """The model of these files, checked against their manifest. Raises ModelDamaged."""
    # LightGBM is loaded where a model is asked, not where the list of them is read.
    from guomen.targeting.model_v1.artefacts import from_files

    return from_files(files, digest)


def stored_files(digest: str) -> dict[str, bytes]:
    """A model's files by name, as they are stored. Raises Missing."""
    return {file.name: bytes(file.content) for file in risk_model(digest).files.all()}


def risk_model(digest: str) -> RiskModel:
    """A registered model by its digest, or by the first characters of it that no other has. Raises Missing."""
    found = RiskModel.objects.select_related("trained_by").filter(digest__startswith=digest)[:2]
    if not digest or len(found) != 1:
        raise Missing(
            "model.missing",
            Text(f"没有编号为{digest[:12]}的模型。", f"There is no model {digest[:12]!r}."),
            Text("请核对编号。", "Check its number in the list of models."),
        )
    return found[0]


def risk_models() -> QuerySet[RiskModel]:
    """Every registered model, newest first."""
    return RiskModel.objects.select_related("trained_by").order_by("-trained_at", "-id")


def learning_log(*, since: date | None = None, until: date | None = None, target: str = "physical") -> pl.DataFrame:
    """Every line that was looked at in a way that bears on `target`, with what it was found to be, in LOG_SCHEMA.

    since, until: the first and the last day whose outcomes are known (default: all). Of outcomes that contradict, the
    newest entry counts. A declaration without a day of its own has that of its draw.
    """
    found = list(outcomes(since=since, until=until, target=target))
    places = {(row.assignment.consignment_id, row.assignment.version) for row in found}
    declared = declarations(list(places))
    lines = line_frame(declared.values()).with_columns(
        pl.Series("consignment", [place[0] for place, one in declared.items() for _ in one.items], dtype=pl.Int64),
        pl.Series("_version", [place[1] for place, one in declared.items() for _ in one.items], dtype=pl.Int64),
    )
    labels = pl.DataFrame([_label(row) for row in found], schema=_LABELS)
    log = lines.join(labels, on=["consignment", "_version", "item_no"], how="inner")
    dated = log.with_columns(pl.col("declared_on").fill_null(pl.col("decided_on")))
    return dated.select(LOG_SCHEMA.names()).sort("declared_on", "consignment", "item_no")


_LABELS = pl.Schema(
    {"consignment": pl.Int64(), "_version": pl.Int64(), "item_no": pl.Int64()}
    | {name: kind for name, kind in LOG_SCHEMA.items() if name not in LINE_SCHEMA and name != "consignment"}
)


def outcomes(
    *, since: date | None = None, until: date | None = None, target: str = "physical"
) -> QuerySet[LineOutcome]:
    """The newest outcome of each line that was looked at in a way that bears on `target`, known on some days."""
    rows = LineOutcome.objects.filter(checked__in=CHECKED[Channel(target)])
    if since is not None:
        rows = rows.filter(known_at__gte=datetime.combine(since, time(), CIVIL_ZONE))
    if until is not None:
        rows = rows.filter(known_at__lt=datetime.combine(until + timedelta(days=1), time(), CIVIL_ZONE))
    newest = rows.order_by("assignment_id", "item_no", "-entry", "-id").distinct("assignment_id", "item_no")
    return LineOutcome.objects.filter(pk__in=newest.values("pk")).select_related("assignment").order_by("id")


def _label(row: LineOutcome) -> dict[str, Any]:
    line: dict[str, Any] = next((line for line in row.assignment.lines if line["item_no"] == row.item_no), {})
    return {
        "consignment": row.assignment.consignment_id,
        "_version": row.assignment.version,
        "item_no": row.item_no,
        "nonconforming": int(not row.conforming),
        "known_on": row.known_at.astimezone(CIVIL_ZONE).date(),
        "harm": row.harm,
        "assignment": row.assignment_id,
        "checked": row.checked,
        "arm": line.get("arm", ""),
        "probability": line.get("probability"),
        "same_day": line.get("same_day"),
        "decided_on": row.assignment.drawn_on,
    }


def waiting_promotions() -> QuerySet[Promotion]:
    """Proposals that wait for a second person, oldest first."""
    rows = Promotion.objects.filter(state=Promotion.State.WAITING)
    return rows.select_related("model", "proposed_by").order_by("id")


def drift(digest: str) -> dict[str, Any] | None:
    """What the last night's look at a model found; None before the first."""
    last = entries_about(SubjectRef("model", digest)).filter(kind=events.DRIFT_MEASURED).last()
    return dict(last.payload) if last is not None else None


def breaches() -> list[tuple[RiskModel, datetime, list[str]]]:
    """The models that are asked and whose last measurement passed thresholds of policy: when, and which."""
    found = []
    for row in RiskModel.objects.filter(digest__in=asked_digests()).order_by("pk"):
        last = entries_about(SubjectRef("model", row.digest)).filter(kind=events.DRIFT_MEASURED).last()
        if last is not None and last.payload["breaches"]:
            found.append((row, last.at, last.payload["breaches"]))
    return found
