"""What the public says of standards: taken, answered and published, or declined with a reason (R089)."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from guomen.catalogue import events
from guomen.catalogue.models import StandardComment
from guomen.catalogue.queries import editions, policy
from guomen.catalogue.queries.comments import no_such_comment
from guomen.catalogue.rules import comment_refusal, plain_text
from guomen.catalogue.terms import CommentState, CommentTopic
from guomen.kernel.ledger.operations import record
from guomen.kernel.offices.models import Actor
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Conflict, Missing, Reason, Refusal, SubjectRef, Text

_NAME, _CONTACT = 60, 120


def comment_on_standard(
    *, at: datetime, number: str, topic: CommentTopic, text: str, name: str = "", contact: str = "", address: str = "",
    limit_number: str = "",
) -> StandardComment:  # fmt: skip
    """Take a comment of the public; it is seen by nobody but the editors until one of them publishes it.

    contact: sealed, shown to an editor with a ground only. address: the network address, of which a digest is kept.
    Raises Missing for a standard that is not known, Refusal for what is too short, too long or too many.
    """
    editions(number)
    said = plain_text(text)
    if refusal := comment_refusal(said):
        raise refusal
    place = hmac.new(settings.SECRET_KEY.encode(), f"{at:%Y-%m-%d}{address}".encode(), hashlib.sha256).hexdigest()[:32]
    with transaction.atomic():
        _not_too_many(at, place)
        sealed = plain_text(contact)[:_CONTACT]
        row = StandardComment.objects.create(
            number=number,
            limit_number=limit_number[:20],
            topic=topic,
            text=said,
            name=plain_text(name)[:_NAME],
            contact=_cipher().encrypt(sealed.encode()) if sealed else None,
            place=place,
            told_at=at,
        )
        _noted(events.COMMENT_TAKEN, row, None, at)
    return row


@transaction.atomic
def publish_comment(*, actor: Actor, at: datetime, comment: int, answer: str) -> StandardComment:
    """Publish a comment with its answer. Raises NotPermitted, Missing, Conflict where it was decided already."""
    row = _waiting(actor, comment)
    said = plain_text(answer)
    if not said:
        raise Refusal(
            "comment.answer_missing",
            Text("公开意见须附答复。", "A comment is published with an answer."),
            Text("请填写答复。", "Write the answer."),
        )
    row.answer = said[:4000]
    return _decided(row, CommentState.PUBLISHED, actor, at)


@transaction.atomic
def decline_comment(*, actor: Actor, at: datetime, comment: int, reason: str) -> StandardComment:
    """Keep a comment from being published, with a reason that the ledger keeps."""
    row = _waiting(actor, comment)
    said = plain_text(reason)
    if not said:
        raise Refusal(
            "comment.reason_missing",
            Text("不予公开须写明理由。", "Declining a comment needs a reason."),
            Text("请写明理由。", "Give the reason."),
        )
    row.reason = said[:1000]
    return _decided(row, CommentState.DECLINED, actor, at)


@transaction.atomic
def see_contact(*, actor: Actor, at: datetime, comment: int, ground: str) -> str:
    """How whoever commented can be reached; every look is recorded with its ground."""
    require(actor, Capability.EDIT_REFERENCE)
    row = _comment(comment)
    if not ground.strip():
        raise Refusal(
            "comment.ground_missing",
            Text("查看联系方式须写明理由。", "Looking at a contact needs a ground."),
            Text("请写明理由，查看将被记录。", "Give the ground; the look is recorded."),
        )
    if row.contact is None:
        raise Missing(
            "comment.no_contact",
            Text("未留联系方式。", "No contact was given."),
            Text("请在标准页面公开答复。", "Answer on the standard's page."),
        )
    try:
        plain = _cipher().decrypt(bytes(row.contact)).decode()
    except InvalidToken:
        raise Refusal(
            "comment.unreadable",
            Text("密钥已更换，无法解封。", "It was sealed under another key."),
            Text("请恢复原密钥。", "Put the former secret key back."),
        ) from None
    said = ground.strip()
    record(events.CONTACT_SEEN, actor=actor, at=at, subjects=_subjects(row), payload={"comment": row.pk},
           reasons=[Reason("comment.ground", Text(f"理由：{said}", f"Ground: {said}"))])  # fmt: skip
    return plain


def _cipher() -> Fernet:
    """AES-128-CBC with HMAC-SHA256 (Fernet) under a key of its own, derived from the installation's secret."""
    key = hmac.new(settings.SECRET_KEY.encode(), b"catalogue.comments.contact", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _not_too_many(at: datetime, place: str) -> None:
    recent = StandardComment.objects.filter(told_at__gt=at - timedelta(hours=1))
    mine = recent.filter(place=place).count() >= policy("catalogue.comments.hourly", on=at.date()).whole
    if mine or recent.count() >= policy("catalogue.comments.hourly_all", on=at.date()).whole:
        raise Refusal(
            "comment.too_many",
            Text("一小时内提交的意见过多。", "Too many comments have come in within the hour."),
            Text("请一小时后再试。", "Try again in an hour."),
        )


def _comment(comment: int) -> StandardComment:
    row = StandardComment.objects.select_for_update().filter(pk=comment).first()
    if row is None:
        raise no_such_comment()
    return row


def _waiting(actor: Actor, comment: int) -> StandardComment:
    require(actor, Capability.EDIT_REFERENCE)
    row = _comment(comment)
    if row.state != CommentState.WAITING:
        raise Conflict(
            "comment.decided",
            Text("该意见已经处理。", "This comment has been decided already."),
            Text("请刷新列表。", "Look at the list again."),
        )
    return row


def _decided(row: StandardComment, state: CommentState, actor: Actor, at: datetime) -> StandardComment:
    row.state, row.decided_by, row.decided_at = state, actor, at
    row.save()
    kind = events.COMMENT_PUBLISHED if state is CommentState.PUBLISHED else events.COMMENT_DECLINED
    _noted(kind, row, actor, at)
    return row


def _noted(kind: str, row: StandardComment, actor: Actor | None, at: datetime) -> None:
    payload = {"comment": row.pk, "standard": row.number, "topic": str(row.topic), "reason": row.reason}
    record(kind, actor=actor, at=at, subjects=_subjects(row), payload=payload)


def _subjects(row: StandardComment) -> list[SubjectRef]:
    return [SubjectRef("standard-comment", str(row.pk)), SubjectRef("standard", row.number)]
