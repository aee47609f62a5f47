"""What the public said of standards, as everybody and as the editors may read it."""

from django.db.models import QuerySet

from guomen.catalogue.models import StandardComment
from guomen.catalogue.terms import CommentState
from guomen.kernel.terms import Missing, Text


def published_comments(number: str) -> QuerySet[StandardComment]:
    """Published comments on a standard, the newest first."""
    rows = StandardComment.objects.filter(number=number, state=CommentState.PUBLISHED)
    return rows.defer("contact", "place").order_by("-told_at", "-id")


def comments(state: str = "") -> QuerySet[StandardComment]:
    """Comments for the editors; those that wait the oldest first, others the newest first."""
    rows = StandardComment.objects.select_related("decided_by").defer("contact", "place")
    if state == CommentState.WAITING:
        return rows.filter(state=state).order_by("told_at", "id")
    return rows.filter(state=state) if state else rows


def one_comment(number: int) -> StandardComment:
    """One comment. Raises Missing."""
    row = StandardComment.objects.select_related("decided_by").filter(pk=number).first()
    if row is None:
        raise no_such_comment()
    return row


def no_such_comment() -> Missing:
    """For a comment that is not there."""
    return Missing(
        "comment.unknown",
        Text("没有这条意见。", "There is no such comment."),
        Text("请从列表进入。", "Go there from the list."),
    )
