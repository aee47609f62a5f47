"""Sending: every signed version once to every outlet that takes it, whoever is killed on the way and whoever hangs."""

import http.server
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Conflict, Missing, NotPermitted, Refusal, Role, Text
from guomen.surveillance.alerts.models import Alert, Outlet, Sending
from guomen.surveillance.alerts.operations import (
    claim_sendings,
    propose_lifting,
    register_outlet,
    retry_sending,
    send_waiting,
    settle_sending,
    sign_alert,
    stop_outlet,
)
from guomen.surveillance.alerts.publication.channels import folder, hand_over
from guomen.surveillance.alerts.publication.parcels import Answer, Limits, Parcel
from guomen.surveillance.alerts.publication.webhooks import post, signature
from guomen.surveillance.alerts.terms import AlertKind, AlertLevel, Audience, OutletKind
from tests.decisions.world import NOON, lay_down, person
from tests.surveillance.alerts.world import HOUR, analyst, chief, issued

pytestmark = pytest.mark.usefixtures("warning")
SIGNED = NOON + HOUR


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def outlet(kind: OutletKind = OutletKind.FOLDER, address: str = "partners", name: str = "", **asked: Any) -> Outlet:
    return register_outlet(actor=None, at=NOON, name=name or address, kind=kind, address=address, **asked)


def at(seconds: float) -> datetime:
    return SIGNED + timedelta(seconds=seconds)


def sent(seconds: float = 1, **asked: Any) -> int:
    return send_waiting(clock=lambda: at(seconds), **asked)


def test_a_signed_alert_lies_in_the_folder_and_its_delay_from_the_assessment_is_on_record() -> None:
    outlet()
    issued()
    assert sent() == 1
    [file] = folder("partners").iterdir()
    assert file.name == "A-2018-0001-v1.xml"
    assert b"<msgType>Alert</msgType>" in file.read_bytes()
    row = Sending.objects.get()
    assert (row.state, row.attempts, row.sent_at) == ("sent", 1, at(1))
    # The assessment was signed three hours before the alert.
    assert row.delay == 3 * 3600 + 1
    assert Entry.objects.get(kind="surveillance.alert.sent").payload["delay"] == row.delay


def test_nothing_is_sent_before_the_second_signature() -> None:
    outlet()
    row = issued()
    Sending.objects.all().delete()
    propose_lifting(actor=analyst(), at=SIGNED, number=row.number, ground=Text("已整改", "Remedied"))
    assert sent() == 0


def test_a_worker_that_starts_after_the_signature_finds_what_waits() -> None:
    """The process that signed is gone: the row that it wrote with its signature is all that is needed."""
    outlet()
    issued()
    assert Sending.objects.get().state == "waiting"
    assert (sent(), sent(2)) == (1, 0)
    assert Entry.objects.filter(kind="surveillance.alert.sent").count() == 1


class Killed(BaseException):
    """What ends a worker in the middle of its work."""


def test_killed_between_claiming_and_sending_it_is_taken_up_again_once() -> None:
    outlet()
    issued()

    def killed(parcel: Parcel, limits: Limits) -> Answer:
        raise Killed

    with pytest.raises(Killed):
        sent(hand=killed)
    assert Sending.objects.get().state == "claimed"
    assert sent(10) == 0, "a claim that is not stale belongs to somebody"
    assert sent(40) == 1
    assert sent(80) == 0
    assert [one.name for one in folder("partners").iterdir()] == ["A-2018-0001-v1.xml"]


def test_killed_between_sending_and_writing_it_down_the_receiver_still_has_it_once() -> None:
    outlet()
    issued()
    keys = []

    def killed(parcel: Parcel, limits: Limits) -> Answer:
        keys.append(parcel.key)
        hand_over(parcel, limits)
        if len(keys) == 1:
            raise Killed
        return hand_over(parcel, limits)

    with pytest.raises(Killed):
        sent(hand=killed)
    assert sent(40, hand=killed) == 1
    assert len(set(keys)) == 1, "a repetition is known by its key"
    assert [one.name for one in folder("partners").iterdir()] == ["A-2018-0001-v1.xml"]
    assert Sending.objects.get().state == "sent"


