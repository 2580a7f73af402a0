"""From the names by which a document calls objects and fields to their ids."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial

from core.errors import PathPart, Problem
from metadata.catalog import ANY
from metadata.document.form import POINTERS
from metadata.values import JsonValue

Raw = dict[str, JsonValue]
Path = tuple[PathPart, ...]


def with_ids(document: object) -> tuple[JsonValue, tuple[Problem, ...]]:
    """The document as `metadata.codec` reads it, and the names in it that nothing bears.

    Args:
        document: its definitions have ids; what is not of the right shape is left for the codec to refuse.
    """
    assert isinstance(document, dict)
    naming = _Naming(_by_name(document.get("objects")), _by_name(document.get("roles")))
    return {
        **document,
        "objects": _each(document.get("objects"), naming.object, ("objects",)),
        "roles": _each(document.get("roles"), naming.role, ("roles",)),
    }, tuple(naming.problems)


@dataclass
class _Naming:
    """Puts ids in the place of names; `objects` and `roles` are those of the document by name."""

    objects: Mapping[str, Raw]
    roles: Mapping[str, Raw]
    problems: list[Problem] = field(default_factory=list)

    def object(self, raw: Raw, path: Path) -> Raw:
        """An object, whose relations name their targets."""
        fields = _each(raw.get("fields", []), partial(self._field, raw.get("name")), (*path, "fields"))
        found: Raw = {**raw, "fields": fields}
        for key in ("validations", "uniqueKeys", "sections"):
            if key in raw:
                found[key] = _each(raw[key], partial(self._over_fields, raw), (*path, key))
        pipeline = raw.get("pipeline")
        if isinstance(pipeline, dict):
            stages = _each(pipeline.get("stages"), partial(self._stage, raw), (*path, "pipeline", "stages"))
            found["pipeline"] = {**pipeline, "stages": stages}
        return found

    def role(self, raw: Raw, path: Path) -> Raw:
        """A role, whose grants name objects and fields, and which names the roles that it inherits."""
        found: Raw = {**raw, "grants": _each(raw.get("grants", []), self._grant, (*path, "grants"))}
        names = raw.get("inherits")
        if isinstance(names, list):
            found["inherits"] = [
                self._id(self.roles, each, "role", (*path, "inherits", index))
                if isinstance(each, str)
                else each
                for index, each in enumerate(names)
            ]
        return found

    def _field(self, of: JsonValue, raw: Raw, path: Path) -> Raw:
        found = dict(raw)
        for key in POINTERS:
            if isinstance(name := raw.get(key), str):
                found[key] = self._id(self.objects, name, "object", (*path, key))
        targets = raw.get("targets")
        if isinstance(targets, list):
            found["targets"] = [
                self._id(self.objects, name, "object", (*path, "targets", index))
                if isinstance(name, str)
                else name
                for index, name in enumerate(targets)
            ]
        rolled = raw.get("rollUp")
        if isinstance(rolled, dict):
            found["rollUp"] = self._roll_up(of, rolled, (*path, "rollUp"))
        return found

    def _roll_up(self, of: JsonValue, raw: Raw, path: Path) -> Raw:
        """A roll-up of the object named `of`: the list, and the field of the records in it, are named."""
        lists = dict(self._lists(of))
        name, rolled = raw.get("relation"), raw.get("field")
        if not isinstance(name, str):
            return raw
        fields = {key: field for key, (_, field, _) in lists.items()}
        found: Raw = {**raw, "relation": self._id(fields, name, "list", (*path, "relation"))}
        if name in lists:
            listed, _, found["forwards"] = lists[name]
            if isinstance(rolled, str):
                of_records = _by_name(listed.get("fields"))
                found["field"] = self._id(of_records, rolled, "field of its records", (*path, "field"))
        return found

    def _lists(self, of: JsonValue) -> Iterator[tuple[str, tuple[Raw, Raw, bool]]]:
        """By name the lists of an object: that whose records are listed, the field behind it, whether forwards."""
        for name, each in self.objects.items():
            for through in _by_name(each.get("fields")).values():
                linked = self.objects.get(str(through.get("links")))
                if name == of and linked is not None:
                    yield str(through.get("name")), (linked, through, True)
                targets = through.get("targets")
                pointed = [
                    through.get("target"),
                    through.get("links"),
                    *(targets if isinstance(targets, list) else ()),
                ]
                if of in pointed and isinstance(reverse := through.get("reverse"), str):
                    yield reverse, (each, through, False)

    def _over_fields(self, of: Raw, raw: Raw, path: Path, key: str = "fields") -> Raw:
        """A part of an object that names fields of it."""
        names = raw.get(key)
        if not isinstance(names, list):
            return raw
        known, what = _by_name(of.get("fields")), f"field of {of.get('name')}"
        ids = [
            self._id(known, each, what, (*path, key, index)) if isinstance(each, str) else each
            for index, each in enumerate(names)
        ]
        return {**raw, key: ids}

    def _stage(self, of: Raw, raw: Raw, path: Path) -> Raw:
        """A stage, which names the fields that it requires. A won one is won to 100 percent, even if nobody says so."""
        named = self._over_fields(of, raw, path, "required")
        return {"probability": 100, **named} if raw.get("kind") == "won" else named

    def _grant(self, raw: Raw, path: Path) -> Raw:
        name, column = raw.get("object"), raw.get("field", ANY)
        if not isinstance(name, str) or name == ANY:
            return raw
        found: Raw = {**raw, "object": self._id(self.objects, name, "object", (*path, "object"))}
        if isinstance(column, str) and column != ANY and name in self.objects:
            fields = _by_name(self.objects[name].get("fields"))
            found["field"] = self._id(fields, column, f"field of {name}", (*path, "field"))
        for end in ("leaving", "entering"):
            if isinstance(stage := raw.get(end), str) and name in self.objects:
                pipeline = self.objects[name].get("pipeline")
                stages = _by_name(pipeline.get("stages") if isinstance(pipeline, dict) else None)
                found[end] = self._id(stages, stage, f"stage of {name}", (*path, end))
        return found

    def _id(self, known: Mapping[str, Raw], name: str, what: str, path: Path) -> JsonValue:
        if name in known:
            return known[name].get("id")
        close = get_close_matches(name, known, n=3)
        hint = f"Did you mean {' or '.join(close)}?" if close else "Names are those of the document itself."
        self.problems.append(
            Problem("CATALOG_UNKNOWN", f"There is no {what} called {name[:60]!r}.", path, hint)
        )
        return name


def _each(raw: JsonValue, resolved: Callable[[Raw, Path], Raw], path: Path) -> JsonValue:
    if not isinstance(raw, list):
        return raw
    return [
        resolved(each, (*path, index)) if isinstance(each, dict) else each for index, each in enumerate(raw)
    ]


def _by_name(raw: JsonValue) -> Mapping[str, Raw]:
    items: Iterable[JsonValue] = raw if isinstance(raw, list) else ()
    return {
        name: each for each in items if isinstance(each, dict) and isinstance(name := each.get("name"), str)
    }
