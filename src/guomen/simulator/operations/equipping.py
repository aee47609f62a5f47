"""The laboratory before the first day: methods, people's competence, instruments, control charts, a self-check."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import office_of_code
from guomen.kernel.terms import Text
from guomen.laboratory.quality.operations import (
    add_control_point,
    agree_action,
    answer_item,
    close_audit,
    close_nonconformity,
    complete_action,
    open_audit,
    record_verification,
    start_series,
    state_cause,
    verify_action,
)
from guomen.laboratory.quality.queries import visible_nonconformities, visible_series
from guomen.laboratory.quality.terms import AuditKind, FirstValue, ItemAsked, NcSeverity, NcSource, NcState
from guomen.laboratory.resources.operations import (
    grant_competence,
    register_instrument,
    register_instruments,
    register_material,
    register_method,
)
from guomen.laboratory.resources.queries import self_check_items, visible_methods
from guomen.laboratory.resources.terms import CompetenceLevel, MaterialSaid, MethodSaid, ScopeSaid, VerificationKind
from guomen.simulator import people
from guomen.simulator.laboratory import (
    AFLATOXIN,
    CADMIUM,
    INSTRUMENTS,
    METHODS,
    NOT_REACHED,
    OUT_OF_TOLERANCE,
    OUTSIDE,
    QUIET,
    Practised,
)
from guomen.simulator.operations.knowing import instant

_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
_INSTITUTE = "上海市计量测试技术研究院 metrology institute"
# Points before the first day: a first run that mean and sd come from, then those that are judged.
_FIRST_RUN, _JUDGED, _FAULT_AT = 20, 30, 12
_OWN_ITEMS = (
    "制样间分区与清洁 Zones and cleaning of the preparation room",
    "气瓶与试剂管理 Gas cylinders and reagents",
    "样品冷藏温度记录 Temperatures of sample storage",
    "检测报告时限 Reports in time",
    "外部信息及时录入 Notices from outside are entered in time",
    "废弃物处理 Waste",
    "数据备份 Copies of data",
    "新人员带教 Teaching of newcomers",
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in the laboratory of the play."""

    analyst: Actor
    second: Actor
    manager: Actor
    laboratory: Office


def staff_of(known: dict[str, Actor]) -> Staff:
    """The people of the laboratory out of all people of the play."""
    return Staff(
        known[people.ANALYST.username],
        known[people.SECOND_ANALYST.username],
        known[people.LABORATORY_MANAGER.username],
        office_of_code(people.SHANGHAI),
    )


def set_up_laboratory(known: dict[str, Actor], first: date) -> None:
    """Everything that an accredited laboratory has on its first day, and what it went through in the weeks before."""
    staff = staff_of(known)
    methods = {one.code: _method(staff, one, first) for one in METHODS}
    for key in methods.values():
        _competences(staff, key, first)
    _instruments(staff, methods, first)
    _outside(staff, first)
    _series(staff, methods["SH-M-ELE"], CADMIUM, "GBW10045", "大米粉 rice flour", Decimal("0.19"), first)
    _series(staff, methods["SH-M-MYC"], AFLATOXIN, "QC-MP-02", "奶粉 milk powder", Decimal("0.25"), first)
    _self_check(staff, first)


def run_controls(known: dict[str, Actor], day: date) -> None:
    """The day's control value on every chart; the process is quiet."""
    staff = staff_of(known)
    for number, row in enumerate(visible_series(staff.analyst).filter(ended_on__isnull=True).order_by("pk")):
        at = instant(day, 7) + timedelta(minutes=number)
        if row.points.filter(at__gte=at).exists():
            continue  # a play that goes on after it was cut off
        value = row.mean + row.sd * QUIET[(day.toordinal() + number) % len(QUIET)]
        add_control_point(actor=staff.analyst, at=at, series=row.pk, value=round(value, 6))


