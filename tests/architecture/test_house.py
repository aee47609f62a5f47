"""The house holds: floors, doors, the order inside a room, purity (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

SOURCE = Path(__file__).parents[2] / "src" / "guomen"
DOORS = {"terms", "events", "queries", "operations"}
# The kernel's further doors: papers, shapes of tables, statements planned once, what screens share.
KERNEL_DOORS = DOORS | {"documents", "records", "statements", "web", "templatetags"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "misc", "manager", "service", "util", "helper"}
# A file may import its own kind and everything to the right of it.
ORDER = ["faces", "operations", "thoughts", "models", "terms"]
KIND = {
    "web": "faces",
    "api": "faces",
    "cli": "faces",
    "handlers": "faces",
    "tasks": "faces",
    "operations": "operations",
    "queries": "thoughts",
    "rules": "thoughts",
    "events": "thoughts",
    "models": "models",
    "terms": "terms",
}
IMPURE_MODULES = {"django", "random", "secrets", "psycopg", "requests", "urllib.request"}
CLOCKS = {"now", "today", "utcnow", "time", "monotonic"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product as ("guomen.room.file", tree), migrations left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        name = ".".join(("guomen", *path.relative_to(SOURCE).with_suffix("").parts))
        yield name.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module or name that the tree imports, dotted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def kind_of(module: str) -> str | None:
    """What kind of file it is in its room: the first part of its dotted name that is a house word."""
    return next((KIND[part] for part in module.split(".")[2:] if part in KIND), None)


MODULES = list(modules())


def test_floors_are_kept() -> None:
    config = SOURCE.parents[1] / "pyproject.toml"
    assert lint_imports(config_filename=str(config), cache_dir=None) == EXIT_STATUS_SUCCESS


def test_another_room_is_entered_only_by_its_doors() -> None:
    strays = []
    for module, tree in MODULES:
        if room_of(module) == "interfaces" or module == "guomen":
            continue
        for name in imported(tree):
            room = room_of(name)
            if not name.startswith("guomen.") or room == room_of(module):
                continue
            doors = KERNEL_DOORS if room == "kernel" else DOORS
            if not doors & set(name.split(".")[2:]):
                strays.append(f"{module} imports {name}")
    # Actor, Office: the people and places that every signature names.
    strays = [line for line in strays if " guomen.kernel.offices.models." not in line]
    assert strays == []


def test_inside_a_room_faces_call_operations_call_queries_and_rules_call_models_call_terms() -> None:
    strays = []
    for module, tree in MODULES:
        kind = kind_of(module)
        if kind is None or room_of(module) in ("interfaces",):
            continue
        for name in imported(tree):
            other = kind_of(name)
            if room_of(name) != room_of(module) or other is None or not name.startswith("guomen."):
                continue
            if ORDER.index(other) < ORDER.index(kind):
                strays.append(f"{module} imports {name}")
    assert strays == []


def test_rules_and_terms_are_pure() -> None:
    strays = []
    for module, tree in MODULES:
        parts = module.split(".")[2:]
        if not {"rules", "terms"} & set(parts):
            continue
        for name in imported(tree):
            if any(name == impure or name.startswith(f"{impure}.") for impure in IMPURE_MODULES):
                strays.append(f"{module} imports {name}")
            if name.startswith("guomen.") and {"models", "operations", "queries", "handlers"} & set(name.split(".")):
                strays.append(f"{module} imports {name}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                strays.append(f"{module} reads a clock: line {node.lineno}")
    assert strays == []


def test_no_room_is_called_what_everything_is_called() -> None:
    assert [module for module, _ in MODULES if set(module.split(".")) & FORBIDDEN_NAMES] == []


def test_operations_take_their_arguments_by_name_and_are_told_who_and_when() -> None:
    strays = []
    for module, tree in MODULES:
        if module.split(".")[-1] != "operations":
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            recorded = [
                call
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record"
            ]
            names = {argument.arg for argument in node.args.kwonlyargs}
            if recorded and not {"actor", "at"} <= names:
                strays.append(f"{module}.{node.name}")
    assert strays == []


@pytest.mark.parametrize("module", [module for module, tree in MODULES if not ast.get_docstring(tree)])
def test_every_module_says_what_it_is_for(module: str) -> None:
    if module.split(".")[-1] in {"apps", "urls"} or module.endswith("templatetags"):
        pytest.skip("a table of names needs no more words than its names")
    pytest.fail(f"{module} has no docstring")
