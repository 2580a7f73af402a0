"""Which places of a catalog differ between two of its versions.

A place is a path of ids and attributes: `("objects", "obj_deal", "fields", "fld_amount", "labels")`. It is found by
the annotations of the catalog's dataclasses, so a new attribute is a place without a line here. What has no id stands
under what tells it from its neighbours: an option under its key, an edge under its ends, a grant under what it is on.

Rules, edges, criteria and the display field call things by their names, which others may have changed. Before catalogs
are compared, these names become ids: a rename touches the name of the thing and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache

from metadata.all_names import with_all_names
from metadata.catalog import Catalog, Grant, Object, RemovedField, RemovedPipeline
from metadata.codec import camel, encoded
from metadata.fields import Option
from metadata.pipelines import Transition
from metadata.removed import without_removed
from metadata.rules import with_rules_rewritten
from metadata.values import JsonValue

Place = tuple[str, ...]

ORDER = "order"
"""The last part of the place that is the order of a list."""

_FOLLOWS = frozenset({"version", "languages"})
"""Attributes of a catalog that follow from the others."""


@dataclass(frozen=True)
class Leaf:
    """What stands at a place, as one value."""

    value: JsonValue


Tree = Leaf | Mapping[str, "Tree"]
Touched = Mapping[Place, Tree | None]
"""A place to what stands there afterwards; None where it is gone."""


def places_of(catalog: Catalog) -> Tree:
    """The catalog as a tree of its places."""
    # What is removed follows from what others remove, and no two of them collide by it.
    return _tree(_named_by_id(without_removed(catalog)), _FOLLOWS)


def touched(before: Tree, after: Tree) -> Touched:
    """The places that differ; of what is only in one of them the whole, as one place."""
    return dict(_differing(before, after, ()))


def _differing(before: Tree, after: Tree, place: Place) -> Iterator[tuple[Place, Tree | None]]:
    if isinstance(before, Leaf) or isinstance(after, Leaf):
        if before != after:
            yield place, after
        return
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        yield (*place, ORDER), Leaf(ORDER)
    for key in common:
        yield from _differing(before[key], after[key], (*place, key))
    yield from (((*place, key), None) for key in before if key not in after)
    yield from (((*place, key), after[key]) for key in after if key not in before)


def _tree(value: object, without: frozenset[str] = frozenset({"id"})) -> Tree:
    if value is None or isinstance(value, str | bool | int):
        # So are nine of ten attributes; a large catalog has a hundred thousand.
        return Leaf(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            key: _tree(getattr(value, name)) for name, key in _attributes(type(value)) if name not in without
        }
    if isinstance(value, tuple):
        keys = [_key(each) for each in value]
        if all(key is not None for key in keys):
            return {key: _tree(each) for key, each in zip(_apart(keys), value, strict=True)}
    return Leaf(encoded(value))


@cache
def _attributes(kind: type) -> tuple[tuple[str, str], ...]:
    """The attributes of a dataclass, each with its key in a place."""
    return tuple((each.name, camel(each.name)) for each in fields(kind))


def _key(item: object) -> str | None:
    """What tells an item from its neighbours, if it has such a thing."""
    match item:
        case Option():
            return item.key
        case Transition():
            return f"{item.source} {item.target}"
        case Grant():
            narrowed = [*(item.moves or ()), item.leaving, item.entering] if item.narrowed else []
            said = [item.action, item.object, item.field, item.effect, *(str(each) for each in narrowed)]
            return " ".join(said)
        case RemovedField():
            return item.field.id
        case RemovedPipeline():
            return item.pipeline.id
    found = getattr(item, "id", None)
    return found if isinstance(found, str) else None


def _apart(keys: Sequence[str | None]) -> Iterator[str]:
    """The keys, those that stand twice with a number."""
    seen: dict[str | None, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        yield f"{key}" if seen[key] == 1 else f"{key} {seen[key]}"


def _named_by_id(catalog: Catalog) -> Catalog:
    """The catalog with ids for names in its rules and wherever else a thing calls another."""

    def rewrite(of: Object, rule: JsonValue) -> JsonValue:
        return with_all_names(catalog, of, rule, lambda each: each.id)

    rewritten = with_rules_rewritten(catalog, rewrite)
    return replace(rewritten, objects=tuple(_object_by_id(each) for each in rewritten.objects))


def _object_by_id(definition: Object) -> Object:
    shown = definition.field_by_name.get(definition.display or "")
    named = definition if shown is None else replace(definition, display=shown.id)
    pipeline = definition.pipeline
    if pipeline is None:
        return named
    ids = {stage.name: stage.id for stage in pipeline.stages}
    edges = tuple(
        replace(edge, source=ids[edge.source], target=ids[edge.target]) for edge in pipeline.transitions
    )
    parts = {each.name: each.id for each in pipeline.parts}
    criteria = tuple(
        replace(
            each,
            leaving=ids.get(each.leaving or ""),
            entering=ids.get(each.entering or ""),
            pipeline=parts.get(each.pipeline or ""),
        )
        for each in pipeline.criteria
    )
    examples = tuple(
        replace(each, leaving=ids[each.leaving], entering=ids[each.entering]) for each in pipeline.examples
    )
    stages = tuple(replace(each, pipeline=parts.get(each.pipeline or "")) for each in pipeline.stages)
    changed = replace(pipeline, stages=stages, transitions=edges, criteria=criteria, examples=examples)
    return replace(named, pipeline=changed)
