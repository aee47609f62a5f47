"""The laboratory's judgements: pure, without clock or tables."""

from guomen.laboratory.rules.conformity import overall, statement_of
from guomen.laboratory.rules.custody import broken_seal, next_state

__all__ = ["broken_seal", "next_state", "overall", "statement_of"]
