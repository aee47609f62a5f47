"""Standards: how they are numbered, of what kind they are, and where an edition stands on a day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guomen.catalogue.terms.facts import NO_TEXT, Validity
from guomen.catalogue.terms.words import Confidence
from guomen.kernel.terms import Text


class StandardKind(StrEnum):
    """Who sets a standard and how far it binds (standardisation law 2018, article 2; and those of others)."""

    GB = "gb"
    GB_T = "gb_t"
    GB_Z = "gb_z"
    SECTOR = "sector"
    LOCAL = "local"
    LOCAL_FOOD = "local_food"
    ASSOCIATION = "association"
    ENTERPRISE = "enterprise"
    VERIFICATION = "jjg"
    CALIBRATION = "jjf"
    ISO = "iso"
    IEC = "iec"
    CODEX = "codex"
    ISPM = "ispm"
    EN = "en"
    LAW = "law"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _KINDS[self][0]

    def fits(self, citation: str) -> bool:
        """Whether a whole citation is written as those of the kind are."""
        return _KINDS[self][1].fullmatch(citation) is not None


def _kind(zh: str, en: str, shape: str) -> tuple[Text, re.Pattern[str]]:
    return Text(zh, en), re.compile(shape)


# Shapes: standards_number_regex of the project's handbook. LAW: announcements, technical rules, acts of other unions.
_KINDS = {
    StandardKind.GB: _kind("强制性国家标准", "mandatory national standard", r"GB \d+(\.\d+)?(-\d{4})?"),
    StandardKind.GB_T: _kind("推荐性国家标准", "recommended national standard", r"GB/T \d+(\.\d+)?(-\d{4})?"),
    StandardKind.GB_Z: _kind("国家标准化指导性技术文件", "guiding technical document", r"GB/Z \d+(\.\d+)?(-\d{4})?"),
    StandardKind.SECTOR: _kind("行业标准", "sector standard", r"[A-Z]{2}(/T)? \d+(\.\d+)?(-\d{4})?"),
    StandardKind.LOCAL: _kind("地方标准", "local standard", r"DB\d{2}(\d{2})?(/T)? \d+(\.\d+)?(-\d{4})?"),
    StandardKind.LOCAL_FOOD: _kind("食品安全地方标准", "local food safety standard", r"DBS\d{2}/ ?\d+(-\d{4})?"),
    StandardKind.ASSOCIATION: _kind("团体标准", "association standard", r"T/[A-Z]{2,6} \d+(\.\d+)*(-\d{4})?"),
    StandardKind.ENTERPRISE: _kind(
        "企业标准", "enterprise standard", r"Q/[A-Z0-9]{2,} ?\d*[A-Z]? ?\d+(\.\d+)*(-\d{4})?"
    ),
    StandardKind.VERIFICATION: _kind(
        "计量检定规程", "verification regulation", r"JJG(\([^)]+\))? ?\d+(\.\d+)?(-\d{4})?"
    ),
    StandardKind.CALIBRATION: _kind("计量校准规范", "calibration specification", r"JJF ?\d+(\.\d+)?(-\d{4})?"),
    StandardKind.ISO: _kind("国际标准（ISO）", "ISO standard", r"ISO(/[A-Z]+)? \d+(-\d+)?(:\d{4})?"),
    StandardKind.IEC: _kind("国际标准（IEC）", "IEC standard", r"IEC \d+(-\d+)*(:\d{4})?"),
    StandardKind.CODEX: _kind(
        "国际食品法典", "Codex standard", r"(CXS|CXG|CXC|CXM|CODEX STAN|CAC/(GL|RCP)) \d+(-\d{4})?"
    ),
    StandardKind.ISPM: _kind("国际植物检疫措施标准", "ISPM", r"ISPM (No\. ?)?\d{1,2}"),
    StandardKind.EN: _kind("欧洲标准", "European standard", r"(BS |DIN )?EN( ISO| IEC)? \d+(-\d+)*(:\d{4})?"),
    StandardKind.LAW: _kind("法规、公告", "act or announcement", r"\S.{0,79}"),
}
_COLON = (StandardKind.ISO, StandardKind.IEC, StandardKind.EN)


class StandardStatus(StrEnum):
    """What is known of an edition: it stands, was replaced, was withdrawn; or only that it is cited."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """Where an edition stands on a day."""

    TO_COME = "to_come"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"

    @property
    def text(self) -> Text:
        """What screens call it."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.TO_COME: Text("即将实施", "to come"),
    Standing.IN_FORCE: Text("现行有效", "in force"),
    Standing.SUPERSEDED: Text("已被代替", "superseded"),
    Standing.WITHDRAWN: Text("已废止", "withdrawn"),
    Standing.UNKNOWN: Text("效力未核实", "validity not verified"),
}


def citation(kind: StandardKind, number: str, edition: str) -> str:
    """Number and edition as they are cited: "GB 2762-2017", "ISO 2859-1:1999", "ISPM 31"."""
    return f"{number}{':' if kind in _COLON else '-'}{edition}" if edition else number


_DATED = re.compile(r"(?P<number>.+?)[-:](?P<edition>\d{4})\Z")


def split_citation(written: str) -> tuple[str, str]:
    """A citation as number and edition: ("GB 18401", "2010"); without an edition ("GB 5009.12", "")."""
    found = _DATED.match(written.strip())
    return (found["number"], found["edition"]) if found else (written.strip(), "")


@dataclass(frozen=True, kw_only=True)
class Standard(Validity):
    """One edition of a standard. title: where it is known word for word; about: what it is about, in our words.

    mandatory: None where nobody stated it. superseded_by: the citation of what replaced it.
    """

    number: str
    edition: str
    kind: StandardKind
    title: Text = NO_TEXT
    about: Text = NO_TEXT
    mandatory: bool | None = None
    status: StandardStatus = StandardStatus.CURRENT
    superseded_by: str = ""
    source: str = ""
    confidence: Confidence = Confidence.LOW

    @property
    def citation(self) -> str:
        """As it is cited."""
        return citation(self.kind, self.number, self.edition)

    def standing(self, on: date) -> Standing:
        """Where it stands on the day."""
        if self.status is StandardStatus.UNKNOWN:
            return Standing.UNKNOWN
        if on < self.valid_from:
            return Standing.TO_COME
        if self.in_force(on):
            return Standing.IN_FORCE
        return Standing.SUPERSEDED if self.superseded_by else Standing.WITHDRAWN


def edition_for(editions: Iterable[Standard], named: Iterable[str], on: date) -> Standard | None:
    """The edition, of those that a limit names, that is in force on the day; else the last of them that is known.

    named empty: any. None where no row tells of them.
    """
    wanted = [one for one in named if one]
    known = sorted((one for one in editions if not wanted or one.edition in wanted), key=lambda one: one.valid_from)
    standing = [one for one in known if one.standing(on) is Standing.IN_FORCE]
    begun = [one for one in known if one.valid_from <= on]
    return next(iter([*standing[-1:], *begun[-1:], *known[:1]]), None)


@dataclass(frozen=True, kw_only=True)
class Equivalent(Validity):
    """What China, Codex and others ask of an analyte in a kind of goods, side by side, as the row's source has it."""

    analyte: Text
    matrix: Text
    goods: tuple[str, ...]
    china: str
    codex: str
    elsewhere: str
    unit: str
    source: str = ""
    confidence: Confidence = Confidence.MEDIUM
