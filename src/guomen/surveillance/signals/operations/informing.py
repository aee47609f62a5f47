"""Whistle-blowers: what they tell is a signal; who they are is sealed apart, and every look at it is recorded."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from guomen.catalogue.queries import policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Missing, Reason, Refusal, SubjectRef, Text
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import Informant, SignalReading, SignalSource
from guomen.surveillance.signals.operations.sources import register_source
from guomen.surveillance.signals.operations.taking import take_signals
from guomen.surveillance.signals.terms import InformantStatus, SignalReport, SourceKind

_LONGEST = 200


class Identity(msgspec.Struct, frozen=True):
    """Who told: never stored but sealed."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A report taken from the public. token: shown once, to ask how it stands; it is not kept in readable form."""

    signal: int
    token: str


def _cipher() -> Fernet:
    """AES-128-CBC with HMAC-SHA256 (Fernet) under the installation's secret. Raises Refusal where there is none."""
    file = Path(settings.HOME) / "secrets" / "informants.key"
    if not file.exists():
        raise Refusal(
            "informant.key_missing",
            Text("缺少举报人密钥，暂不能受理。", "The key that seals informants is missing; nothing was taken."),
            Text(
                "请联系系统管理员运行 guomen start 生成密钥。", "Ask the operator to run guomen start, which makes it."
            ),
        )
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(bytes.fromhex(file.read_text().strip())).digest()))


def _digest(token: str) -> str:
    return hashlib.sha256(token.strip().upper().encode()).hexdigest()


def _new_token() -> str:
    """20 signs without those that are mistaken for others (100 bits), in groups of five."""
    signs = "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(20))
    return "-".join(signs[start : start + 5] for start in range(0, 20, 5))


@transaction.atomic
def take_tip(*, at: datetime, kind: SourceKind, report: SignalReport, identity: Identity, address: str = "") -> Told:
    """Take a report of the public; the token that is given back is the only way to ask after it without being known.

    kind: complaint or whistle-blower, each with its built-in source. address: the network address it came from, of
    which only a digest is kept, to bound how many come from one place in an hour.
    Raises Refusal (what is wrong with the report; too many; no key).
    """
    place = hmac.new(settings.SECRET_KEY.encode(), f"{at:%Y-%m-%d}{address}".encode(), hashlib.sha256).hexdigest()[:32]
    _not_too_many(at, place)
    source = _public_source(kind, at)
    [taken] = take_signals(actor=None, at=at, source=source, reports=[report], via="public", name=place)
    if taken.signal is None:
        fault = taken.fault
        assert fault is not None
        raise Refusal(fault.code, fault.problem, fault.remedy, (fault,))
    token = _new_token()
    plain = Identity(identity.name[:_LONGEST], identity.contact[:_LONGEST])
    Informant.objects.create(
        signal_id=taken.signal, sealed=_cipher().encrypt(msgspec.json.encode(plain)), token=_digest(token)
    )
    return Told(taken.signal, token)


_PUBLIC = {
    SourceKind.COMPLAINT: ("public-complaints", Text("公众投诉举报", "Complaints of the public")),
    SourceKind.WHISTLE_BLOWER: ("whistle-blowers", Text("内部举报（吹哨人）", "Whistle-blowers")),
}


def _public_source(kind: SourceKind, at: datetime) -> str:
    code, name = _PUBLIC[kind]
    if not SignalSource.objects.filter(code=code).exists():
        register_source(actor=None, at=at, code=code, name=name, kind=kind)
    return code


def _not_too_many(at: datetime, place: str) -> None:
    on, hour = at.astimezone(CIVIL_ZONE).date(), at - timedelta(hours=1)
    codes = [code for code, _ in _PUBLIC.values()]
    recent = SignalReading.objects.filter(source__code__in=codes, via="public", read_at__gt=hour)
    mine = recent.filter(name=place).count() >= policy("surveillance.public.hourly", on=on).whole
    if mine or recent.count() >= policy("surveillance.public.hourly_all", on=on).whole:
        raise Refusal(
            "signal.too_many",
            Text("一小时内提交的举报过多。", "Too many reports have come in within the hour."),
            Text("请一小时后再试；紧急情况请拨打12360。", "Try again in an hour; in an emergency call 12360."),
        )


