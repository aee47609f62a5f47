"""The page of policy: what is inspected and why, and an office's own policy from proposal to rollback."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guomen.catalogue.models import PolicyProposal
from guomen.catalogue.queries import policy
from guomen.kernel.offices.models import Actor, Office
from guomen.targeting.model_v1.terms import REST, cell
from guomen.targeting.models import Assignment, EpisodeState, Pace
from guomen.targeting.overview.queries import office_views, policies_at
from guomen.targeting.terms import Arm
from tests.targeting.test_assigning import TODAY, lodged

pytestmark = pytest.mark.django_db
BRANCH = "310100"


@pytest.fixture
def somebody(person: Callable[..., Actor], reference: None) -> Callable[..., Client]:
    """A browser in which somebody of a role is signed in, in a language."""

    def sign_in(role: str, language: str = "en", office: str = "000000") -> Client:
        found = Actor.objects.filter(username=role).first()
        browser = Client(HTTP_ACCEPT_LANGUAGE=language)
        browser.force_login(found or person(role, role, Office.objects.get(code=office)))
        return browser

    return sign_in


def asked(**changes: Any) -> dict[str, Any]:
    wanted = {
        "name": "targeting.selection", "office": BRANCH, "value": "capacity", "ground": "a pilot",
        "valid_from": timezone.localdate().isoformat(), "valid_to": "",
    }  # fmt: skip
    return wanted | changes


def selection(day_offset: int = 0) -> str:
    return policy("targeting.selection", on=timezone.localdate() + timedelta(days=day_offset), office=BRANCH).value


def signed(somebody: Callable[..., Client], **changes: Any) -> None:
    somebody("risk_analyst", office="310000").post("/targeting/policy/", asked(**changes))
    row = PolicyProposal.objects.get(state="waiting")
    page = somebody("headquarters").post(f"/targeting/policy/proposals/{row.pk}/", {"word": "sign"}, follow=True)
    assert "Signed: it is in force." in page.content.decode()


def test_a_pilot_is_proposed_signed_and_rolled_back(somebody: Callable[..., Client]) -> None:
    until = timezone.localdate() + timedelta(days=30)
    signed(somebody, valid_to=until.isoformat())
    assert (selection(), selection(29), selection(30)) == ("capacity", "capacity", "rates")
    signed(somebody, value="", valid_from=(timezone.localdate() + timedelta(days=10)).isoformat())
    assert (selection(), selection(9), selection(10), selection(29)) == ("capacity", "capacity", "rates", "rates")


def test_the_second_person_sees_what_holds_now_and_may_decline(somebody: Callable[..., Client]) -> None:
    page = somebody("risk_analyst", office="310000").post("/targeting/policy/", asked(), follow=True).content.decode()
    assert "It waits for a second person." in page
    row = PolicyProposal.objects.get()
    signer = somebody("headquarters")
    page = signer.get(f"/targeting/policy/proposals/{row.pk}/").content.decode()
    assert "<strong>capacity</strong>" in page
    assert "rates" in page
    page = signer.post(f"/targeting/policy/proposals/{row.pk}/", {"word": "decline"}, follow=True).content.decode()
    assert "The proposal was declined." in page
    assert selection() == "rates"


def test_a_proposal_waits_on_the_first_page_of_who_may_sign(somebody: Callable[..., Client]) -> None:
    somebody("risk_analyst", office="310000").post("/targeting/policy/", asked())
    row = PolicyProposal.objects.get()
    assert f"/targeting/policy/proposals/{row.pk}/" in somebody("headquarters").get("/").content.decode()
    assert f"/targeting/policy/proposals/{row.pk}/" not in somebody("risk_analyst").get("/").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": "by feeling"}, "One of: rates, capacity."),
        ({"name": "targeting.control_arm_rate", "value": "0"}, "it stays above zero"),
        ({"name": "targeting.random_share", "value": "7"}, "is not a share"),
        ({"valid_from": "2018-01-01"}, "Its first day is over."),
        ({"value": ""}, "no value of its own to end"),
        ({"ground": ""}, "This field is required."),
        ({"office": "120100"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_on_the_form(somebody: Callable[..., Client], changes: dict[str, Any], said: str) -> None:
    page = somebody("risk_analyst", office="310000").post("/targeting/policy/", asked(**changes)).content.decode()
    assert said in page
    assert not PolicyProposal.objects.exists()


def test_who_only_reads_gets_no_form(somebody: Callable[..., Client]) -> None:
    page = somebody("auditor").get("/targeting/policy/").content.decode()
    assert "Propose a policy" not in page
    assert somebody("laboratory_analyst").get("/targeting/policy/").status_code == 403


def test_a_proposal_of_an_office_elsewhere_is_not_known_here(somebody: Callable[..., Client]) -> None:
    somebody("risk_analyst", office="310000").post("/targeting/policy/", asked())
    row = PolicyProposal.objects.get()
    elsewhere = somebody("duty_manager", office="120100")
    assert elsewhere.get(f"/targeting/policy/proposals/{row.pk}/").status_code == 404


def test_the_arms_of_each_office_are_counted_by_consignment(branch: Office) -> None:
    first = lodged(branch)
    lodged(branch, "R-2")
    Assignment.objects.filter(pk=first.pk).update(arm=Arm.CONTROL)
    Assignment.objects.exclude(pk=first.pk).update(arm=Arm.NONE)
    (view,) = office_views([branch], TODAY, TODAY - timedelta(days=30))
    assert (view.decided, view.inspected) == (2, 0.5)
    assert view.arms == {
        Arm.MANDATORY: 0, Arm.LEARNED: 0, Arm.LOT: 0, Arm.CONTROL: 1, Arm.NONE: 1,
    }  # fmt: skip
    assert office_views([branch], TODAY + timedelta(days=40), TODAY + timedelta(days=9))[0].inspected is None


@pytest.mark.parametrize(
    ("language", "said"), [("en", ("random arm", "by lot rates")), ("zh-hans", ("随机抽查", "按抽批比例"))]
)
def test_the_page_shows_arms_and_the_policies_behind_them(
    somebody: Callable[..., Client], branch: Office, language: str, said: tuple[str, ...]
) -> None:
    row = lodged(branch)
    Assignment.objects.filter(pk=row.pk).update(drawn_on=timezone.localdate())
    page = somebody("headquarters", language).get(f"/targeting/policy/?office={branch.code}").content.decode()
    for one in (*said, "targeting.selection", "<svg"):
        assert one in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("Lately suspected", "40.0 %", "any")), ("zh-hans", ("近期可疑货物", "40.0 %", "不限"))],
)
def test_the_page_lists_the_goods_to_which_something_seems_to_have_happened(
    somebody: Callable[..., Client], branch: Office, language: str, said: tuple[str, ...]
) -> None:
    state = EpisodeState.objects.create(
        target="physical", day=timezone.localdate(), usual=REST, recorded_at=timezone.now(),
        levels={"0302": 0.4, cell("0302", "NO"): 0.125, "8703": REST / 3},
    )  # fmt: skip
    Pace.objects.create(office=branch, shift_on=timezone.localdate(), check_kind="physical", sequence=1, capacity=5,
                        random_rate=0.1, opened_at=timezone.now(), episodes=state)  # fmt: skip
    page = somebody("headquarters", language).get("/targeting/policy/").content.decode()
    for one in (*said, "12.5 %", "<td>NO</td>"):
        assert one in page
    assert "8703" not in page


def test_a_policy_of_ones_own_stands_before_that_of_everywhere_and_its_end_is_told(
    somebody: Callable[..., Client],
) -> None:
    until = timezone.localdate() + timedelta(days=30)
    signed(somebody, valid_to=until.isoformat())
    held, coming = policies_at(Office.objects.get(code=BRANCH), timezone.localdate())
    assert [(row.value, row.office) for row in held if row.name == "targeting.selection"] == [("capacity", BRANCH)]
    assert [(row.name, row.valid_to) for row in coming] == [("targeting.selection", until)]
