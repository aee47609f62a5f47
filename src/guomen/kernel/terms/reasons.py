"""Reasons: why a judgement came out as it did, for the officer and for the trader."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the house."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The sentence in `language` (any tag that starts with "zh" is Chinese; all else is English)."""
        return self.zh if language.lower().startswith("zh") else self.en

    def filled(self, **values: object) -> "Text":
        """The same sentence with `{name}` places filled, in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def from_json(cls, data: dict[str, str]) -> "Text":
        return cls(zh=data["zh"], en=data["en"])


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a judgement.

    code: stable name, dotted, e.g. "gate.access.not_admitted".
    text: what the officer reads.
    basis: the clause or standard that the rule rests on; empty where there is none.
    source: the row that made it so, e.g. "measure:M-2018-0007" or "requirement:12".
    public: what the trader may read; None where a word would leak the profile.
    """

    code: str
    text: Text
    basis: str = ""
    source: str = ""
    public: Text | None = None

    def as_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"code": self.code, **self.text.as_json()}
        if self.basis:
            data["basis"] = self.basis
        if self.source:
            data["source"] = self.source
        if self.public is not None:
            data["public"] = self.public.as_json()
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reason":
        public = data.get("public")
        return cls(
            code=data["code"],
            text=Text.from_json(data),
            basis=data.get("basis", ""),
            source=data.get("source", ""),
            public=Text.from_json(public) if public else None,
        )


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """A judgement: its value and why."""

    value: T
    reasons: tuple[Reason, ...] = field(default=())

    def because(self, reasons: Iterable[Reason]) -> "Outcome[T]":
        """The same value with further reasons behind those it has."""
        return Outcome(self.value, self.reasons + tuple(reasons))
