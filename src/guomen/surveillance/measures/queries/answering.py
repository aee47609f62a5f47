"""What a measure answers: a finding, a dossier, an alert; and what it would then be about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guomen.catalogue.queries import commodity_name, contained_in
from guomen.catalogue.terms import Condition
from guomen.inspection.queries import finding
from guomen.kernel.terms import Missing, Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.terms import AlertLevel, AlertState
from guomen.surveillance.clusters.models import Dossier


def condition_of_finding(finding_id: int) -> Condition:
    """What a measure on this finding would be about: its goods heading, origin and producer. Raises Missing."""
    row = finding(finding_id)
    return Condition(
        goods=(row.goods_code[:4],) if row.goods_code else (),
        origins=frozenset({row.origin} - {""}),
        producers=frozenset({row.producer} - {""}),
    )


def contained(goods: Sequence[str], on: date) -> list[dict[str, Any]]:
    """The products that contain goods of these prefixes, with their paths: {"goods", "share", "zh", "en"}."""
    paths = {path.product: path for prefix in reversed(goods) for path in contained_in(prefix, on=on)}
    fresh = [paths[product] for product in sorted(paths) if not product.startswith(tuple(goods))]
    names = {prefix: commodity_name(prefix) for path in fresh for prefix in path.goods}
    return [
        {"goods": list(path.goods), "share": str(path.share), **path.told(names).as_json()}
        for path in sorted(fresh, key=lambda path: (len(path.steps), path.product))
    ]


@dataclass(frozen=True, slots=True)
class AlertAnswered:
    """The alert that a measure answers: its level, and the id of its dossier."""

    level: str
    dossier: int | None

    @property
    def level_text(self) -> Text:
        """The level's name."""
        return AlertLevel(self.level).text


def alert_answered(number: str) -> AlertAnswered:
    """The version of an alert that stands, or waits to be signed where none stands yet. Raises Missing."""
    standing = [AlertState.ISSUED, AlertState.PROPOSED]
    found = Alert.objects.filter(number=number, state__in=standing).order_by("state", "-version").first()
    if found is None:
        raise Missing(
            "measure.no_alert",
            Text(f"没有生效或待签发的预警{number}。", f"No alert {number} stands or waits to be signed."),
            Text("请核对预警编号。", "Check the number in the list of alerts."),
        )
    return AlertAnswered(found.level, found.dossier_id)


def alert_about(number: str) -> tuple[Condition, str]:
    """What an alert that stands or waits is about: its condition and hazard. Raises Missing."""
    alert_answered(number)
    row = Alert.objects.filter(number=number).order_by("-version")[0]
    said = dict(row.condition) or {"goods": row.goods, "origins": row.origins}
    return Condition.from_json(said), row.hazard


def dossier_answered(number: str) -> int:
    """The id of a dossier. Raises Missing."""
    found = Dossier.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise Missing(
            "measure.no_dossier",
            Text(f"没有编号为{number}的风险案卷。", f"There is no dossier {number}."),
            Text("请核对案卷编号。", "Check the number in the list of dossiers."),
        )
    return found


def dossier_about(number: str) -> tuple[Condition, str]:
    """What a dossier is about: its goods and origins, and its hazard. Raises Missing."""
    row = Dossier.objects.get(pk=dossier_answered(number))
    return Condition(goods=tuple(row.goods), origins=frozenset(row.origins)), row.hazard
