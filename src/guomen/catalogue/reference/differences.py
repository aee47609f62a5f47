"""What loading would change: the folder's rows held against the rows that are current."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps

from guomen.catalogue.models import Fact
from guomen.catalogue.reference.files import FILES
from guomen.catalogue.reference.reading import Contents
from guomen.catalogue.reference.terms import Difference, Row
from guomen.kernel.offices.models import Grant, Office

# What the files do not say of a row.
_OWN = {"id", "since_edition", "until_edition", "enacted_by"}
_OFFICE = ("code", "name_zh", "name_en", "level", "parent")


@dataclass(frozen=True)
class Work:
    """What is to be done to one table: ids of rows to close, rows to write."""

    model: type[Fact]
    close: tuple[int, ...]
    write: tuple[Fact, ...]


@dataclass(frozen=True)
class Comparison:
    """differences: for a person to read; work: for the loader to do; offices and grants are the kernel's."""

    differences: tuple[Difference, ...]
    work: tuple[Work, ...]
    offices: bool
    grants: bool


def compare(contents: Contents) -> Comparison:
    """Hold the folder against the database. Reads each table once."""
    differences: list[Difference] = []
    work: list[Work] = []
    for name in dict.fromkeys(file.model for file in FILES if file.model):
        done = _compare_table(name, contents, differences)
        if done.close or done.write:
            work.append(done)
    offices = list(_office_differences(contents))
    grants = list(_grant_differences(contents))
    return Comparison((*differences, *offices, *grants), tuple(work), bool(offices), bool(grants))


def _compare_table(name: str, contents: Contents, differences: list[Difference]) -> Work:
    model: type[Fact] = apps.get_model("catalogue", name)
    fields = [field.attname for field in model._meta.concrete_fields if field.attname not in _OWN]
    held: dict[tuple[str, date], Fact] = {(row.key, row.valid_from): row for row in model.objects.current()}
    close: list[int] = []
    write: list[Fact] = []
    rows = [row for row in contents.rows if row.file.model == name]
    for row in rows:
        wanted = _fields(row)
        now = held.pop((row.key, row.valid_from), None)
        changed = [field for field in fields if now is None or getattr(now, field) != wanted[field]]
        if not changed:
            continue
        write.append(model(**wanted))
        if now is not None:
            close.append(now.pk)
        differences.append(
            Difference(
                row.file.name,
                row.key,
                row.valid_from,
                "added" if now is None else "changed",
                {field: getattr(now, field) for field in changed} if now is not None else {},
                {field: wanted[field] for field in changed},
            )
        )
    named = {row.key for row in rows}
    for (key, start), row_now in sorted(held.items()):
        # What was enacted in the program stays, unless the files speak of the same thing.
        if getattr(row_now, "enacted_by", "") and key not in named:
            continue
        close.append(row_now.pk)
        differences.append(Difference(_files_of(name, key), key, start, "ended"))
    return Work(model, tuple(close), tuple(write))


def _files_of(model: str, key: str) -> str:
    """The files that the row of a key may have stood in: those that write their keys so, else those that do not."""
    files = [file for file in FILES if file.model == model]
    own = [file.name for file in files if file.keyed and key.startswith(file.keyed.partition("{")[0])]
    return " or ".join(own or [file.name for file in files if not file.keyed])


def _fields(row: Row) -> dict[str, Any]:
    return {**row.file.fold(dict(row.values)), "key": row.key}


def _office_differences(contents: Contents) -> Iterator[Difference]:
    """Offices new or changed. An office that the file no longer names stays: business hangs on it."""
    held = {
        office.code: dict(zip(_OFFICE, _described(office), strict=True))
        for office in Office.objects.select_related("parent")
    }
    for row in contents.of("offices.csv"):
        wanted = {name: row.values[name] for name in _OFFICE}
        now = held.get(row.key)
        if now != wanted:
            yield Difference("offices.csv", row.key, None, "changed" if now else "added", now or {}, wanted)


def _described(office: Office) -> tuple[str, ...]:
    return (office.code, office.name_zh, office.name_en, office.level, office.parent.code if office.parent else "")


def _grant_differences(contents: Contents) -> Iterator[Difference]:
    held = {f"{grant.role}/{grant.capability}" for grant in Grant.objects.all()}
    wanted = {row.key for row in contents.of("role_capabilities.csv")}
    for key in sorted(wanted - held):
        yield Difference("role_capabilities.csv", key, None, "added")
    for key in sorted(held - wanted):
        yield Difference("role_capabilities.csv", key, None, "ended")
