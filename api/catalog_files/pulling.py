"""Writes a document into the folder: only the files that say something else than they should.

A file whose value is right stays as it is, to the byte. The order of fields, and of the edges of a pipeline, is the
author's: it does not count. Files of definitions that are gone are removed; files that hold none are left alone.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from api.catalog_files.adopting import adopted, files_by_id
from api.catalog_files.folder import CATALOG, CatalogFile, Definition, read_folder
from api.catalog_files.merging import Merge
from api.catalog_files.writing import BESIDE, unwritable, write_files
from api.catalog_files.yaml_writing import fresh, merged
from core.errors import Problem, SluiceError
from metadata.catalog import Object, Role
from metadata.codec import decoded, encoded
from metadata.document.json_schema import FILE_KINDS, json_schema_text
from metadata.pipelines import Pipeline
from metadata.values import JsonValue


@dataclass(frozen=True)
class Pulled:
    """What was done with the files, by their names.

    Attributes:
        kept: those that still say something else than what is in force, for their author has edited them.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...] = ()


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


def pull_into(
    folder: Path, document: Mapping[str, JsonValue], seen: Mapping[str, JsonValue] | None = None
) -> Pulled:
    """Make the folder say what the document says, and what its author has edited since.

    Args:
        seen: the document that the files were made from; None where that is not known, or edits are not to be kept.

    Raises:
        SluiceError: a file that is there cannot be read, or CATALOG_CONFLICT where author and document have changed the
            same; nothing was written.
    """
    there = read_folder(folder) if (folder / CATALOG).exists() else None
    files = [] if there is None else [*there.files()]
    wanted = [*_wanted(document)]
    before = [] if seen is None else [*_wanted(seen)]
    known = files_by_id(files, [*wanted, *before])
    names = {file.name for file in known.values()}
    others = [file.name for file in files if file.name not in names]
    own = {file.name for file in known.values() if file.name != _standard_name(file.kind, file.definition)}
    kept: list[str] = []
    if there is not None and seen is not None:
        wanted, kept = _with_edits(known, wanted, {each.id: each for each in before})
        kept += others
    texts: dict[str, str | None] = {}
    for each in wanted:
        _plan(folder, _beside(each, {*others, *own}), known.pop(each.id, None), texts)
    done = _written(folder, texts, [file.name for file in known.values()])
    return replace(done, kept=tuple(kept))


def _beside(wanted: _Wanted, taken: Set[str]) -> _Wanted:
    """The file to be under a name of its own where that of another file is in the way."""
    if wanted.name not in taken:
        return wanted
    return replace(wanted, name=f"{wanted.name.removesuffix('.yaml')}.{wanted.id}.yaml")


def _with_edits(
    known: dict[str, CatalogFile], wanted: Sequence[_Wanted], seen: Mapping[str, _Wanted]
) -> tuple[list[_Wanted], list[str]]:
    """What the files are to say with the edits of their author, and which files these are in.

    What need not be written is taken out of `known`.

    Raises:
        SluiceError: CATALOG_CONFLICT.
    """
    found, kept, problems = [], [], []
    for each in wanted:
        file, before = known.get(each.id), seen.get(each.id)
        if file is None and before is not None:
            if not says_the_same(each.kind, before.value, each.value):
                problems.append(_collision(each.name, "it was removed here, and others have changed it"))
            kept.append(each.name)
            continue
        made_from = {} if before is None else canonical(before.kind, before.value)
        mine = each.value if file is None else adopted(adopted(file.definition, made_from), each.value)
        if says_the_same(each.kind, mine, made_from):
            found.append(each)
            continue
        merge = Merge()
        value = merge.definition(made_from, canonical(each.kind, mine), each.value)
        name = each.name if file is None else file.name
        problems += [
            _collision(name, f"{'.'.join(path)} was edited here, and others have changed it")
            for path in merge.collisions
        ]
        if not says_the_same(each.kind, value, each.value):
            kept.append(name)
        found.append(replace(each, value=value))
    there = {each.id for each in wanted}
    for id_, file in [*known.items()]:
        before = seen.get(id_)
        if id_ in there or (before and says_the_same(before.kind, file.definition, before.value)):
            continue
        if before is not None:
            problems.append(_collision(file.name, "it was edited here, and others have removed it"))
        kept.append(file.name)
        del known[id_]
    if problems:
        raise SluiceError(problems)
    return found, kept


