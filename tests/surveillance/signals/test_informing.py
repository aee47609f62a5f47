"""A whistle-blower is not known by the report; who it is stands sealed, and every look is on record."""

from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Missing, NotPermitted, Refusal, Role
from guomen.surveillance.signals.models import Informant, Signal
from guomen.surveillance.signals.operations.informing import (
    Identity,
    Told,
    answer_informant,
    see_informant,
    status_by_token,
    take_tip,
)
from guomen.surveillance.signals.terms import InformantStatus, SourceKind
from tests.decisions import world
from tests.surveillance.signals.conftest import AT, report


@pytest.fixture
def sealed(radar: None, settings: Settings, tmp_path: Path) -> None:
    """An installation with its secret."""
    settings.HOME = tmp_path
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "informants.key").write_text("5e" * 32 + "\n")


def tip(number: int = 1, address: str = "203.0.113.9") -> Told:
    """A whistle-blower's report."""
    return take_tip(
        at=AT, kind=SourceKind.WHISTLE_BLOWER, report=report(reference=f"t-{number}", title="Old flour"),
        identity=Identity("王小明", "13812345678"), address=address,
    )  # fmt: skip


@pytest.mark.usefixtures("sealed")
class TestTips:
    def test_name_and_contact_are_nowhere_in_readable_form(self) -> None:
        told = tip()
        row = Informant.objects.get()
        assert "王小明".encode() not in bytes(row.sealed)
        assert told.token not in row.token
        ledger = " ".join(f"{one.payload} {one.reasons} {one.subjects}" for one in Entry.objects.all())
        assert "王小明" not in ledger
        assert told.token not in ledger

    def test_whoever_has_the_token_learns_how_it_stands_and_nobody_else(self) -> None:
        told = tip()
        assert status_by_token(told.token.lower()).status == "received"
        with pytest.raises(Missing):
            status_by_token("AAAAA-BBBBB-CCCCC-DDDDD")

    def test_a_look_at_the_identity_is_recorded_with_its_ground(self) -> None:
        told, chief = tip(), world.person("chief", Role.HEADQUARTERS, "900000")
        assert see_informant(actor=chief, at=AT, signal=told.signal, ground="reward to be paid") == Identity(
            "王小明", "13812345678"
        )
        entry = Entry.objects.get(kind="surveillance.informant.seen")
        assert (entry.actor_id, entry.payload) == (chief.pk, {"signal": told.signal})
        assert "reward to be paid" in entry.reasons[0]["en"]

    def test_who_may_not_or_says_no_ground_sees_nothing(self) -> None:
        told = tip()
        with pytest.raises(NotPermitted):
            see_informant(actor=world.person("analyst", Role.RISK_ANALYST), at=AT, signal=told.signal, ground="curious")
        with pytest.raises(Refusal):
            see_informant(
                actor=world.person("chief", Role.HEADQUARTERS, "900000"), at=AT, signal=told.signal, ground=" "
            )
        assert not Entry.objects.filter(kind="surveillance.informant.seen").exists()

    def test_a_reward_is_recorded_and_seen_by_the_token(self) -> None:
        told, analyst = tip(), world.person("analyst", Role.RISK_ANALYST)
        answer_informant(
            actor=analyst,
            at=AT,
            signal=told.signal,
            status=InformantStatus.REWARDED,
            reward=Decimal("20000"),
            ground="verified",
        )
        row = status_by_token(told.token)
        assert (row.status, row.reward) == ("rewarded", Decimal("20000"))

    @pytest.mark.parametrize(
        ("status", "reward", "ground"),
        [
            ("rewarded", None, "x"),
            ("received", Decimal(1), "x"),
            ("rewarded", Decimal(-5), "x"),
            ("rewarded", Decimal(5), ""),
        ],
    )
    def test_a_reward_that_cannot_be_is_refused(self, status: str, reward: Decimal | None, ground: str) -> None:
        told, analyst = tip(), world.person("analyst", Role.RISK_ANALYST)
        with pytest.raises(Refusal):
            answer_informant(
                actor=analyst, at=AT, signal=told.signal, status=InformantStatus(status), reward=reward, ground=ground
            )

    def test_one_address_sends_no_more_than_policy_says_in_an_hour_and_is_not_kept(self) -> None:
        for number in range(10):
            tip(number)
        with pytest.raises(Refusal) as refused:
            tip(11)
        assert refused.value.code == "signal.too_many"
        tip(12, "198.51.100.1")
        assert "203.0.113.9" not in str(list(Signal.objects.values_list("reading__name", flat=True)))


def test_without_the_secret_nothing_is_taken(radar: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    with pytest.raises(Refusal) as refused:
        tip()
    assert refused.value.code == "informant.key_missing"
    assert not Signal.objects.exists()
