"""Our own findings and results that do not conform become signals, once; withdrawn or corrected, they are retracted."""

from typing import Any

import pytest

from guomen.inspection.models import Finding, Task
from guomen.kernel.ledger.terms import News
from guomen.surveillance.signals.handlers import on_findings, on_results, on_withdrawn
from guomen.surveillance.signals.models import Signal
from tests.decisions import world
from tests.surveillance.signals.conftest import AT


def news(kind: str, payload: dict[str, Any]) -> News:
    """A piece of news."""
    return News(entry=1, kind=kind, at=AT, subjects=(), payload=payload, actor="")


def result(conformity: str, analyte: str = "Salmonella") -> News:
    """The report of a sample with one statement."""
    statement = {"analyte": {"zh": "沙门氏菌", "en": analyte}, "conformity": conformity, "request": 5, "reasons": []}
    told = {"sample": "S26-000001", "subject": "task:1", "report": 1, "conform": conformity == "conform",
            "goods_code": "0306179000999", "statements": [statement]}  # fmt: skip
    return news("laboratory.result.reported", told)


@pytest.mark.usefixtures("radar")
class TestResults:
    def test_a_result_that_does_not_conform_is_a_signal_once(self) -> None:
        on_results([result("nonconform")])
        on_results([result("nonconform")])
        row = Signal.objects.get()
        assert (row.source.code, row.kind, row.hazard, row.goods) == (
            "laboratory-results", "laboratory_result", "salmonella", "0306179000999",
        )  # fmt: skip
        assert (row.sample, row.credibility, row.state) == ("S26-000001", "confirmed", "current")

    @pytest.mark.parametrize("conformity", ["conform", "inconclusive", "not_assessed"])
    def test_a_result_that_says_nothing_against_the_goods_is_none(self, conformity: str) -> None:
        on_results([result(conformity)])
        assert not Signal.objects.exists()

    def test_a_corrected_report_that_conforms_takes_the_signal_back(self) -> None:
        on_results([result("nonconform")])
        on_results([result("conform")])
        assert Signal.objects.get().state == "retracted"

    def test_an_analyte_that_nobody_named_is_kept_in_its_words(self) -> None:
        on_results([result("nonconform", "unobtainium")])
        row = Signal.objects.get()
        assert (row.hazard, row.hazard_words) == ("", "unobtainium")


@pytest.mark.usefixtures("radar")
class TestFindings:
    def test_a_finding_is_a_signal_once_and_withdrawn_it_is_retracted(self) -> None:
        told = self.recorded()
        on_findings([news("inspection.finding.recorded", told)])
        on_findings([news("inspection.finding.recorded", told)])
        row = Signal.objects.get()
        assert (row.source.code, row.finding, row.hazard) == ("port-findings", told["finding"], "salmonella")
        assert row.office is not None
        assert (row.consignment_id, row.office.code, row.party) == (told["consignment"], "910100", "MX-1")
        on_withdrawn(news("inspection.finding.withdrawn", {"finding": told["finding"], "reason": "mistaken lot"}))
        row.refresh_from_db()
        assert row.state == "retracted"

    def recorded(self) -> dict[str, Any]:
        """A finding on a lodged declaration, and what the ledger tells of it."""
        case = world.lodged()
        officer = world.person("officer")
        task = Task.objects.create(
            consignment_id=case.consignment, version=case.version, assignment=1, channel="physical",
            office=officer.office, kind="physical", station="1", shift_on=AT.date(), shift="day",
            opened_at=AT, due_at=AT,
        )  # fmt: skip
        row = Finding.objects.create(
            task=task, consignment_id=case.consignment, version=case.version, office=officer.office, kind="microbe",
            severity="major", hazard="salmonella", text="沙门氏菌检出", recorded_by=officer, recorded_at=AT,
        )  # fmt: skip
        return {"finding": row.pk, "consignment": case.consignment, "hazard": "salmonella",
                "goods_code": "0306179000999",
                "origin": "MX", "producer": "MX-1", "sample": ""}  # fmt: skip
