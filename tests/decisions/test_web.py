"""Screens of decisions: each sees and does what is his, a stranger sees the public check and nothing else."""

import io

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from guomen.decisions.models import Appeal, Certificate, Disposition
from guomen.decisions.operations import lodge_appeal, release_on_documents, replace_certificate, revoke_certificate
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from tests.decisions import world
from tests.decisions.world import NOON, found, issued, lodged, person, proposed

pytestmark = pytest.mark.usefixtures("agency")
LABEL = found("label", "major", 1, "")


def browser(actor: Actor | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if actor is not None:
        client.force_login(actor)
    return client


@pytest.fixture
def trader() -> Actor:
    return person("trader", Role.TRADER, office="", represents=world.IMPORTER)


class TestPublicCheck:
    """/v/<code> has four answers, for anybody."""

    def ask(self, code: str, language: str = "en") -> tuple[int, str]:
        response = browser(None, language).get(f"/v/{code}")
        return response.status_code, response.content.decode()

    def test_valid(self) -> None:
        certificate = issued(LABEL).certificates.get()
        status, said = self.ask(certificate.code)
        assert status == 200
        for word in ("We issued this certificate", certificate.number, certificate.sha256, "夹心饼干", "Yangshan"):
            assert word in said

    def test_it_names_no_person_and_no_importer(self) -> None:
        _status, said = self.ask(issued(LABEL).certificates.get().code)
        for word in ("first先生", "First", world.IMPORTER, "上海某某"):
            assert word not in said

    def test_in_chinese(self) -> None:
        assert "现行有效" in self.ask(issued(LABEL).certificates.get().code, "zh-hans")[1]

    def test_revoked_says_when_and_why(self) -> None:
        certificate = issued(LABEL).certificates.get()
        revoke_certificate(actor=person("wang"), at=NOON, number=certificate.number, ground="录入错误")
        said = self.ask(certificate.code)[1]
        assert "was revoked" in said
        assert "录入错误" in said
        assert "2018-08-01 12:00" in said

    def test_replaced_leads_to_the_successor(self) -> None:
        old = issued(LABEL).certificates.get()
        new = replace_certificate(actor=person("wang"), at=NOON, number=old.number, ground="更正")
        said = self.ask(old.code)[1]
        assert "was replaced" in said
        assert reverse("decisions-check", args=[new.code]) in said

    @pytest.mark.parametrize("code", ["0000-1111", "国门", "0" * 21, "A" * 300])
    def test_not_ours(self, code: str) -> None:
        status, said = self.ask(code)
        assert status == 404
        assert "Not ours, or mistyped" in said

    def test_a_mistyped_code_does_not_ask_the_database(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(0):  # type: ignore[operator]
            browser(None).get("/v/ABCDE")

    def test_typed_with_hyphens_in_small_letters(self) -> None:
        code = issued(LABEL).certificates.get().code
        response = browser(None).get("/v", {"code": f"{code[:7]}-{code[7:14]} {code[14:]}".lower()}, follow=True)
        assert "We issued this certificate" in response.content.decode()

    def test_machines_get_the_same_answers(self) -> None:
        certificate = issued(LABEL).certificates.get()
        data = browser(None).get(f"/v/{certificate.code}.json").json()
        assert (data["answer"], data["number"], data["sha256"]) == ("valid", certificate.number, certificate.sha256)
        assert data["issued_on"] == "2018-08-01"
        assert "first" not in str(data)
        response = browser(None).get("/v/nothing.json")
        assert (response.status_code, response.json()["answer"]) == (404, "not_ours")

    def test_nothing_is_kept_on_the_way(self) -> None:
        response = browser(None).get("/v/ABCDE")
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"

    def test_it_is_only_read(self) -> None:
        assert browser(None).post("/v/ABCDE").status_code == 405


PAGES = ["decisions-waiting", "decisions-dispositions", "decisions-certificates", "decisions-appeals"]


def test_a_stranger_is_asked_to_sign_in() -> None:
    row = issued(LABEL)
    number = row.certificates.get().number
    addresses = [*(reverse(name) for name in PAGES), reverse("decisions-disposition", args=[row.pk])]
    addresses += [reverse("decisions-certificate", args=[number]), reverse("decisions-paper", args=[number])]
    for address in addresses:
        response = browser(None).get(address)
        assert response.status_code == 302, address
        assert "sign-in" in response["Location"]


def test_another_office_and_another_trader_are_told_that_there_is_no_such_thing() -> None:
    row = issued(LABEL)
    number = row.certificates.get().number
    for actor in (
        person("far", office="910200"),
        person("stranger", Role.TRADER, office="", represents="91110000000000000X"),
    ):
        client = browser(actor)
        assert client.get(reverse("decisions-disposition", args=[row.pk])).status_code == 404
        assert client.get(reverse("decisions-certificate", args=[number])).status_code == 404
        assert client.get(reverse("decisions-paper", args=[number])).status_code == 404
        assert "Nothing here." in client.get(reverse("decisions-dispositions")).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", PAGES)
def test_every_list_opens_in_both_languages(name: str, language: str, trader: Actor) -> None:
    row = issued(LABEL, reference="R9")
    lodge_appeal(actor=trader, at=NOON, disposition=row.pk, grounds="异议")
    proposed(found(), reference="R8")
    response = browser(person("wang"), language).get(reverse(name))
    assert response.status_code == 200
    assert ("R8" if name == "decisions-waiting" else "R9") in response.content.decode()


def test_goods_with_a_minor_fault_conform_and_the_page_says_what_it_was() -> None:
    row = proposed(found("label", "minor", 1, "label"))
    said = browser(person("wang")).get(reverse("decisions-disposition", args=[row.pk])).content.decode()
    assert "minor fault" in said


def test_a_duty_manager_signs_from_the_page() -> None:
    row = proposed(LABEL)
    client = browser(person("wang"))
    address = reverse("decisions-disposition", args=[row.pk])
    said = client.get(address).content.decode()
    assert "label not conforming" in said
    assert "Your signature" in said
    response = client.post(address, {"act": "sign", "kind": "treat"}, follow=True)
    assert "Signed." in response.content.decode()
    assert Disposition.objects.get().state == "issued"


def test_a_refusal_is_said_where_it_was_asked() -> None:
    row = proposed(LABEL)
    client = browser(person("wang"))
    response = client.post(
        reverse("decisions-disposition", args=[row.pk]), {"act": "sign", "kind": "destroy", "conditions": "kept text"}
    )
    said = response.content.decode()
    assert "needs a reason" in said
    assert "kept text" in said
    assert Disposition.objects.get().state == "proposed"


def test_the_second_person_signs_or_sends_back() -> None:
    row = proposed(found())
    address = reverse("decisions-disposition", args=[row.pk])
    first, second = browser(person("wang")), browser(person("li"))
    first.post(address, {"act": "sign", "kind": "return"})
    assert "Sign as second person" not in first.get(address).content.decode()
    assert "Sent back." in second.post(address, {"act": "decline", "ground": "补充证据"}, follow=True).content.decode()
    first.post(address, {"act": "sign", "kind": "return"})
    assert "Signed and issued." in second.post(address, {"act": "second"}, follow=True).content.decode()


def test_an_officer_without_the_capability_is_offered_nothing() -> None:
    row = proposed(LABEL)
    client = browser(person("auditor", Role.AUDITOR))
    address = reverse("decisions-disposition", args=[row.pk])
    assert "<textarea" not in client.get(address).content.decode()
    client.post(address, {"act": "sign", "kind": "treat"})
    assert Disposition.objects.get().state == "proposed"


def test_the_trader_sees_what_was_issued_and_why_but_no_profile(trader: Actor) -> None:
    row = issued(LABEL)
    Disposition.objects.filter(pk=row.pk).update(
        reasons=[*row.reasons, {"code": "order", "zh": "线人举报", "en": "informer", "source": "order:B-1"}]
    )
    said = browser(trader).get(reverse("decisions-disposition", args=[row.pk])).content.decode()
    assert "to be treated" in said
    for secret in ("informer", "order:B-1", "finding:1"):
        assert secret not in said
    waiting = proposed(found(), reference="R2")
    assert browser(trader).get(reverse("decisions-disposition", args=[waiting.pk])).status_code == 404


def test_the_trader_asks_for_paper_and_downloads_it(trader: Actor) -> None:
    [row] = release_on_documents(at=NOON, cases=[lodged()])
    client = browser(trader)
    address = reverse("decisions-disposition", args=[row.pk])
    assert "The certificate was issued." in client.post(address, {"act": "paper"}, follow=True).content.decode()
    response = client.get(reverse("decisions-paper", args=[Certificate.objects.get().number]))
    assert response["Content-Type"] == "application/pdf"
    assert pypdf.PdfReader(io.BytesIO(response.content)).pages


def test_the_trader_appeals_and_an_officer_answers(trader: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    row = issued(LABEL)
    address = reverse("decisions-disposition", args=[row.pk])
    browser(trader).post(address, {"act": "appeal", "grounds": "标签已更正"})
    appeal = Appeal.objects.get()
    officer = browser(person("judge"))
    page = reverse("decisions-appeal", args=[appeal.pk])
    assert "标签已更正" in officer.get(page).content.decode()
    said = officer.post(
        page, {"act": "answer", "outcome": "upheld", "kind": "release", "answer": "维持"}, follow=True
    ).content.decode()
    assert "Answered." in said
    assert "维持" in browser(trader).get(page).content.decode()


def test_a_certificate_is_revoked_and_replaced_from_its_page() -> None:
    number = issued(LABEL).certificates.get().number
    client = browser(person("wang"))
    page = reverse("decisions-certificate", args=[number])
    assert "A new certificate" in client.post(page, {"act": "replace", "ground": "更正"}, follow=True).content.decode()
    assert client.get(page).content.decode().count("更正") == 1
    new = Certificate.objects.get(predecessor__certificate__number=number)
    page = reverse("decisions-certificate", args=[new.number])
    assert number in client.get(page).content.decode()
    assert "was revoked" in client.post(page, {"act": "revoke", "ground": "x"}, follow=True).content.decode()
    assert "<textarea" not in client.get(page).content.decode()


def test_lists_are_filtered() -> None:
    proposed(LABEL, reference="AAA")
    proposed(found(), reference="BBB")
    client = browser(person("wang"))
    said = client.get(reverse("decisions-waiting"), {"kind": "return"}).content.decode()
    assert "BBB" in said
    assert "AAA" not in said
