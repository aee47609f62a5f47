"""Methods: registered with their scopes, revised as new versions, ended (ISO/IEC 17025:2017, 7.2)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Text
from guomen.laboratory.resources import events
from guomen.laboratory.resources.models import Competence, Method, MethodScope
from guomen.laboratory.resources.operations.saying import missing, taken, tell, wrong
from guomen.laboratory.resources.terms import MethodSaid, ScopeSaid


@transaction.atomic
def register_method(
    *, actor: Actor | None, at: datetime, laboratory: Office, method: MethodSaid, scopes: Sequence[ScopeSaid] = ()
) -> Method:
    """The laboratory works by a method from a day on. Raises NotPermitted, Conflict (the code is taken), Refusal."""
    _manager(actor, laboratory)
    _sound_method(method)
    if Method.objects.filter(laboratory=laboratory, code=method.code).exists():
        raise taken(method.code)
    row = Method.objects.create(laboratory=laboratory, **_columns(method))
    _add(row, scopes)
    tell(events.METHOD_REGISTERED, f"method:{row.pk}", laboratory, actor=actor, at=at, **_told(row, scopes))
    return row


@transaction.atomic
def revise_method(
    *, actor: Actor | None, at: datetime, method: int, said: MethodSaid, reason: str, keep_competences: bool = False
) -> Method:
    """A new revision takes over on its first day; scopes and instruments go with it, competences where it is said.

    Raises Missing, NotPermitted, Conflict (not the newest revision), Refusal (no reason, a day before the last one's).
    """
    old = _locked(actor, method)
    _sound_method(said)
    if not reason.strip():
        raise wrong("reason", Text("须说明修订理由。", "A revision has a reason."))
    if Method.objects.filter(laboratory=old.laboratory, code=old.code, revision__gt=old.revision).exists():
        raise _overtaken()
    if said.code != old.code or said.valid_from <= old.valid_from:
        raise wrong("valid_from", Text("新版须沿用编号且晚于旧版生效。", "A revision keeps the code and begins later."))
    old.valid_to = said.valid_from
    old.save(update_fields=["valid_to"])
    row = Method.objects.create(laboratory=old.laboratory, revision=old.revision + 1, **_columns(said))
    _carry(old, row, keep_competences)
    told = {"of": old.pk, "revision": row.revision, "reason": reason.strip(), "competences": keep_competences}
    tell(events.METHOD_REVISED, f"method:{row.pk}", old.laboratory, actor=actor, at=at, **told)
    return row


@transaction.atomic
def add_scope(*, actor: Actor | None, at: datetime, method: int, scope: ScopeSaid) -> MethodScope:
    """The method covers one analyte more, or one in other goods. Raises Missing, NotPermitted, Conflict, Refusal."""
    row = _locked(actor, method)
    same = row.scopes.filter(analyte_en__iexact=scope.analyte.en, goods=sorted(scope.goods))
    if same.exists():
        raise taken(scope.analyte.en)
    found = _add(row, [scope])[0]
    tell(events.SCOPE_ADDED, f"method:{row.pk}", row.laboratory, actor=actor, at=at, **_told(row, [scope]))
    return found


@transaction.atomic
def end_method(*, actor: Actor | None, at: datetime, method: int, on: date, reason: str) -> Method:
    """The laboratory works by it no more from a day on. Raises Missing, NotPermitted, Conflict (ended), Refusal."""
    row = _locked(actor, method)
    if row.valid_to is not None and row.valid_to <= on:
        raise _overtaken()
    if on <= row.valid_from or not reason.strip():
        raise wrong("reason", Text("须说明理由，且晚于生效日。", "State the reason, and a day after its first."))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    told = {"code": row.code, "revision": row.revision, "on": str(on), "reason": reason.strip()}
    tell(events.METHOD_ENDED, f"method:{row.pk}", row.laboratory, actor=actor, at=at, **told)
    return row


def _manager(actor: Actor | None, laboratory: Office) -> None:
    if actor is not None:
        require(actor, Capability.MANAGE_LABORATORY, laboratory)


def _locked(actor: Actor | None, method: int) -> Method:
    row = Method.objects.select_for_update(of=("self",)).select_related("laboratory").filter(pk=method).first()
    if row is None:
        raise missing(Text("方法", "method"))
    _manager(actor, row.laboratory)
    return row


def _overtaken() -> Conflict:
    return Conflict(
        "resources.method_ended",
        Text("该方法已有新版或已停用。", "The method has a newer revision, or has ended."),
        Text("请在现行版本上操作。", "Go to the revision that is in force."),
    )


def _sound_method(said: MethodSaid) -> None:
    if not (said.code.strip() and said.title.zh.strip() and said.title.en.strip()):
        raise wrong("code", Text("须填写编号和中英文名称。", "A method has a code and a title in both languages."))
    if (said.recovery_low is None) != (said.recovery_high is None) or (
        said.recovery_low is not None and said.recovery_high is not None and said.recovery_low >= said.recovery_high
    ):
        raise wrong("recovery_low", Text("回收率下限须低于上限。", "The lower recovery limit lies below the upper."))
    if said.hours <= 0 or said.blank_share < 0 or (said.rpd_max is not None and said.rpd_max < 0):
        raise wrong("hours", Text("工时须大于零，限值不得为负。", "Hours are above zero, limits are not negative."))
    if said.valid_to is not None and said.valid_to <= said.valid_from:
        raise wrong("valid_to", Text("停用日须晚于生效日。", "A method ends after it begins."))


def _sound_scope(said: ScopeSaid) -> None:
    amounts = (said.lod, said.loq, said.uncertainty_relative, said.uncertainty_absolute, said.coverage_factor)
    if not (said.analyte.zh and said.analyte.en and said.unit):
        raise wrong(
            "analyte", Text("须填写项目（中英文）和单位。", "A scope names its analyte in both languages and a unit.")
        )
    if any(not prefix.isdigit() or len(prefix) > 13 for prefix in said.goods):
        raise wrong("goods", Text("商品范围为1至13位数字编码。", "Goods are prefixes of 1 to 13 digits."))
    if any(amount is not None and amount <= 0 for amount in amounts):
        raise wrong("lod", Text("检出限、定量限、不确定度须大于零。", "LOD, LOQ and uncertainty are above zero."))
    if not _ordered(said.lod, said.loq) or not _ordered(said.low, said.high):
        raise wrong(
            "loq", Text("定量限不低于检出限，上限不低于下限。", "LOQ is not below LOD, nor the end below the start.")
        )


def _ordered(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high


def _columns(said: MethodSaid) -> dict[str, Any]:
    columns = {name: value for name, value in asdict(said).items() if name != "title"}
    return columns | {"title_zh": said.title.zh, "title_en": said.title.en}


def _add(row: Method, scopes: Sequence[ScopeSaid]) -> list[MethodScope]:
    made = []
    for said in scopes:
        _sound_scope(said)
        columns = {name: value for name, value in asdict(said).items() if name not in ("analyte", "goods")}
        names = {"analyte_zh": said.analyte.zh, "analyte_en": said.analyte.en, "goods": sorted(said.goods)}
        made.append(MethodScope(method=row, **columns, **names))
    return MethodScope.objects.bulk_create(made)


def _carry(old: Method, new: Method, keep_competences: bool) -> None:
    """Scopes and instruments of the old revision, and competences that were not withdrawn, become the new one's."""
    carried: list[MethodScope] = list(old.scopes.all())
    for scope in carried:
        scope.pk, scope.method = None, new
    MethodScope.objects.bulk_create(carried)
    new.instruments.set(old.instruments.all())
    if keep_competences:
        held = list(old.competences.filter(withdrawn_on__isnull=True))
        for competence in held:
            competence.pk, competence.method = None, new
            competence.granted_on = max(competence.granted_on, new.valid_from)
        lasting = [one for one in held if one.until is None or one.until >= one.granted_on]
        Competence.objects.bulk_create(lasting)


def _told(row: Method, scopes: Sequence[ScopeSaid]) -> dict[str, Any]:
    return {"code": row.code, "revision": row.revision, "analytes": [said.analyte.en for said in scopes]}
