"""Lists of models and of what was proposed about them."""

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guomen.catalogue.terms import Channel
from guomen.kernel.templatetags.guomen import badge, named, said
from guomen.kernel.terms import Text
from guomen.targeting.models import Promotion, RiskModel

STANDINGS = {
    "champion": Text("在用", "in charge"),
    "challenger": Text("挑战者", "challenger"),
    "retired": Text("已退役", "retired"),
    "": Text("已登记", "registered"),
}
STATES = {
    "waiting": Text("待复核", "waits for a second person"),
    "in_force": Text("已生效", "in force"),
    "declined": Text("未获同意", "declined"),
}
# The tone of a standing, in the words of the house's badges.
TONES = {"champion": "in_force", "challenger": "testing", "retired": "closed", "": "general"}


def standing_badge(standing: str) -> SafeString:
    """A model's standing in a word."""
    return badge(TONES[standing], STANDINGS[standing])


class ModelTable(tables.Table):
    """Every registered model with its standing; `standings` by the model's key, `damaged` those that cannot be read."""

    digest = tables.Column(verbose_name=_("Model"), linkify=("targeting-model", (tables.A("digest"),)), orderable=False)
    target = tables.Column(verbose_name=_("Kind of check"))
    standing = tables.Column(verbose_name=_("Standing"), empty_values=(), orderable=False)
    trained_at = tables.DateTimeColumn(verbose_name=_("Trained"), format="Y-m-d H:i")
    trained_by = tables.Column(verbose_name=_("By"))
    trained_until = tables.DateColumn(verbose_name=_("Knows outcomes until"), format="Y-m-d")
    labelled = tables.Column(verbose_name=_("Lines learned from"), accessor="card__data__labelled", orderable=False)
    nonconforming = tables.Column(
        verbose_name=_("of them nonconforming"), accessor="card__data__nonconforming", orderable=False
    )

    def __init__(self, *args: Any, standings: dict[int, str], damaged: set[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.standings, self.damaged = standings, damaged

    def render_digest(self, value: str) -> str:
        return value[:12]

    def render_target(self, record: RiskModel) -> str:
        return said(Channel(record.target).text)

    def render_trained_by(self, value: Any) -> str:
        return named(value)

    def render_standing(self, record: RiskModel) -> SafeString:
        shown = standing_badge(self.standings.get(record.pk, ""))
        return shown + badge("stop", Text("已损坏", "damaged")) if record.pk in self.damaged else shown


class PromotionTable(tables.Table):
    """What was proposed about models, and what became of it."""

    to = tables.Column(verbose_name=_("Standing"))
    ground = tables.Column(verbose_name=_("Ground"), orderable=False)
    proposed_by = tables.Column(verbose_name=_("Proposed by"), orderable=False)
    proposed_at = tables.DateTimeColumn(verbose_name=_("Proposed"), format="Y-m-d H:i")
    decided_by = tables.Column(verbose_name=_("Decided by"), orderable=False)
    decided_at = tables.DateTimeColumn(verbose_name=_("Decided"), format="Y-m-d H:i")
    state = tables.Column(verbose_name=_("State"))
    look = tables.Column(
        verbose_name="", empty_values=(), orderable=False, linkify=("targeting-promotion", (tables.A("pk"),))
    )

    def render_to(self, record: Promotion) -> SafeString:
        return standing_badge(record.to)

    def render_proposed_by(self, value: Any) -> str:
        return named(value)

    def render_decided_by(self, value: Any) -> str:
        return named(value)

    def render_state(self, record: Promotion) -> SafeString:
        return badge(record.state, STATES[record.state])

    def render_look(self) -> Any:
        return _("Evidence")


class WaitingTable(PromotionTable):
    """Proposals that wait for a second person, with the model that they are about."""

    model = tables.Column(
        verbose_name=_("Model"), accessor="model__digest", linkify=("targeting-model", (tables.A("model__digest"),)),
        orderable=False,
    )  # fmt: skip
    decided_by = None
    decided_at = None

    class Meta:
        sequence = ("model", "...")

    def render_model(self, value: str) -> str:
        return value[:12]

    def render_look(self) -> Any:
        return _("Decide")