def test_what_another_worker_has_claimed_is_settled_by_that_one_only() -> None:
    outlet()
    issued()
    [claim] = claim_sendings(at=at(1))
    assert claim_sendings(at=at(2)) == []
    [again] = claim_sendings(at=at(40))
    assert again.pk == claim.pk
    assert not settle_sending(at=at(41), sending=claim.pk, claimed_at=at(1), answer=Answer(True, "late"))
    assert settle_sending(at=at(41), sending=claim.pk, claimed_at=at(40), answer=Answer(True, "ok"))


def refuses(parcel: Parcel, limits: Limits) -> Answer:
    return Answer(False, "HTTP 503")


def test_a_failure_is_tried_again_after_a_pause_that_doubles_and_is_given_up_in_the_end() -> None:
    outlet()
    issued()
    lay_down("surveillance.alert.send.attempts", "3", type="whole")
    assert sent(1, hand=refuses) == 1
    row = Sending.objects.get()
    assert (row.state, row.next_at, row.answer) == ("waiting", at(31), "HTTP 503")
    assert sent(30, hand=refuses) == 0
    assert sent(31, hand=refuses) == 1
    assert Sending.objects.get().next_at == at(91)
    assert sent(91, hand=refuses) == 1
    assert Sending.objects.get().state == "failed"
    assert sent(9999) == 0
    assert Entry.objects.get(kind="surveillance.alert.not_sent").payload["attempts"] == 3
    retry_sending(actor=chief(), at=at(9999), sending=row.pk)
    assert sent(9999) == 1
    assert Sending.objects.get().state == "sent"


def test_only_what_failed_is_tried_again_and_only_by_who_may() -> None:
    outlet()
    issued()
    row = Sending.objects.get()
    with pytest.raises(Conflict):
        retry_sending(actor=chief(), at=NOON, sending=row.pk)
    with pytest.raises(Missing):
        retry_sending(actor=chief(), at=NOON, sending=row.pk + 1)
    with pytest.raises(NotPermitted):
        retry_sending(actor=analyst(), at=NOON, sending=row.pk)


def test_what_failed_and_was_replaced_meanwhile_is_not_sent_after_what_replaced_it() -> None:
    outlet()
    row = issued()
    sent(1, hand=refuses)
    lifting = propose_lifting(actor=analyst(), at=at(2), number=row.number, ground=Text("已整改", "Remedied"))
    sign_alert(actor=chief(), at=at(3), number=row.number, version=lifting.version)
    sent(4)
    sent(60)
    assert [one.name for one in folder("partners").iterdir()] == ["A-2018-0001-v2.xml"]
    assert [one.state for one in Sending.objects.order_by("pk")] == ["failed", "sent"]


def test_a_circular_leaves_the_agency_only_for_outlets_that_ask_for_it_by_name() -> None:
    outlet(address="public")
    outlet(address="ports", kinds=[AlertKind.CIRCULAR])
    outlet(address="reds", levels=[AlertLevel.RED])
    issued(audience=Audience.PORTS)
    assert [one.outlet.name for one in Sending.objects.all()] == ["ports"]


def test_an_outlet_that_was_stopped_is_sent_nothing_more() -> None:
    row = outlet()
    operator = person("operator", Role.OPERATOR, "900000")
    stop_outlet(actor=operator, at=NOON, outlet=row.pk)
    issued()
    assert not Sending.objects.exists()
    with pytest.raises(Missing):
        stop_outlet(actor=operator, at=NOON, outlet=row.pk + 1)


def test_a_letter_goes_to_every_mailbox_with_the_cap_document_and_a_stable_message_id() -> None:
    outlet(OutletKind.EMAIL, "a@example.org, b@example.org", language="en")
    issued()
    sent()
    [letter] = mail.outbox
    assert letter.to == ["a@example.org", "b@example.org"]
    assert letter.subject.startswith("[Level II")
    assert "Action to be taken: " in letter.body
    assert letter.attachments[0][0] == "A-2018-0001-v1.xml"
    assert letter.extra_headers["Message-ID"].startswith("<A-2018-0001-v1.")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (OutletKind.EMAIL, "nobody"),
        (OutletKind.EMAIL, " , "),
        (OutletKind.FOLDER, "../../etc"),
        (OutletKind.FOLDER, "/tmp"),
        (OutletKind.WEBHOOK, "ftp://example.org/"),
        (OutletKind.WEBHOOK, "https://"),
        (OutletKind.WEBHOOK, "https://user:secret@example.org/"),
        (OutletKind.WEBHOOK, "https://example.org/a b"),
        (OutletKind.WEBHOOK, "http://localhost:8000/"),
        (OutletKind.WEBHOOK, "http://127.0.0.1/"),
        (OutletKind.WEBHOOK, "http://10.1.2.3/"),
        (OutletKind.WEBHOOK, "http://169.254.169.254/latest"),
        (OutletKind.WEBHOOK, "http://[::1]/"),
        (OutletKind.WEBHOOK, "http://[::ffff:192.168.0.1]/"),
    ],
)
def test_an_address_that_nothing_should_be_sent_to_is_refused(kind: OutletKind, address: str) -> None:
    with pytest.raises(Refusal) as error:
        outlet(kind, address)
    assert error.value.code == "outlet.address"


