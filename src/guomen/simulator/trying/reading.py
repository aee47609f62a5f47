"""Worlds by name, or out of a JSON file of parameters."""

import json
from pathlib import Path
from typing import Any

import msgspec

from guomen.kernel.terms import Refusal, Text
from guomen.simulator.columns.worlds import SHAPES
from guomen.simulator.trying.goods import MIXES
from guomen.simulator.trying.presets import PRESETS
from guomen.simulator.trying.terms import Parameters

_LARGEST = 1 << 20
# A world larger than this does not fit where a single machine could play it.
_MOST_LINES = 50_000_000


def read_world(source: str) -> Parameters:
    """The world of that name, or the one a JSON file describes: {"like": a name, and what differs}.

    Raises Refusal, naming the parameter, where anything is not known or cannot be.
    """
    if source in PRESETS:
        return PRESETS[source]
    file = Path(source)
    if not file.is_file():
        raise Refusal(
            "world.unknown",
            Text(f"没有名为“{source}”的世界，也没有该文件。", f"There is no world and no file called {source!r}."),
            Text(f"已有：{'、'.join(PRESETS)}。", f"Worlds by name: {', '.join(PRESETS)}; or name a JSON file."),
        )
    return described(_object(file), file.stem)


def described(given: dict[str, Any], name: str) -> Parameters:
    """A world from what differs of the one it is like. Raises Refusal."""
    like = given.pop("like", "town")
    if like not in PRESETS:
        raise _faulty(f"like: {like!r} is none of {', '.join(PRESETS)}")
    held = msgspec.to_builtins(PRESETS[like])
    held["figures"] = [figure for figure in held["figures"] if figure["name"].split(".")[0] not in given]
    try:
        made = msgspec.convert(held | {"name": name, "title_zh": name, "title_en": name} | given, Parameters)
    except msgspec.ValidationError as wrong:
        raise _faulty(str(wrong)) from None
    complaint = _complaint(made)
    if complaint:
        raise _faulty(complaint)
    return made


def _object(file: Path) -> dict[str, Any]:
    if file.stat().st_size > _LARGEST:
        raise _faulty("the file is larger than 1 MB")
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise _faulty("the file is not JSON") from None
    if not isinstance(found, dict):
        raise _faulty("the file is not an object of parameters")
    return found


def _complaint(made: Parameters) -> str:
    """What cannot be although each parameter for itself can; "" where all is well."""
    if made.goods not in MIXES:
        return f"goods: {made.goods!r} is none of {', '.join(MIXES)}"
    if made.course and made.course not in SHAPES:
        return f"course: {made.course!r} is none of {', '.join(SHAPES)}"
    if not made.lines or sum(made.lines) <= 0 or len(made.lines) > 20:
        return "lines: shares of consignments with 1, 2 … at most 20 lines, some above 0"
    if sum(made.classes) <= 0:
        return "classes: shares of enterprises in classes 1 to 4, some above 0"
    if made.batches * made.days / 365 * len(made.lines) > _MOST_LINES:
        return f"batches: more than {_MOST_LINES:,} lines in all"
    if max(made.importers, made.producers) > 1_000_000:
        return "importers, producers: at most 1,000,000"
    return ""


def _faulty(problem: str) -> Refusal:
    return Refusal(
        "world.faulty",
        Text(f"世界参数有误：{problem}", f"The world's parameters cannot be used: {problem}"),
        Text(
            "请更正；参数及其含义见 guomen policy worlds。", "Correct them; guomen policy worlds lists the parameters."
        ),
    )
