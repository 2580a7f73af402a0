"""The ids of the definitions in a document: those given are looked at, those left out are found or made.

Whoever writes a definition by hand leaves its id out. If the catalog in force has one of that name in the same place
it is that one; else it is new, and gets an id. An id that is given is kept, whether the catalog knows it or not: so a
sandbox and production agree. Works on any dataclass of the catalog that has an id, from its annotations.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from functools import lru_cache
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_origin

from core.errors import PathPart, Problem
from core.identifiers import new_id
from metadata.catalog import Catalog, Object, Role, Section, UniqueKey, Validation
from metadata.codec import shape
from metadata.fields import Field
from metadata.pipelines import Criterion, FurtherPipeline, GateExample, Pipeline, Stage, StageTask
from metadata.values import JsonValue

PREFIXES: Mapping[type[Any], str] = MappingProxyType(
    {
        Object: "obj",
        Field: "fld",
        Pipeline: "pip",
        FurtherPipeline: "pip",
        Stage: "stg",
        StageTask: "tsk",
        Role: "rol",
        Validation: "val",
        UniqueKey: "unq",
        Section: "sec",
        Criterion: "cri",
        GateExample: "exa",
    }
)
"""What the ids of a kind of definition begin with."""

_END = r"_[a-z0-9]{1,32}"
_NAMES: Mapping[type[Any], str] = MappingProxyType(
    {
        Object: "an object",
        Field: "a field",
        Pipeline: "a pipeline",
        FurtherPipeline: "a pipeline",
        Stage: "a stage",
        StageTask: "a task",
        Role: "a role",
        Validation: "a validation",
        UniqueKey: "a unique key",
        Section: "a section",
        Criterion: "a criterion",
        GateExample: "an example",
    }
)


@dataclass(frozen=True)
class Placed:
    """A definition of the catalog in force.

    Attributes:
        kind: its dataclass.
        parent: id of the definition that it is part of; empty at the top.
    """

    kind: type[Any]
    parent: str


def word_of(kind: type[Any]) -> str:
    """What a kind of definition is called, without an article."""
    return _NAMES[kind].partition(" ")[2]


def id_pattern(kind: type[Any]) -> str:
    """The regular expression of the ids of a kind of definition."""
    return PREFIXES[kind] + _END


def identified(raw: object, head: Catalog) -> tuple[object, tuple[Problem, ...]]:
    """The document with an id in every definition, and what is wrong with those that it has.

    Args:
        raw: of any shape; what is not as it should be is left for the decoder to refuse.
    """
    identities = _Identities(dict(_placed(head, "")), frozenset(_given(raw)))
    return identities.within(Catalog, raw, head, "", ()), tuple(identities.problems)


def _placed(definition: object, parent: str) -> Iterator[tuple[str, Placed]]:
    """Every definition within, by its id."""
    own = getattr(definition, "id", None)
    if isinstance(own, str):
        yield own, Placed(type(definition), parent)
    for attribute, hint, _ in shape(type(definition)).values():
        if part_kind(hint) is not None:
            value = getattr(definition, attribute)
            for part in value if isinstance(value, tuple) else [value]:
                if part is not None:
                    yield from _placed(part, own or parent)


def _given(raw: object) -> Iterator[str]:
    """Every id that stands in the document. What is below 64 levels was refused before."""
    if isinstance(raw, list):
        for each in raw:
            yield from _given(each)
    if isinstance(raw, dict):
        if isinstance(raw.get("id"), str):
            yield raw["id"]
        for value in raw.values():
            yield from _given(value)


@lru_cache(maxsize=1_000)
def part_kind(hint: object) -> type[Any] | None:
    """The dataclass that an attribute holds, one or several of; None where it holds none."""
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    kinds = [part for part in get_args(hint) if part is not NoneType] or [hint]
    kind = kinds[0]
    return kind if len(kinds) == 1 and isinstance(kind, type) and is_dataclass(kind) else None


@dataclass
class _Identities:
    """Walks a document beside the catalog in force.

    Attributes:
        placed: the definitions of the catalog in force by id.
        given: the ids in the document, which nothing else can get.
        taken: the ids met so far.
    """

    placed: Mapping[str, Placed]
    given: frozenset[str]
    taken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def within(
        self, kind: type[Any], raw: object, known: object, parent: str, path: tuple[PathPart, ...]
    ) -> object:
        """The definition `raw` with its id and those of its parts; `known` is what it is in force, or None."""
        if not isinstance(raw, dict):
            return raw
        written: dict[str, JsonValue] = dict(raw)
        if kind in PREFIXES:
            self._identify(kind, written, known, parent, path)
            if known is not None and written["id"] != getattr(known, "id", None):
                known = None
            parent = str(written["id"])
        for key, (attribute, hint, _) in shape(kind).items():
            part = part_kind(hint)
            if part is None or key not in written:
                continue
            inside = getattr(known, attribute, None)
            written[key] = self._parts(part, written[key], inside, parent, (*path, key))  # type: ignore[assignment]
        return written

    def _parts(
        self, kind: type[Any], raw: object, known: object, parent: str, path: tuple[PathPart, ...]
    ) -> object:
        if not isinstance(raw, list):
            return self.within(kind, raw, known, parent, path)
        there = known if isinstance(known, tuple) else ()
        by_id = {each.id: each for each in there if kind in PREFIXES}
        by_name = {each.name: each for each in there if kind in PREFIXES}
        return [
            self.within(
                kind,
                each,
                (by_id.get(_text(each, "id")) or by_name.get(_text(each, "name")))
                if kind in PREFIXES
                else None,
                parent,
                (*path, index),
            )
            for index, each in enumerate(raw)
        ]

    def _identify(
        self,
        kind: type[Any],
        written: dict[str, JsonValue],
        known: object,
        parent: str,
        path: tuple[PathPart, ...],
    ) -> None:
        id_ = written.get("id")
        if id_ is None:
            found = getattr(known, "id", None)
            free = found is not None and found not in self.given and found not in self.taken
            written["id"] = found if free else new_id(PREFIXES[kind])
        elif isinstance(id_, str):
            self._judge(kind, id_, parent, (*path, "id"))
        self.taken.add(str(written["id"]))

    def _judge(self, kind: type[Any], id_: str, parent: str, path: tuple[PathPart, ...]) -> None:
        known = self.placed.get(id_)
        hint = "Leave the id out for a new one."
        if not re.fullmatch(id_pattern(kind), id_):
            message = f"{id_[:60]!r} is no id of {_NAMES[kind]}: that begins with {PREFIXES[kind]}_."
            self.problems.append(Problem("CATALOG_INVALID", message, path, hint))
        elif id_ in self.taken:
            message = f"The id {id_} stands twice: each definition has its own."
            self.problems.append(Problem("CATALOG_INVALID", message, path, hint))
        elif known is not None and known.parent != parent:
            message = f"{id_} is {_NAMES[kind]} of something else: a definition does not move."
            self.problems.append(Problem("CATALOG_INVALID", message, path, hint))


def _text(raw: object, key: str) -> str:
    value = raw.get(key) if isinstance(raw, dict) else None
    return value if isinstance(value, str) else ""
