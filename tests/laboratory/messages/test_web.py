"""Pages of profiles and messages, as a manager and an analyst use them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guomen.kernel.offices.models import Actor
from guomen.kernel.terms import Role
from guomen.laboratory.models import Instrument, Message, MessageLine, Profile, Result, Sample
from tests.laboratory import people
from tests.laboratory.messages import written


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(actor)
    client.cookies["django_language"] = "en"
    return client


def file(content: bytes, name: str = "run.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def page(client: Client, address: str, data: dict[str, Any] | None = None) -> str:
    answer = client.post(address, data, follow=True) if data is not None else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_manager_makes_a_profile_from_a_sample_message_without_code(
    manager: Actor, instrument: Instrument, sample: Sample
) -> None:
    client = client_of(manager)
    content = written.csv((sample.label, "Cd111", "0.05", "mg/kg"), (sample.label, "Zn66", "bad", "mg/kg"))
    shown = page(client, "/laboratory/profiles/new",
                 {"name": "ICP-1", "instrument": instrument.pk, "wire": "", "file": file(content)})  # fmt: skip
    profile = Profile.objects.get()
    assert (profile.wire, profile.state, profile.instrument) == ("csv", "draft", instrument)
    assert "cadmium (Cd)" in shown
    assert "1 fault" in shown
    assert "disabled" in shown
    address = f"/laboratory/profiles/{profile.pk}"
    assert "cannot be read" in page(client, address, {"act": "use"})
    form = {"act": "save", "sample": "Sample", "code": "Element", "value": "Conc", "unit": "Unit", "mark": ".",
            "less": "on", "codes": "Cd111 = 镉 = cadmium (Cd)\nZn66 = 锌 = zinc = mg/kg", "absent": "ND\nbad",
            "units": "ppb = µg/kg"}  # fmt: skip
    assert "no fault" in page(client, address, form)
    assert "in use from now on" in page(client, address, {"act": "use"})
    profile.refresh_from_db()
    assert (profile.state, profile.definition["units"]) == ("in_use", {"ppb": "µg/kg"})
    page(client, address, {"act": "version"})
    assert list(Profile.objects.order_by("version").values_list("version", "state")) == [(1, "in_use"), (2, "draft")]


def test_a_definition_that_cannot_be_is_refused_at_its_field(manager: Actor, profile: Profile) -> None:
    client = client_of(manager)
    page(client, f"/laboratory/profiles/{profile.pk}", {"act": "version"})
    draft = Profile.objects.get(state="draft")
    shown = page(client, f"/laboratory/profiles/{draft.pk}",
                 {"act": "save", "sample": "Sample", "mark": ".", "codes": "Cd111 = 镉 = cadmium"})  # fmt: skip
    assert "code: this cannot be used" in shown


def test_held_lines_are_shown_with_their_fault_settled_and_dismissed(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    client = client_of(analyst)
    rows = [("rice 7", "Cd111", "0.05", "mg/kg"), ("rinse", "Cd111", "9", "mg/kg"), ("<script>", "Cd111", "1", "mg/kg")]
    shown = page(client, "/laboratory/messages", {"profile": profile.pk, "file": file(written.csv(*rows))})
    assert "no sample with the label “rice 7”" in shown
    assert "<script>" not in shown.replace("<script src", "")
    first, second, _third = MessageLine.objects.order_by("position")
    address = f"/laboratory/messages/{first.message_id}"
    said = {f"line-{first.pk}-sample": sample.label, f"line-{first.pk}-code": "Cd111", f"line-{first.pk}-unit": "mg/kg"}
    assert "The line was applied" in page(client, address, {"act": "settle", "line": first.pk, **said})
    assert Result.objects.get().request.sample == sample
    without = page(client, address, {"act": "dismiss", "line": second.pk})
    assert "dismissed with a reason" in without
    done = page(client, address, {"act": "dismiss", "line": second.pk, f"line-{second.pk}-reason": "a rinse"})
    assert "1 line was dismissed" in done
    page(client, address, {"act": "dismiss-all", "why": "not ours"})
    assert not MessageLine.objects.filter(state="held").exists()
    answer = client.get(f"{address}/file")
    assert answer.content == written.csv(*rows)
    assert "attachment" in answer["Content-Disposition"]


def test_a_broken_file_is_shown_as_rejected_whole_and_the_same_file_as_known(
    analyst: Actor, profile: Profile, sample: Sample
) -> None:
    client = client_of(analyst)
    shown = page(client, "/laboratory/messages", {"profile": profile.pk, "file": file(b"Sample,Element\nA")})
    assert "Nothing of it was applied" in shown
    content = written.csv((sample.label, "Cd111", "0.05", "mg/kg"))
    for _ in range(2):
        shown = page(client, "/laboratory/messages", {"profile": profile.pk, "file": file(content)})
    assert "This file came before" in shown
    assert Message.objects.count() == 2


@pytest.mark.parametrize("address", ["/laboratory/messages", "/laboratory/profiles", "/laboratory/worksheets"])
def test_lists_open_for_the_laboratory_and_not_for_traders(manager: Actor, address: str) -> None:
    page(client_of(manager), address)
    trader = people.person(Role.TRADER, "GM1001")
    assert client_of(trader).get(address).status_code == 403