def _method(staff: Staff, one: Practised, first: date) -> int:
    low, high = one.recovery or (None, None)
    said = MethodSaid(
        code=one.code,
        title=one.title,
        standard=one.standard,
        section=one.section.en,
        hours=Decimal(one.hours),
        recovery_low=None if low is None else Decimal(low),
        recovery_high=None if high is None else Decimal(high),
        rpd_max=Decimal(20),
        valid_from=first - 2 * _YEAR,
        source="synthetic",
    )
    scopes = [
        ScopeSaid(
            analyte=each.analyte,
            unit=each.unit,
            goods=each.goods,
            lod=Decimal(each.lod),
            loq=Decimal(each.lod) * 3,
            uncertainty_relative=Decimal(each.relative),
            accreditation="CNAS L0000 (synthetic)",
            accredited_until=first + 2 * _YEAR,
        )
        for each in one.covers
    ]
    at = instant(first - _DAY, 7)
    return register_method(actor=staff.manager, at=at, laboratory=staff.laboratory, method=said, scopes=scopes).pk


def _competences(staff: Staff, method: int, first: date) -> None:
    """Both analysts perform; the second and the manager review. The manager's own was granted from outside."""
    levels = (
        (staff.analyst, CompetenceLevel.PERFORM, staff.manager),
        (staff.second, CompetenceLevel.PERFORM, staff.manager),
        (staff.second, CompetenceLevel.REVIEW, staff.manager),
        (staff.manager, CompetenceLevel.REVIEW, None),
    )
    for person, level, by in levels:
        grant_competence(
            actor=by, at=instant(first - _DAY, 7), person=person, method=method, level=level,
            evidence="考核与盲样合格 test and blind sample passed", on=first - _YEAR, until=first + _YEAR,
        )  # fmt: skip


def _instruments(staff: Staff, methods: dict[str, int], first: date) -> None:
    at = instant(first - _DAY, 7)
    for number, each in enumerate(INSTRUMENTS, 1):
        used = [methods[one.code] for one in METHODS if each.said.code in one.instruments]
        row = register_instrument(actor=staff.manager, at=at, laboratory=staff.laboratory, said=each.said, methods=used)
        due = first + timedelta(days=each.runs_out)
        record_verification(
            actor=staff.manager, at=at, instrument=row.pk, kind=VerificationKind.CALIBRATION,
            on=due - each.said.interval * timedelta(days=30), passed=True, by=_INSTITUTE, due_on=due,
            certificate=f"SIMT-{first.year}-{number:04d}",
        )  # fmt: skip


def _outside(staff: Staff, first: date) -> None:
    """Instruments of clinics: most were verified in the last weeks, some were out of tolerance, some not reached."""
    at = instant(first - _DAY, 7)
    rows = register_instruments(actor=staff.manager, at=at, laboratory=staff.laboratory, said=OUTSIDE)
    for number, row in enumerate(rows, 1):
        if number % NOT_REACHED:
            failed = number % OUT_OF_TOLERANCE == 0
            record_verification(
                actor=staff.manager, at=at, instrument=row.pk, kind=VerificationKind.VERIFICATION,
                on=first - timedelta(days=number), passed=not failed, by=_INSTITUTE,
                deviation="示值误差+9 mmHg error of indication +9 mmHg" if failed else "",
            )  # fmt: skip


