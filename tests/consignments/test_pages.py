"""The upload: proposed, looked at, lodged only when asked for, refused rows given back."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guomen.consignments.models import Consignment
from guomen.consignments.operations import lodge_consignments
from guomen.kernel.models import Actor
from guomen.kernel.terms import Role
from tests.consignments.conftest import NOON, said

Person = Callable[..., Actor]
TODAY = "reference,direction,declared on,office,importer,importer scheme,goods code,origin\n"
GOOD = "R1,import,2018-08-01,X31010,C1,local,0306171990101,EC\n"
BAD = "R2,import,2018-08-01,X31010,C1,local,0306171990101,Ecuador\n"


@pytest.fixture
def sender(person: Person, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("line1", Role.SENDER))
    return client


def choose(client: Client, text: str) -> str:
    file = SimpleUploadedFile("june.csv", text.encode())
    answer = client.post("/consignments/upload", {"file": file, "sheet": ""})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def fields(page: str) -> dict[str, str]:
    """What a browser would send back from the page's mapping form as it stands."""
    data = dict(re.findall(r'<input type="text" name="(fixed-[^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        data[name] = chosen[1] if chosen else ""
    return data


def test_nothing_is_lodged_before_it_is_asked_for(sender: Client) -> None:
    address = choose(sender, TODAY + GOOD + BAD)
    page = sender.get(address).content.decode()
    assert "What would happen" in page
    assert "Ecuador" in page
    assert "Lodge 1 declaration" in page
    assert not Consignment.objects.exists()


def test_an_office_that_is_not_ours_is_told_of_before_anything_is_lodged(sender: Client) -> None:
    page = sender.get(
        choose(sender, TODAY + GOOD + BAD.replace("Ecuador", "EC").replace("X31010", "X99"))
    ).content.decode()
    assert "There is no office with this code." in page
    assert "Lodge 1 declaration" in page


def test_good_rows_are_lodged_and_refused_rows_are_given_back(sender: Client) -> None:
    address = choose(sender, TODAY + GOOD + BAD)
    form = fields(sender.get(address).content.decode())
    page = sender.post(address, form | {"lodge": "1"}).content.decode()
    assert "What was lodged" in page
    assert list(Consignment.objects.values_list("sender", "reference")) == [("line1", "R1")]
    mend = sender.get(f"{address}/refused.csv")
    assert b"country.shape" in b"".join(mend.streaming_content)  # type: ignore[attr-defined]
    assert sender.get(f"{address}/refused.xlsx").status_code == 200


def test_a_column_is_chosen_by_hand_and_codes_are_translated(sender: Client) -> None:
    address = choose(sender, TODAY.replace("origin", "Land") + GOOD.replace("EC", "Ekuador"))
    form = fields(sender.get(address).content.decode())
    assert form["column-7-field"] == ""
    form |= {"column-7-field": "origin", "column-7-values": "Ekuador=EC", "lodge": "1"}
    sender.post(address, form)
    assert Consignment.objects.count() == 1


def test_a_layout_that_lacks_something_says_what(sender: Client) -> None:
    address = choose(sender, TODAY.replace("office", "Amt") + GOOD)
    page = sender.get(address).content.decode()
    assert "The layout lacks: accepting office." in page


def test_two_columns_for_one_field_are_refused(sender: Client) -> None:
    address = choose(sender, TODAY + GOOD)
    form = fields(sender.get(address).content.decode()) | {"column-0-field": "office"}
    assert "Two columns are taken for accepting office." in sender.post(address, form).content.decode()


@pytest.mark.parametrize("content", ["", "%PDF-1.7"])
def test_what_is_no_table_is_refused_on_a_page(sender: Client, content: str) -> None:
    file = SimpleUploadedFile("june.csv", content.encode())
    answer = sender.post("/consignments/upload", {"file": file})
    if answer.status_code == 302:
        answer = sender.get(answer["Location"])
        assert answer.status_code == 422
    assert b"Traceback" not in answer.content


def test_another_persons_upload_is_not_there(sender: Client, person: Person) -> None:
    address = choose(sender, TODAY + GOOD)
    other = Client()
    other.force_login(person("line2", Role.SENDER))
    assert other.get(address).status_code == 404
    assert other.get("/consignments/upload/../../etc/passwd").status_code == 404


def test_who_may_not_lodge_gets_no_upload_page(person: Person) -> None:
    client = Client()
    client.force_login(person("audit", Role.AUDITOR, "X00000"))
    assert client.get("/consignments/upload").status_code == 403


def test_the_page_is_in_chinese_too(sender: Client) -> None:
    page = sender.get("/consignments/upload", headers={"accept-language": "zh-hans"}).content.decode()
    assert 'lang="zh-hans"' in page


def test_the_api_lists_and_shows_only_what_is_ones_own(person: Person) -> None:
    batch = [said("A"), said("B", sender="line2"), said("C")]
    own, others, _ = lodge_consignments(actor=None, at=NOON, declarations=batch)
    client = Client()
    client.force_login(person("line1", Role.SENDER))
    listed = client.get("/api/consignments", {"limit": 1}).json()
    assert [one["reference"] for one in listed["consignments"]] == ["C"]
    following = client.get("/api/consignments", {"before": listed["next"]}).json()
    assert [one["reference"] for one in following["consignments"]] == ["A"]
    assert following["next"] is None
    whole = client.get(f"/api/consignments/{own.consignment}").json()
    assert whole["versions"][0]["declaration"]["items"][0]["net_mass"] == "500.5"
    assert client.get(f"/api/consignments/{others.consignment}").status_code == 404
    assert client.get("/api/consignments", {"reference": "A"}).json()["consignments"][0]["id"] == own.consignment
