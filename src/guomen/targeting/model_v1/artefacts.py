"""The artefact of a model: a folder of text, JSON and Parquet, addressed by hash. No pickle is written or read."""

import json
import os
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from guomen.kernel.terms import Refusal, Text
from guomen.targeting.model_v1.scoring import MANIFEST, Model
from guomen.targeting.model_v1.terms import ModelDamaged


def write(model: Model, folder: Path) -> str:
    """Write a model into a folder that is not there yet (or is empty), whole or not at all; its digest.

    Raises Refusal where the folder holds something: an artefact is never overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(
            "model.folder",
            Text(f"{folder.name} 已存在且不为空。", f"{folder.name} is there already and holds something."),
            Text("请指定新的文件夹；模型不覆盖。", "Name a new folder: a model is never overwritten."),
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in model.files().items():
            (unfinished / name).write_bytes(content)
        unfinished.chmod(0o755)
        os.replace(unfinished, folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return model.digest


def read(folder: Path) -> Model:
    """The model in a folder, every file held against the manifest. Raises ModelDamaged."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise missing(MANIFEST)
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return from_files(files, sha256(files[MANIFEST]).hexdigest())


def from_files(files: Mapping[str, bytes], digest: str) -> Model:
    """The model in these files. Raises ModelDamaged where the manifest is not the one of this digest, where a file
    is missing, or where one is not what the manifest says. Files that the manifest does not name are not read."""
    if MANIFEST not in files:
        raise missing(MANIFEST)
    if sha256(files[MANIFEST]).hexdigest() != digest:
        raise altered(MANIFEST)
    try:
        named = dict(json.loads(files[MANIFEST])["files"])
    except (ValueError, TypeError, KeyError) as error:
        raise unreadable() from error
    for name, expected in named.items():
        if name not in files:
            raise missing(name)
        if sha256(files[name]).hexdigest() != expected:
            raise altered(name)
    try:
        return Model.from_files({name: files[name] for name in (*named, MANIFEST)})
    except Exception as error:  # whatever the libraries raise that read its files
        raise unreadable() from error


def missing(name: str) -> ModelDamaged:
    return ModelDamaged(name, Text(f"模型缺少文件 {name}。", f"The model lacks its file {name}."))


def altered(name: str) -> ModelDamaged:
    return ModelDamaged(
        name,
        Text(
            f"模型文件 {name} 被改动或已损坏（SHA-256 不符）。",
            f"The model's file {name} was altered or is damaged: its SHA-256 is another.",
        ),
    )


def unreadable() -> ModelDamaged:
    return ModelDamaged(
        MANIFEST,
        Text("该文件夹中的文件不构成一个模型。", "The files are whole, and yet no model is written in them."),
    )
