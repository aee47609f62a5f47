"""Certified reference materials and control materials: registered, withdrawn (6.5, 7.7.1 a)."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Text
from guomen.laboratory.resources import events
from guomen.laboratory.resources.models import ReferenceMaterial
from guomen.laboratory.resources.operations.saying import missing, taken, tell, wrong
from guomen.laboratory.resources.terms import MaterialSaid


@transaction.atomic
def register_material(
    *, actor: Actor | None, at: datetime, laboratory: Office, said: MaterialSaid
) -> ReferenceMaterial:
    """Put a reference material on the shelf. Raises NotPermitted, Conflict (code and lot are taken), Refusal."""
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, laboratory)
    if not (said.code.strip() and said.name.zh and said.name.en and said.analyte.zh and said.analyte.en and said.unit):
        raise wrong("code", Text("须填写编号、名称、项目和单位。", "Code, name, analyte and unit are needed."))
    if said.uncertainty is not None and said.uncertainty <= 0:
        raise wrong("uncertainty", Text("不确定度须大于零。", "An uncertainty is above zero."))
    if said.certified and said.uncertainty is None:
        raise wrong("uncertainty", Text("有证标准物质须有不确定度。", "A certified material states its uncertainty."))
    if ReferenceMaterial.objects.filter(laboratory=laboratory, code=said.code, lot=said.lot).exists():
        raise taken(f"{said.code} {said.lot}".strip())
    columns = {name: value for name, value in asdict(said).items() if name not in ("name", "analyte")}
    row = ReferenceMaterial.objects.create(
        laboratory=laboratory,
        name_zh=said.name.zh,
        name_en=said.name.en,
        analyte_zh=said.analyte.zh,
        analyte_en=said.analyte.en,
        **columns,
    )
    told = {"code": row.code, "lot": row.lot, "analyte": row.analyte_en}
    tell(events.MATERIAL_REGISTERED, f"material:{row.pk}", laboratory, actor=actor, at=at, **told)
    return row


@transaction.atomic
def withdraw_material(*, actor: Actor, at: datetime, material: int, reason: str) -> ReferenceMaterial:
    """It is used up, spoilt, or not what it said. Raises Missing, NotPermitted, Refusal (no reason)."""
    rows = ReferenceMaterial.objects.select_for_update(of=("self",)).select_related("laboratory")
    row = rows.filter(pk=material).first()
    if row is None or row.withdrawn_on is not None:
        raise missing(Text("在用标准物质", "reference material in use"))
    require(actor, Capability.MANAGE_LABORATORY, row.laboratory)
    if not reason.strip():
        raise wrong("reason", Text("须说明理由。", "State the reason."))
    row.withdrawn_on = timezone.localdate(at)
    row.save(update_fields=["withdrawn_on"])
    told = {"code": row.code, "lot": row.lot, "reason": reason.strip()}
    tell(events.MATERIAL_WITHDRAWN, f"material:{row.pk}", row.laboratory, actor=actor, at=at, **told)
    return row
