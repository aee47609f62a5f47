"""Words for instrument messages: pure values."""

from guomen.laboratory.messages.terms.definitions import (
    CodeUse,
    Definition,
    decode_definition,
    encode_definition,
)
from guomen.laboratory.messages.terms.readings import MAX_BYTES, MAX_LINES, Meant, Value, as_fault, refusal_json
from guomen.laboratory.messages.terms.states import LineState, MessageState, ProfileState, Wire

__all__ = [
    "MAX_BYTES",
    "MAX_LINES",
    "CodeUse",
    "Definition",
    "LineState",
    "Meant",
    "MessageState",
    "ProfileState",
    "Value",
    "Wire",
    "as_fault",
    "decode_definition",
    "encode_definition",
    "refusal_json",
]
