"""A laboratory at work: a method for two metals, a competent analyst, a verified instrument, a material with its chart,
and samples of rice that were prepared."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.operations import set_up_grants, set_up_offices
from guomen.kernel.terms import Role, SubjectRef, Text
from guomen.laboratory import operations
from guomen.laboratory.models import (
    Competence,
    ControlSeries,
    Instrument,
    Method,
    MethodScope,
    ReferenceMaterial,
    Sample,
    TestRequest,
    Verification,
)
from guomen.laboratory.terms import Hand, Limit, LimitKind, Requested, SampleState
from tests.laboratory import laws, people

AT = datetime(2018, 5, 7, 2, 0, tzinfo=UTC)
DAY = date(2018, 5, 7)
CADMIUM, LEAD = Text("镉", "cadmium (Cd)"), Text("铅", "lead (Pb)")
GRANTS = people.GRANTS | {Role.LABORATORY_MANAGER: ["test", "authorise_result", "manage_laboratory"]}


def set_up(*, reference: bool = False) -> None:
    """The offices and what each role may do; with the reference data where a policy is asked for."""
    if reference:
        laws.lay_down()
    set_up_offices(people.OFFICES)
    set_up_grants({"role": role, "capability": one} for role, held in GRANTS.items() for one in held)


def laboratory() -> Office:
    return Office.objects.get(code="GM10")


def method() -> Method:
    """Two metals in rice, with limits for every kind of control."""
    row = Method.objects.create(
        laboratory=laboratory(),
        code="SH-M-01",
        standard="GB 5009.268-2016",
        title_zh="食品中多元素的测定",
        title_en="Multi-element determination in food",
        recovery_low=80,
        recovery_high=110,
        rpd_max=20,
        blank_share=Decimal("0.5"),
        valid_from=date(2017, 1, 1),
    )
    for analyte in (CADMIUM, LEAD):
        MethodScope.objects.create(
            method=row,
            analyte_zh=analyte.zh,
            analyte_en=analyte.en,
            goods=["1006"],
            unit="mg/kg",
            lod=Decimal("0.002"),
            loq=Decimal("0.006"),
            uncertainty_relative=Decimal("0.12"),
        )
    return row


def instrument(of: Method) -> Instrument:
    """An instrument for the method, verified for a year."""
    row = Instrument.objects.create(laboratory=of.laboratory, code="ICP-1", name_zh="质谱仪", name_en="ICP-MS")
    row.methods.add(of)
    Verification.objects.create(
        instrument=row, kind="calibration", on=date(2018, 1, 8), due_on=date(2019, 1, 7), passed=True,
        by="SIMT", recorded_at=AT,
    )  # fmt: skip
    return row


def analyst(of: Method, username: str = "") -> Actor:
    """Somebody who may perform the method."""
    person = people.person(Role.LABORATORY_ANALYST, "GM10", username)
    Competence.objects.create(person=person, method=of, level="perform", granted_on=date(2017, 6, 1))
    return person


def material(of: Method, *, chart: bool = False) -> ReferenceMaterial:
    """Rice with 0.20 ± 0.01 mg/kg of cadmium; with its control chart."""
    row = ReferenceMaterial.objects.create(
        laboratory=of.laboratory, code="GBW10045", lot="17A", name_zh="大米标准物质", name_en="rice", unit="mg/kg",
        analyte_zh=CADMIUM.zh, analyte_en=CADMIUM.en, value=Decimal("0.20"), uncertainty=Decimal("0.01"),
    )  # fmt: skip
    if chart:
        ControlSeries.objects.create(
            method=of, material=row, analyte_zh=CADMIUM.zh, analyte_en=CADMIUM.en, unit="mg/kg",
            mean=Decimal("0.20"), sd=Decimal("0.005"), started_on=date(2018, 1, 8),
        )  # fmt: skip
    return row


def asked(analyte: Text, most: str = "0.2", **more: object) -> Requested:
    """A test against a maximum."""
    limit = Limit(LimitKind.MAX, "mg/kg", Decimal(most), standard="GB 2762", edition="2017", **more)  # type: ignore[arg-type]
    return Requested(analyte, DAY, limit=limit)


def sample(*requests: Requested, state: SampleState = SampleState.PREPARED, at: datetime = AT) -> Sample:
    """A sample of rice, on its bench."""
    officer = people.person(Role.PORT_OFFICER, "GM1001")
    row = operations.order_sample(
        actor=officer,
        at=at,
        subject=SubjectRef("consignment", "12/3"),
        office=Office.objects.get(code="GM1001"),
        laboratory=laboratory(),
        goods_code="1006302000999",
        description="rice",
        requests=requests or [asked(CADMIUM), asked(LEAD)],
    )
    if state is SampleState.ORDERED:
        return row
    person = people.person(Role.LABORATORY_ANALYST, "GM10")
    label, hand = row.label, Hand("somebody", "bench")
    operations.draw_sample(actor=officer, at=at, label=label, scanned=label, hand=hand)
    operations.hand_over_sample(actor=officer, at=at, label=label, scanned=label, hand=hand)
    operations.receive_sample(actor=person, at=at, label=label, scanned=label, hand=hand)
    return operations.prepare_sample(actor=person, at=at, label=label, scanned=label, hand=hand)


def request_of(row: Sample, analyte: Text) -> TestRequest:
    """The sample's test of an analyte."""
    return row.requests.get(analyte_en=analyte.en)


def later(minutes: int) -> datetime:
    """So many minutes after the beginning."""
    return AT + timedelta(minutes=minutes)