@transaction.atomic
def see_informant(*, actor: Actor, at: datetime, signal: int, ground: str) -> Identity:
    """Who told a signal. Every look is recorded with its ground. Raises NotPermitted, Missing, Refusal."""
    require(actor, Capability.SEE_INFORMANT)
    if not ground.strip():
        raise Refusal(
            "informant.ground_missing",
            Text("查看举报人身份须写明理由。", "Looking at an informant needs a ground."),
            Text("请写明理由，查看将被记录。", "Give the ground; the look is recorded."),
        )
    row = _informant(signal)
    try:
        plain = msgspec.json.decode(_cipher().decrypt(bytes(row.sealed)), type=Identity)
    except (InvalidToken, msgspec.DecodeError):
        raise Refusal(
            "informant.unreadable",
            Text("密钥已更换，无法解封。", "It was sealed under another key."),
            Text("请恢复原密钥文件 informants.key。", "Put the former file informants.key back."),
        ) from None
    record(
        events.INFORMANT_SEEN,
        actor=actor,
        at=at,
        subjects=[SubjectRef("signal", str(signal))],
        payload={"signal": signal},
        reasons=[Reason("informant.ground", Text(f"理由：{ground.strip()}", f"Ground: {ground.strip()}"))],
    )
    return plain


@transaction.atomic
def answer_informant(
    *,
    actor: Actor,
    at: datetime,
    signal: int,
    status: InformantStatus,
    reward: Decimal | None = None,
    ground: str = "",
) -> Informant:
    """Say how far the check of a tip is, and what it was rewarded with (CNY). Raises NotPermitted, Missing, Refusal."""
    require(actor, Capability.WATCH_RISKS)
    row = _informant(signal)
    if (status is InformantStatus.REWARDED) != (reward is not None) or (reward is not None and not 0 < reward < 10**9):
        raise Refusal(
            "informant.reward",
            Text(
                "奖励状态须附正数金额，其他状态不附金额。", "A reward has an amount above 0; no other status has one."
            ),
            Text("请核对状态与金额。", "Check status and amount."),
        )
    if reward is not None and not ground.strip():
        raise Refusal(
            "informant.reward_ground",
            Text("奖励须写明依据。", "A reward needs its ground."),
            Text("请写明依据的规定和核实结果。", "Name the rule and what was verified."),
        )
    row.status, row.reward, row.reward_ground = status, reward, ground.strip()
    row.save(update_fields=["status", "reward", "reward_ground"])
    record(
        events.INFORMANT_ANSWERED,
        actor=actor,
        at=at,
        subjects=[SubjectRef("signal", str(signal))],
        payload={"signal": signal, "status": status.value, "reward": str(reward) if reward is not None else None},
        reasons=[Reason("informant.reward", Text(ground.strip(), ground.strip()))] if ground.strip() else [],
    )
    return row


def _informant(signal: int) -> Informant:
    row = Informant.objects.select_for_update().filter(signal_id=signal).first()
    if row is None:
        raise Missing(
            "informant.unknown",
            Text("该信号没有举报人。", "The signal has no informant."),
            Text("请核对信号编号。", "Check the number."),
        )
    return row


def status_by_token(token: str) -> Informant:
    """How a tip stands, for whoever holds its token. Raises Missing, the same for every token that is none."""
    row = Informant.objects.filter(token=_digest(token)).first()
    if row is None:
        raise Missing(
            "informant.token",
            Text("没有这个查询码。", "There is no such token."),
            Text("请核对查询码；字母不分大小写。", "Check it; capitals and small letters are the same."),
        )
    return row
