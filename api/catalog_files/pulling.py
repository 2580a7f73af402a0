"""Writes a document into the folder: only the files that say something else than they should.

A file whose value is right stays as it is, to the byte. The order of fields, and of the edges of a pipeline, is the
author's: it does not count. Files of definitions that are gone are removed; files that hold none are left alone.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.catalog_files.folder import CATALOG, CatalogFile, Definition, read_folder
from api.catalog_files.yaml_writing import fresh, merged
from core.errors import SluiceError, fault
from metadata.catalog import Object, Role
from metadata.codec import decoded, encoded
from metadata.document.json_schema import FILE_KINDS, json_schema_text
from metadata.pipelines import Pipeline
from metadata.values import JsonValue

BESIDE = ".sluice"
"""The folder of the JSON Schemas that editors read."""


@dataclass(frozen=True)
class Pulled:
    """What was done with the files, by their names."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class _Wanted:
    """A file to be.

    Attributes:
        id: of its definition, empty for `catalog.yaml`.
        name: what it is called unless somebody has called it otherwise.
    """

    kind: str
    id: str
    name: str
    value: Definition


def pull_into(folder: Path, document: Mapping[str, JsonValue]) -> Pulled:
    """Make the folder say what the document says.

    Raises:
        SluiceError: a file that is there cannot be read; nothing was written.
    """
    there = read_folder(folder) if (folder / CATALOG).exists() else None
    files = [] if there is None else [*there.files()]
    known: dict[str, CatalogFile] = {}
    for file in files:
        id_ = file.definition.get("id")
        key = "" if file.name == CATALOG else str(id_) if isinstance(id_, str) else None
        if key is None:
            continue
        if key in known:
            raise file.fault(f"{known[key].name} has the id {key} too.", "Leave it out of one of them.", "id")
        known[key] = file
    texts: dict[str, str | None] = {}
    for wanted in _wanted(document):
        _plan(folder, wanted, known.pop(wanted.id, None), texts)
    removed = [file.name for file in known.values()]
    return _written(folder, texts, removed)


def says_the_same(kind: str, one: Definition, other: Definition) -> bool:
    """Whether two files mean the same definition, whatever is written out or left out in them."""
    return _meaning(kind, one) == _meaning(kind, other)


def _plan(folder: Path, wanted: _Wanted, file: CatalogFile | None, texts: dict[str, str | None]) -> None:
    """Notes the text that a file is to have; None for one that is to go."""
    up = "" if wanted.kind == "catalog" else "../"
    heading = f"yaml-language-server: $schema={up}{BESIDE}/{wanted.kind}.json"
    if file is None:
        texts[wanted.name] = fresh(wanted.value, heading)
        return
    name = file.name
    if name == _standard_name(wanted.kind, file.definition):
        name = wanted.name
    if says_the_same(wanted.kind, file.definition, wanted.value):
        if name == file.name:
            return
        text = (folder / file.name).read_text(encoding="utf-8-sig")
    else:
        old = (folder / file.name).read_text(encoding="utf-8-sig")
        text = merged(name, old, wanted.value, heading)
    texts[name] = text
    if name != file.name:
        texts.setdefault(file.name, None)


def _wanted(document: Mapping[str, JsonValue]) -> Iterator[_Wanted]:
    rest = {key: value for key, value in document.items() if key not in ("objects", "roles")}
    yield _Wanted("catalog", "", CATALOG, rest)
    for each in _definitions(document, "objects"):
        value = {key: part for key, part in each.items() if key != "pipeline"}
        yield _Wanted("object", str(each["id"]), _standard_name("object", each), value)
        pipeline = each.get("pipeline")
        if isinstance(pipeline, dict):
            value = {"object": each["name"], **pipeline}
            yield _Wanted("pipeline", str(pipeline["id"]), _standard_name("pipeline", value), value)
    for each in _definitions(document, "roles"):
        yield _Wanted("role", str(each["id"]), _standard_name("role", each), each)


def _definitions(document: Mapping[str, JsonValue], part: str) -> list[Definition]:
    found = document.get(part)
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, dict)]


def _standard_name(kind: str, value: Definition) -> str:
    name = value.get("name")
    match kind:
        case "catalog":
            return CATALOG
        case "pipeline":
            return f"pipelines/{value.get('object')}.{name}.yaml"
        case _:
            return f"{kind}s/{name}.yaml"


def _meaning(kind: str, value: Definition) -> object:
    bare = {key: part for key, part in value.items() if key != "object"}
    kinds = {"object": Object, "pipeline": Pipeline, "role": Role}
    if kind not in kinds:
        return value
    try:
        meant = encoded(decoded(kinds[kind], bare))
    except SluiceError:  # it lacks an id, or does not fit
        return value
    assert isinstance(meant, dict)
    for part, keys in (("fields", ("id",)), ("transitions", ("source", "target"))):
        items = meant.get(part)
        if isinstance(items, list):
            meant[part] = sorted(items, key=lambda each: [str(_at(each, key)) for key in keys])
    return meant, value.get("object")


def _at(value: JsonValue, key: str) -> JsonValue:
    return value.get(key) if isinstance(value, dict) else None


def _written(folder: Path, texts: Mapping[str, str | None], removed: list[str]) -> Pulled:
    try:
        return _write(folder, texts, removed)
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror}."
        raise fault("CATALOG_INVALID", message, hint="Pull into a folder that you may write.") from error


def _write(folder: Path, texts: Mapping[str, str | None], removed: list[str]) -> Pulled:
    written = []
    for name, text in texts.items():
        if text is None:
            removed.append(name)
        else:
            write_file(folder / name, text)
            written.append(name)
    for name in removed:
        (folder / name).unlink()
    for kind in FILE_KINDS:
        text = json_schema_text(kind)
        path = folder / BESIDE / f"{kind}.json"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_file(path, text)
    return Pulled(tuple(written), tuple(removed))


def write_file(path: Path, text: str) -> None:
    """Write a file in one step: who is killed meanwhile leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
