"""What the rows of a message mean under a profile: pure, without clock or tables."""

from guomen.laboratory.messages.rules.looking import Looked, look, looked_at
from guomen.laboratory.messages.rules.meaning import meaning
from guomen.laboratory.messages.rules.values import values_of

__all__ = ["Looked", "look", "looked_at", "meaning", "values_of"]
