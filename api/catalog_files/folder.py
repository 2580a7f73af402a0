"""The folder of a catalog's files: what it says as a document, and where each of its values stands.

    catalog.yaml                 what belongs to no object or role: the API policy
    objects/deal.yaml            an object with its fields
    pipelines/deal.sales.yaml    a pipeline; `object` names whose it is
    roles/rep.yaml               a role

What a file is called does not matter, but for `catalog.yaml`; other files are nobody's business here.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.catalog_files.yaml_reading import MOST_BYTES, Yaml, read_yaml, refused
from core.errors import PathPart, Problem, SluiceError, fault
from metadata.values import JsonValue

CATALOG = "catalog.yaml"
FOLDERS = ("objects", "pipelines", "roles")
MOST_FILES = 2_000

Definition = dict[str, JsonValue]


@dataclass(frozen=True)
class CatalogFile:
    """One file.

    Attributes:
        name: its path within the folder, with slashes.
    """

    name: str
    yaml: Yaml

    @property
    def kind(self) -> str:
        """`catalog`, `object`, `pipeline` or `role`."""
        return "catalog" if self.name == CATALOG else self.name.partition("/")[0].removesuffix("s")

    @property
    def definition(self) -> Definition:
        """What it says, a mapping."""
        assert isinstance(self.yaml.value, dict)
        return self.yaml.value

    def fault(self, message: str, hint: str, *path: PathPart) -> SluiceError:
        """A fault at the place of `path`."""
        return refused(self.name, self.yaml.places.get(path, (1, 1)), message, hint)


@dataclass(frozen=True)
class CatalogFolder:
    """All files, those of a kind by their names."""

    catalog: CatalogFile
    objects: Sequence[CatalogFile]
    pipelines: Sequence[CatalogFile]
    roles: Sequence[CatalogFile]

    def document(self) -> Definition:
        """The document that `applyCatalog` takes.

        Raises:
            SluiceError: a pipeline belongs to no object, or to one that has another.
        """
        homes = self._pipeline_files()
        objects: list[JsonValue] = []
        for file in self.objects:
            definition = dict(file.definition)
            home = homes.get(str(definition.get("name")))
            if home is not None:
                definition["pipeline"] = {
                    key: value for key, value in home.definition.items() if key != "object"
                }
            objects.append(definition)
        roles: list[JsonValue] = [file.definition for file in self.roles]
        return {**self.catalog.definition, "objects": objects, "roles": roles}

    def placed(self, problem: Problem) -> Problem:
        """A problem of the document with the file, line and column of its path in the message."""
        if problem.path[:1] != ("document",):
            return problem
        file, path = self._home(problem.path[1:])
        line, column = file.yaml.places.get(path, (1, 1))
        return replace(problem, message=f"{file.name}:{line}:{column}: {problem.message}")

    def files(self) -> Iterator[CatalogFile]:
        """Every file."""
        yield self.catalog
        yield from (*self.objects, *self.pipelines, *self.roles)

    def _pipeline_files(self) -> Mapping[str, CatalogFile]:
        names = [str(file.definition.get("name")) for file in self.objects]
        found: dict[str, CatalogFile] = {}
        for file in self.pipelines:
            name = file.definition.get("object")
            if not isinstance(name, str) or name not in names:
                hint = f"Write `object:` and one of {', '.join(names)}."
                raise file.fault("The pipeline belongs to no object of the folder.", hint, "object")
            if name in found:
                message = f"{found[name].name} has a pipeline of {name} already."
                raise file.fault(message, "An object has one pipeline.", "object")
            found[name] = file
        return found

    def _home(self, path: tuple[PathPart, ...]) -> tuple[CatalogFile, tuple[PathPart, ...]]:
        """The file that a path of the document leads to, and the path within it as far as it is there."""
        match path:
            case ("objects" | "roles" as part, which, *rest):
                files = self.objects if part == "objects" else self.roles
                file = _chosen(files, which)
                if file is None:
                    return self.catalog, ()
                if rest[:1] == ["pipeline"] and "pipeline" not in file.definition:
                    home = self._pipeline_files().get(str(file.definition.get("name")))
                    return (file, ()) if home is None else (home, _walked(home.yaml, rest[1:]))
                return file, _walked(file.yaml, rest)
            case _:
                return self.catalog, _walked(self.catalog.yaml, path)


def read_folder(folder: Path) -> CatalogFolder:
    """The files of a folder.

    Raises:
        SluiceError: it is no folder of a catalog, or a file cannot be read.
    """
    if not (folder / CATALOG).exists():
        message = f"{folder} has no {CATALOG}."
        hint = "Name a folder that `sluice catalog pull` has written."
        raise fault("CATALOG_INVALID", message, hint=hint)
    kinds = {kind: [_file(folder, name) for name in _names(folder, kind)] for kind in FOLDERS}
    return CatalogFolder(_file(folder, CATALOG), *(kinds[kind] for kind in FOLDERS))


def _names(folder: Path, kind: str) -> Sequence[str]:
    inside = folder / kind
    if inside.is_symlink():
        raise linked(kind)
    if not inside.is_dir():
        return ()
    names = sorted(
        each.name
        for each in inside.iterdir()
        if each.suffix.lower() in (".yaml", ".yml") and each.name[0] != "."
    )
    if len(names) > MOST_FILES:
        raise fault("CATALOG_LIMIT", f"{kind} has {len(names):,} files; at most {MOST_FILES:,} are read.")
    return [f"{kind}/{name}" for name in names]


def _file(folder: Path, name: str) -> CatalogFile:
    path = folder / name
    if path.is_symlink():
        raise linked(name)
    if path.exists() and not path.is_file():
        # Opening a pipe would wait for somebody to write into it.
        raise fault(
            "CATALOG_INVALID", f"{name} is no file.", hint="Put a file there, or give it another ending."
        )
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MOST_BYTES:
                raise fault("CATALOG_LIMIT", f"{name} has {size:,} bytes; at most {MOST_BYTES:,} are read.")
            found = read_yaml(name, stream.read(MOST_BYTES + 1))
    except OSError as error:
        raise fault("CATALOG_INVALID", f"{name} cannot be read: {error.strerror}.") from error
    if found.value is None:
        found = replace(found, value={})
    file = CatalogFile(name, found)
    if not isinstance(found.value, dict):
        raise file.fault("A file holds a mapping.", "Write it as `name: deal` and so on.")
    if "pipeline" in found.value and name.startswith("objects/"):
        hint = "Put it into a file of its own in pipelines, with `object:` and the name."
        raise file.fault("A pipeline stands in a file of its own.", hint, "pipeline")
    return file


def linked(name: str) -> SluiceError:
    """The fault of a symbolic link."""
    message = f"{name} is a symbolic link; those are not followed."
    return fault("CATALOG_INVALID", message, hint="Put the file itself there.")


def _chosen(files: Sequence[CatalogFile], which: PathPart) -> CatalogFile | None:
    if isinstance(which, int):
        return files[which] if which < len(files) else None
    return next((file for file in files if which in _called(file.definition)), None)


def _walked(yaml: Yaml, rest: Sequence[PathPart]) -> tuple[PathPart, ...]:
    path: tuple[PathPart, ...] = ()
    value = yaml.value
    for part in rest:
        at: PathPart = part
        if isinstance(value, list) and isinstance(part, str):
            at = next((index for index, each in enumerate(value) if part in _called(each)), part)
        if (*path, at) not in yaml.places:
            break
        path = (*path, at)
        value = value[at] if isinstance(value, dict | list) else None  # type: ignore[index]
    return path


def _called(value: JsonValue) -> tuple[JsonValue, ...]:
    """What a definition is called in paths: its name, id or key."""
    if not isinstance(value, dict):
        return ()
    return tuple(value[key] for key in ("name", "id", "key") if key in value)
