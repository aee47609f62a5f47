"""A programme's way through the port: picked, drawn, tested, counted; what exceeds is intercepted in what follows."""

import pytest

from guomen.decisions.models import Disposition
from guomen.inspection.models import SampleOrder
from guomen.kernel.ledger.models import Entry
from guomen.laboratory.models import Sample
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.clusters.models import Dossier
from guomen.targeting.queries import control_order, replay
from tests.supervision.programmes import port
from tests.supervision.world import asked, signed

pytestmark = pytest.mark.usefixtures("place")


def test_goods_that_only_a_programme_picks_go_on_and_what_is_found_in_them_meets_the_next() -> None:
    programme = signed(asked(number=80))
    port.heard()
    share = port.share()
    assert (share.rate, control_order(share.order).office.code) == (1.0, "910100")

    first = port.lot("R1")
    assert (first.assignment.channel, first.programmes) == ("sample", [f"{programme.number}/1"])
    label = first.inspected()
    sample = Sample.objects.get(label=label)
    assert (sample.purpose, sample.requester) == ("programme", f"{programme.number}/1")
    counted = port.counted(label)
    assert (counted.share, counted.chance, counted.origin, counted.producer) == (share, 1.0, "IT", "IT-0001")
    # Nobody waits for the laboratory.
    assert SampleOrder.objects.get(label=label).state == "pending"
    proposal = first.proposal()
    assert proposal is not None
    assert proposal.kind == "release"
    port.decided(first)

    port.reported(label, "0.9")
    counted.refresh_from_db()
    assert (counted.conform, counted.exceeded, counted.report) == (False, ["lead (Pb)"], 1)
    assert counted.values["lead (Pb)"] == {"value": "0.9 mg/kg", "unit": "mg/kg", "conformity": "nonconform"}
    told = Entry.objects.get(kind="supervision.limit.exceeded").payload
    assert (told["sample"], told["analytes"], told["origin"]) == (label, ["lead (Pb)"], "IT")
    # As any other finding: another act is proposed, though the goods were released.
    acts = Disposition.objects.filter(consignment_id=first.consignment).order_by("pk")
    assert [(act.kind, act.state) for act in acts] == [("release", "issued"), ("return", "proposed")]
    dossier = Dossier.objects.get()
    assert (dossier.opening, dossier.hazard, dossier.origins) == ("exceeded", "lead", ["IT"])
    assert [(one.level, one.state, one.proposed_by) for one in Alert.objects.all()] == [("blue", "proposed", None)]

    second = port.lot("R2")
    assert sorted(second.programmes) == ["", f"{programme.number}/1"]
    assert f"order:{told['order']}" in second.assignment.sources
    # What the interception asks for is waited for.
    label = second.inspected()
    assert (Sample.objects.get(label=label).purpose, second.proposal()) == ("inspection", None)
    port.reported(label, "0.1")
    proposal = second.proposal()
    assert proposal is not None
    assert proposal.kind == "release"
    assert port.counted(label).conform is True
    assert all(replay(lot.assignment.pk).same for lot in (first, second))
