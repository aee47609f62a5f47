"""Taking signals in: a batch at a time, whatever their source; what is known already is not taken twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db import transaction

from guomen.catalogue.queries import countries, hazards, policy
from guomen.consignments.terms import CIVIL_ZONE
from guomen.kernel.ledger.operations import Deed, record_all
from guomen.kernel.offices.models import Actor, Office
from guomen.kernel.offices.queries import require
from guomen.kernel.terms import Capability, Fault, Reason, Refusal, SubjectRef, Text, Where
from guomen.surveillance.signals import events
from guomen.surveillance.signals.models import Signal, SignalReading, SignalSource
from guomen.surveillance.signals.operations import storing
from guomen.surveillance.signals.operations.comparing import link_reading
from guomen.surveillance.signals.queries.seeing import source as source_of
from guomen.surveillance.signals.queries.standing import Standing, standing, told
from guomen.surveillance.signals.queries.words import name_cells, name_within
from guomen.surveillance.signals.rules.checking import Known, fault_of
from guomen.surveillance.signals.rules.masking import masked
from guomen.surveillance.signals.rules.texts import clean_values, cut, text_digest, without_controls
from guomen.surveillance.signals.terms import Axis, SignalReport, SignalState, Taken

# An entry of the ledger names at most so many signals.
ANNOUNCED = 10_000
# Up to so many, each is a subject of the entry, so that its page finds it.
_NAMED = 200
_KEPT_FAULTS = 200
_AS_TOLD = (
    "reference", "title", "original", "language", "goods_words", "hazard_words", "origin_words", "goods", "hazard",
    "origin", "party", "place", "latitude", "longitude", "happened_on", "reported_on", "cases", "deaths", "finding",
    "sample",
)  # fmt: skip
_LONGEST = {"title": 300, "goods_words": 300, "hazard_words": 300, "origin_words": 120, "party": 120, "place": 120,
            "language": 8, "sample": 12}  # fmt: skip


@transaction.atomic
def take_signals(
    *,
    actor: Actor | None,
    at: datetime,
    source: str,
    reports: Sequence[SignalReport],
    via: str = "api",
    name: str = "",
    digest: str = "",
    rows: Sequence[int] = (),
    refused: Sequence[Fault] = (),
) -> list[Taken]:
    """Take a source's reports; an answer for each, in their order.

    Under the source's reference the same content is known already; changed content is a new version that supersedes.
    Personal data is masked before anything is stored; words are named; what hangs together with earlier signals is
    linked. name, digest: of the file or feed that they came in; rows: in which row of it each stood; refused: what
    could not be read at all.
    Raises Missing (source), NotPermitted, Refusal (source no longer in use).
    """
    if actor is not None:
        require(actor, Capability.REPORT_SIGNAL)
    whose = source_of(source)
    if not whose.active:
        raise Refusal(
            "signal.source_inactive",
            Text(f"来源“{source}”已停用。", f"The source {source!r} is no longer in use."),
            Text("请重新启用该来源。", "Put the source in use again first."),
        )
    storing.one_at_a_time(whose.pk)
    offices = dict(Office.objects.values_list("code", "pk"))
    batch = _Batch(whose, at, _known(at, offices), offices)
    taken = batch.judged(reports, [Where(name, row) for row in rows])
    reading = SignalReading.objects.create(
        source=whose, via=via, name=name[:200], digest=digest, read_at=at, rows=len(reports) + len(refused),
        taken=len(batch.rows), known=sum(one.outcome == "known" for one in taken),
        refused=len(refused) + sum(one.outcome == "refused" for one in taken),
        faults=[one.as_json() for one in (*refused, *(one.fault for one in taken if one.fault))][:_KEPT_FAULTS],
    )  # fmt: skip
    batch.write(reading)
    batch.announce(actor)
    return taken


def _known(at: datetime, offices: Collection[str]) -> Known:
    return Known(at.astimezone(CIVIL_ZONE).date(), set(hazards()), set(countries()), offices)


@dataclass(slots=True)
class _Batch:
    """One batch of a source on its way into the tables."""

    source: SignalSource
    at: datetime
    known: Known
    offices: dict[str, int]
    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    supersedes: list[tuple[int, int]] = field(default_factory=list)
    retracted: list[int] = field(default_factory=list)
    waiting: dict[Axis, list[str]] = field(default_factory=dict)

    def judged(self, reports: Sequence[SignalReport], places: Sequence[Where]) -> list[Taken]:
        """What becomes of each report; what is new is in `rows`, named and numbered."""
        most = policy("surveillance.text.characters", on=self.known.today).whole
        told = [masked(_fitted(one, most)) for one in reports]
        faults = [fault_of(one, self.known, place) for one, place in zip_longest(reports, places)]
        latest = standing(self.source, [one.reference for one, fault in zip(told, faults, strict=True) if not fault])
        self.numbers = storing.signal_numbers(faults.count(None))[::-1]
        answers = [
            Taken("refused", None, fault) if fault else self._settled(one, latest)
            for one, fault in zip(told, faults, strict=True)
        ]
        self._name()
        return answers

    def _settled(self, report: SignalReport, latest: dict[str, Standing]) -> Taken:
        digest = text_digest(report.title, report.original)
        before = latest.get(report.reference)
        if before is not None and before.says(report, digest):
            return Taken("known", before.signal)
        if before is not None and report.retracted:
            return self._taken_back(before)
        number = self.numbers.pop()
        row = self._row(report, number, before.version + 1 if before else 1, digest)
        self.rows.append(row)
        if before is not None:
            self.supersedes.append((number, before.signal))
            if before.row is not None:
                before.row["state"] = SignalState.SUPERSEDED.value
        codes = (report.goods, report.hazard, report.origin)
        state = str(row["state"])
        latest[report.reference] = Standing(number, row["version"], state, digest, told(report), codes, row)
        return Taken("retracted" if report.retracted else "updated" if before else "taken", number)

    def _taken_back(self, before: Standing) -> Taken:
        before.state = SignalState.RETRACTED.value
        if before.row is not None:
            before.row["state"] = before.state
        else:
            self.retracted.append(before.signal)
        return Taken("retracted", before.signal)

    def _row(self, report: SignalReport, number: int, version: int, digest: str) -> dict[str, Any]:
        plain = {name: getattr(report, name) for name in _AS_TOLD}
        office = self.offices.get(report.office, self.source.office_id)
        return plain | {
            "id": number,
            "source_id": self.source.pk,
            "version": version,
            "kind": (report.kind or self.source.kind),
            "credibility": (report.credibility or self.source.credibility),
            "state": SignalState.RETRACTED.value if report.retracted else SignalState.CURRENT.value,
            "hazards": list(report.hazards),
            "origins": list(report.origins),
            "details": dict(report.details),
            "received_at": self.at,
            "office_id": office,
            "consignment_id": report.consignment,
            "digest": digest,
        }

    def _name(self) -> None:
        """Give every new row the codes that its words stand for; what nobody knows waits for a person."""
        for axis, further in ((Axis.HAZARD, "hazards"), (Axis.ORIGIN, "origins"), (Axis.GOODS, "")):
            words = f"{axis}_words"
            unnamed = [row for row in self.rows if not row[axis]]
            heard = name_cells(axis, (row[words] for row in unnamed))
            within = name_within(axis, (row["title"] for row in unnamed if not row[words]))
            for row in unnamed:
                found = heard.get(row[words])
                codes = found.codes if found else within.get(row["title"], ()) if not row[words] else ()
                row[axis] = codes[0] if codes else ""
                if further:
                    row[further] = list(dict.fromkeys([*row[further], *codes[1:]]))
                if found and not (axis is Axis.GOODS and codes):
                    self.waiting.setdefault(axis, []).extend(one.words for one in found.waiting)

    def write(self, reading: SignalReading) -> None:
        """Write the new rows, what they supersede, names for a person, and what hangs together with what."""
        storing.write_signals([row | {"reading_id": reading.pk} for row in self.rows])
        storing.supersede(self.supersedes)
        Signal.objects.filter(pk__in=self.retracted).update(state=SignalState.RETRACTED)
        for axis, words in self.waiting.items():
            storing.hear_names(axis, storing.counted(words), self.at)
        if self.rows:
            link_reading(at=self.at, reading=reading)

    def announce(self, actor: Actor | None) -> None:
        """Tell what came in and what was taken back: thousands of signals are one entry."""
        subject = SubjectRef("signal_source", self.source.code)
        new = [row["id"] for row in self.rows if row["state"] == SignalState.CURRENT.value]
        deeds = [
            Deed(
                kind=events.SIGNALS_RECEIVED,
                actor=actor,
                at=self.at,
                subjects=[subject, *(SubjectRef("signal", str(one)) for one in some if len(new) <= _NAMED)],
                payload={
                    "source": self.source.code,
                    "signals": some,
                    "supersedes": [list(pair) for pair in self.supersedes if some[0] <= pair[0] <= some[-1]],
                },
            )
            for some in (new[start : start + ANNOUNCED] for start in range(0, len(new), ANNOUNCED))
        ]
        ground = Text("来源撤回了该信号。", "Its source took the signal back.")
        deeds += [
            Deed(
                kind=events.SIGNAL_RETRACTED,
                actor=actor,
                at=self.at,
                subjects=[SubjectRef("signal", str(one))],
                payload={"signal": one, "source": self.source.code, "ground": ground.en},
                reasons=[Reason("signal.ground", ground)],
            )
            for one in self.retracted
        ]
        record_all(deeds)


def _fitted(report: SignalReport, most: int) -> SignalReport:
    """The report cut to the room that there is: a title too long is kept whole at the head of the original."""
    changed: dict[str, Any] = {"reference": without_controls(report.reference).strip()}
    if report.details:
        changed["details"] = clean_values(report.details)
    for name, room in _LONGEST.items():
        text = without_controls(getattr(report, name)).strip()
        if name == "title" and len(text) > room and text not in report.original:
            changed["original"] = f"{text}\n{report.original}".strip()
        if (text := cut(text, room)) != getattr(report, name):
            changed[name] = text
    original = cut(without_controls(changed.get("original", report.original)), most)
    if original != report.original:
        changed["original"] = original
    return replace(report, **changed)