def test_an_outlet_has_a_name_of_its_own_and_is_registered_by_who_operates() -> None:
    outlet(name="partners")
    with pytest.raises(Conflict):
        outlet(name="partners", address="other")
    with pytest.raises(Refusal):
        outlet(name=" ", address=" ")
    with pytest.raises(NotPermitted):
        register_outlet(actor=analyst(), at=NOON, name="x", kind=OutletKind.FOLDER, address="x")


class Receiver(http.server.BaseHTTPRequestHandler):
    """A partner's machine: takes, refuses, sends elsewhere, trickles or says nothing, by its path."""

    got: list[tuple[str, dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers), body))
        if self.path == "/hangs":
            time.sleep(3)
            return
        if self.path == "/trickles":
            for _ in range(60):
                self.wfile.write(b"H")
                time.sleep(0.05)
            return
        self.send_response({"/refuses": 503, "/elsewhere": 302}.get(self.path, 204))
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    Receiver.got.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def parcel(address: str) -> Parcel:
    return Parcel(
        sending=1, key="A-1-v1.1@here", outlet=1, kind=OutletKind.WEBHOOK, address=address, secret="s3cret",
        alert="A-1-v1", name="a.xml", document=b"<alert/>", subject="", letter="",
    )  # fmt: skip


OPEN = Limits(0.5, private_addresses=True)


def test_a_webhook_is_sent_the_cap_document_signed(receiver: str) -> None:
    assert post(parcel(f"{receiver}/in?x=1"), OPEN) == Answer(True, "HTTP 204")
    [(path, headers, body)] = Receiver.got
    assert (path, body) == ("/in?x=1", b"<alert/>")
    assert headers["Guomen-Signature"] == signature("s3cret", b"<alert/>")
    assert headers["Content-Type"] == "application/cap+xml"
    assert headers["Idempotency-Key"] == "A-1-v1.1@here"


@pytest.mark.parametrize(
    ("path", "said"), [("/refuses", "HTTP 503"), ("/elsewhere", "HTTP 302"), ("/hangs", ""), ("/trickles", "")]
)
def test_a_webhook_that_refuses_sends_elsewhere_hangs_or_trickles_has_not_taken_it(
    receiver: str, path: str, said: str
) -> None:
    answer = post(parcel(receiver + path), OPEN)
    assert not answer.taken
    assert said in answer.said
    assert len(Receiver.got) == 1, "no redirection is followed"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://localhost:1/", "http://no.such.host.invalid/"])
def test_a_webhook_that_is_not_there_is_an_answer_and_no_error(address: str) -> None:
    assert not post(parcel(address), OPEN).taken


def test_a_private_address_is_not_sent_to_however_its_name_resolves(receiver: str) -> None:
    answer = post(parcel(f"{receiver}/in"), Limits(0.5, private_addresses=False))
    assert not answer.taken
    assert "private network" in answer.said
    assert Receiver.got == []


def test_one_that_never_answers_harms_nobody(receiver: str) -> None:
    lay_down("surveillance.alert.send.private_addresses", "yes", type="flag")
    lay_down("surveillance.alert.send.seconds", "0.5", type="number")
    outlet(OutletKind.WEBHOOK, f"{receiver}/hangs")
    outlet(OutletKind.WEBHOOK, f"{receiver}/in")
    outlet()
    issued()
    assert sent() == 3
    states = dict(Sending.objects.values_list("outlet__address", "state"))
    assert states == {f"{receiver}/hangs": "waiting", f"{receiver}/in": "sent", "partners": "sent"}
    assert Alert.objects.get().state == "issued"
