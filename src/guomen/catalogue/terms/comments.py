"""What the public may say of a standard, and what becomes of it (standardisation law 2018, articles 15, 29, 35)."""

from enum import StrEnum

from guomen.kernel.terms import Text


class CommentTopic(StrEnum):
    """What a comment is: a question, an opinion, a need for a standard, a complaint."""

    QUESTION = "question"
    OPINION = "opinion"
    NEED = "need"
    COMPLAINT = "complaint"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _TOPICS[self]


class CommentState(StrEnum):
    """Where a comment stands."""

    WAITING = "waiting"
    PUBLISHED = "published"
    DECLINED = "declined"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STATES[self]


_TOPICS = {
    CommentTopic.QUESTION: Text("咨询", "question"),
    CommentTopic.OPINION: Text("意见", "opinion"),
    CommentTopic.NEED: Text("标准需求", "need for a standard"),
    CommentTopic.COMPLAINT: Text("投诉", "complaint"),
}
_STATES = {
    CommentState.WAITING: Text("待处理", "waiting"),
    CommentState.PUBLISHED: Text("已公开", "published"),
    CommentState.DECLINED: Text("未采纳公开", "declined"),
}