def _collision(name: str, what: str) -> Problem:
    hint = "Keep a copy of the file, pull with --overwrite, and make the edit again."
    return Problem("CATALOG_CONFLICT", f"{name}: {what}; nothing was written.", hint=hint)


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
    same = says_the_same(wanted.kind, file.definition, wanted.value)
    if same and name == file.name:
        return
    text = (folder / file.name).read_bytes().decode("utf-8-sig")
    if not same:
        ends = "\r\n" if "\r\n" in text else "\n"
        text = merged(name, text.replace("\r\n", "\n"), wanted.value, heading).replace("\n", ends)
    texts[name] = text
    if name != file.name:
        texts.setdefault(file.name, None)


def _wanted(document: Mapping[str, JsonValue]) -> Iterator[_Wanted]:
    """The files of a document; of what has no id, none."""
    rest = {key: value for key, value in document.items() if key not in ("objects", "roles")}
    yield _Wanted("catalog", "", CATALOG, rest)
    for each in _definitions(document, "objects"):
        yield _file_of("object", {key: part for key, part in each.items() if key != "pipeline"})
        pipeline = each.get("pipeline")
        if isinstance(pipeline, dict) and "id" in pipeline:
            yield _file_of("pipeline", {"object": each["name"], **pipeline})
    for each in _definitions(document, "roles"):
        yield _file_of("role", each)


def _file_of(kind: str, value: Definition) -> _Wanted:
    return _Wanted(kind, str(value["id"]), _standard_name(kind, value), value)


def _definitions(document: Mapping[str, JsonValue], part: str) -> list[Definition]:
    found = document.get(part)
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, dict) and "id" in each]


def _standard_name(kind: str, value: Definition) -> str:
    name = value.get("name")
    match kind:
        case "catalog":
            return CATALOG
        case "pipeline":
            return f"pipelines/{value.get('object')}.{name}.yaml"
        case _:
            return f"{kind}s/{name}.yaml"


def canonical(kind: str, value: Definition) -> Definition:
    """The definition as the server spells it; as it is where it lacks an id or does not fit."""
    kinds = {"object": Object, "pipeline": Pipeline, "role": Role}
    if kind not in kinds:
        return value
    of = {key: part for key, part in value.items() if key == "object"}
    try:
        meant = encoded(decoded(kinds[kind], {key: part for key, part in value.items() if key != "object"}))
    except SluiceError:
        return value
    assert isinstance(meant, dict)
    return {**of, **meant}


def _meaning(kind: str, value: Definition) -> Definition:
    meant = dict(canonical(kind, value))
    for part, keys in (("fields", ("id",)), ("transitions", ("source", "target"))):
        items = meant.get(part)
        if isinstance(items, list):
            meant[part] = sorted(items, key=lambda each: [str(_at(each, key)) for key in keys])
    return meant


def _at(value: JsonValue, key: str) -> JsonValue:
    return value.get(key) if isinstance(value, dict) else None


def _written(folder: Path, texts: Mapping[str, str | None], gone: list[str]) -> Pulled:
    written = {name: text for name, text in texts.items() if text is not None}
    removed = [name for name in (*gone, *texts) if name not in written]
    write_files(folder, {**written, **dict(_schemas(folder))})
    for name in removed:
        try:
            (folder / name).unlink()
        except OSError as error:
            raise unwritable(error) from error
    return Pulled(tuple(written), tuple(removed))


def _schemas(folder: Path) -> Iterator[tuple[str, str]]:
    """Those that are not there as they should be."""
    for kind in FILE_KINDS:
        name, text = f"{BESIDE}/{kind}.json", json_schema_text(kind)
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield name, text