def _series(staff: Staff, method: int, analyte: Text, code: str, name: str, value: Decimal, first: date) -> None:
    """A chart with a first run and weeks of points; the first of them has been out of control once, and was mended."""
    zh, _, en = name.partition(" ")
    said = MaterialSaid(
        code=code, name=Text(f"{zh}质控样", f"{en} control material"), analyte=analyte, value=value,
        unit="mg/kg" if analyte is CADMIUM else "µg/kg", lot="A1", uncertainty=value * Decimal("0.05"),
        expires_on=first + _YEAR,
    )  # fmt: skip
    begun = instant(first, 7) - (_FIRST_RUN + _JUDGED + 1) * _DAY
    material = register_material(actor=staff.manager, at=begun, laboratory=staff.laboratory, said=said)
    sd = value * Decimal("0.04")
    run = [FirstValue(begun + place * _DAY, value + sd * QUIET[place]) for place in range(_FIRST_RUN)]
    row = start_series(
        actor=staff.manager, at=begun + _FIRST_RUN * _DAY, method=visible_methods(staff.manager).get(pk=method),
        material=material, first=run,
    )  # fmt: skip
    for place in range(_JUDGED):
        at = begun + (_FIRST_RUN + place) * _DAY
        faulty = analyte is CADMIUM and place == _FAULT_AT
        distance = Decimal("3.6") if faulty else QUIET[place % len(QUIET)]
        add_control_point(actor=staff.analyst, at=at, series=row.pk, value=round(row.mean + row.sd * distance, 6))
        if faulty:
            _mended(staff, at.date())


def _mended(staff: Staff, day: date) -> None:
    """The rejection is traced to its cause on the same day, put right, and verified by another person."""
    found = visible_nonconformities(staff.manager).filter(state=NcState.OPEN, source=NcSource.CONTROL).get()
    at = instant(day, 9)
    state_cause(
        actor=staff.manager, at=at, number=found.number,
        cause="标准溶液配制后未摇匀 the standard solution was not mixed after dilution",
        impact="当批样品已全部重测，无报告发出 the samples of the run were tested again; nothing was reported",
    )  # fmt: skip
    agreed = agree_action(
        actor=staff.manager, at=at, number=found.number, responsible=staff.second, due_on=day + 3 * _DAY,
        what="重配标准溶液并核对 prepare the solution again and check it",
    )  # fmt: skip
    later = instant(day, 14)
    complete_action(actor=staff.second, at=later, action=agreed.pk, done="重配并经比对合格 prepared, compared, agrees")
    verify_action(actor=staff.manager, at=later, action=agreed.pk, effective=True)
    rule = agree_action(
        actor=staff.manager, at=later, number=found.number, responsible=staff.second, due_on=day + 10 * _DAY,
        preventive=True, what="作业指导书增加摇匀步骤 the instruction names the mixing as a step",
    )  # fmt: skip
    complete_action(actor=staff.second, at=later, action=rule.pk, done="已修订并宣贯 revised and made known")
    verify_action(actor=staff.manager, at=later, action=rule.pk, effective=True)
    close_nonconformity(
        actor=staff.manager, at=later, number=found.number, closing="复测质控在1s内 the control lies within 1s again"
    )


def _self_check(staff: Staff, first: date) -> None:
    """Eight required items and eight of the laboratory's own; two do not conform, one of them is being corrected."""
    at = instant(first - 20 * _DAY, 10)
    required = [ItemAsked(f"{text.zh} {text.en}", clause) for clause, text in self_check_items()]
    own = [ItemAsked(question, required=False) for question in _OWN_ITEMS]
    audit = open_audit(
        actor=staff.manager, at=at, laboratory=staff.laboratory, kind=AuditKind.SELF, on=at.date(),
        title=f"检测工作自查自纠 Self-check {at.year}", items=[*required, *own],
    )  # fmt: skip
    wrong = {2: NcSeverity.MINOR, 13: NcSeverity.MAJOR}
    for position in range(1, len(required) + len(own) + 1):
        answer_item(
            actor=staff.manager, at=at, audit=audit.pk, position=position, conform=position not in wrong,
            found="一处需整改 one thing to correct" if position in wrong else "符合 in order",
            severity=wrong.get(position, NcSeverity.MINOR),
        )  # fmt: skip
    close_audit(actor=staff.manager, at=at, audit=audit.pk)
    late = visible_nonconformities(staff.manager).filter(source=NcSource.AUDIT, severity=NcSeverity.MAJOR).get()
    agree_action(
        actor=staff.manager, at=at, number=late.number, responsible=staff.second, due_on=first - 2 * _DAY,
        what="每日核对外部通报并登记 notices are looked at and entered every day", preventive=True,
    )  # fmt: skip
