"""A folder of reference files read as if it were loaded, without a database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guomen.catalogue.queries.facts import facts_of
from guomen.catalogue.queries.limits import tables_of
from guomen.catalogue.reference.reading import required_contents
from guomen.catalogue.terms import CatalogueSnapshot, SamplingTables


@dataclass(frozen=True)
class Folder:
    """What a folder of reference files says. offices: code -> path; types: policy name -> its type ("share", …)."""

    snapshot: CatalogueSnapshot
    sampling: SamplingTables
    offices: dict[str, str]
    types: dict[str, str]


def folder_reference(folder: Path, edition: int = 0) -> Folder:
    """The folder's facts under an edition's number. Raises Refusal, with every fault, where anything is wrong."""
    contents = required_contents(folder)

    def rows(model: type[Any]) -> list[Any]:
        chosen = (row for row in contents.rows if row.file.model == model.__name__)
        made = [model(**row.file.fold(dict(row.values)), key=row.key) for row in chosen]
        return sorted(made, key=lambda row: (row.key, row.valid_from))

    offices: dict[str, str] = {}
    for row in contents.of("offices.csv"):
        code, parent = row.values["code"], row.values["parent"]
        offices[code] = f"{offices.get(parent, '')}{code}/"
    types = {row.values["name"]: str(row.values["type"]) for row in contents.of("policies.csv")}
    return Folder(facts_of(edition, rows), tables_of(rows), offices, types)
