"""Names for the meantime, where definitions exchange names: none is free before one of them has another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from metadata.catalog import Catalog, Object
from metadata.changes.fields import RenameField
from metadata.changes.objects import RenameObject
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.stages import RenameStage
from metadata.differences.criteria import criterion_renamed, example_renamed
from metadata.differences.moves import Move, field_change
from metadata.differences.pipelines import pipeline_renamed, stage_change
from metadata.differences.roles import role_renamed
from metadata.differences.stage_tasks import task_renamed
from metadata.differences.unique_keys import unique_key_renamed
from metadata.differences.validations import validation_renamed
from metadata.lists import ReverseList
from metadata.pipelines import Pipeline


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


Part = TypeVar("Part", bound=_Named)


def parting(current: Catalog, after: Catalog) -> Iterator[Move]:
    """Other names for roles, objects and their parts whose names others are to have."""
    yield from _apart(current.roles, after.roles, role_renamed)
    objects, words = _words_of_objects(after), _words_of_fields(after)
    for now in current.objects:
        then = after.object_by_id.get(now.id)
        if then is None:
            continue
        if any(objects.get(word.lower(), now.id) != now.id for word in (now.name, now.plural)):
            yield _object_renamed(now)
        yield from _fields_apart(now, then, words)
        yield from _parts_apart(now, then)
        if now.pipeline is not None and then.pipeline is not None:
            yield from _stages_apart(now, now.pipeline, then.pipeline)


def meanwhile(id_: str) -> str:
    """A name that nobody gives, until the definition with this id has its own."""
    return f"meanwhile{id_.replace('_', '').capitalize()}"


def _apart(now: Iterable[Part], then: Iterable[Part], renamed: Callable[[Part, str], Move]) -> Iterator[Move]:
    """Other names for those of the parts `now` whose names others have `then`."""
    wanted = {each.name.lower(): each.id for each in then}
    for each in now:
        if wanted.get(each.name.lower(), each.id) != each.id:
            yield renamed(each, meanwhile(each.id))


def _fields_apart(now: Object, then: Object, words: Mapping[str, Mapping[str, str]]) -> Iterator[Move]:
    """Of an object its fields, and the lists behind those that stay."""
    for field in now.fields:
        if words[now.id].get(field.name.lower(), field.id) != field.id:
            yield field_change(now, field, RenameField, meanwhile(field.id))
        if field.reverse is not None and field.id in then.field_by_id:
            listed = ReverseList(field)
            wanted = (words.get(each, {}).get(listed.name.lower(), listed.id) for each in field.points_to)
            if any(each != listed.id for each in wanted):
                yield field_change(now, field, SetReverse, f"{meanwhile(field.id)}s")


def _parts_apart(now: Object, then: Object) -> Iterator[Move]:
    """Of an object its unique keys and validations."""
    of = now.id
    yield from _apart(now.unique_keys, then.unique_keys, lambda key, name: unique_key_renamed(of, key, name))
    yield from _apart(
        now.validations, then.validations, lambda each, name: validation_renamed(of, each, name)
    )


def _stages_apart(owner: Object, now: Pipeline, then: Pipeline) -> Iterator[Move]:
    """Of a pipeline its parts, stages, criteria, examples and tasks."""
    of = owner.id
    yield from _apart(now.parts, then.parts, lambda part, name: pipeline_renamed(of, part, name))
    yield from _apart(now.stages, then.stages, lambda stage, name: stage_change(of, stage, RenameStage, name))
    yield from _apart(now.criteria, then.criteria, lambda each, name: criterion_renamed(of, each, name))
    yield from _apart(now.examples, then.examples, lambda each, name: example_renamed(of, each, name))
    yield from _apart(
        [task for _, task in now.task_by_name.values()],
        [task for _, task in then.task_by_name.values()],
        lambda task, name: task_renamed(of, task, name),
    )


def _object_renamed(of: Object) -> Move:
    return lambda now: RenameObject(now.object_by_id[of.id].name, meanwhile(of.id), f"{meanwhile(of.id)}s")


def _words_of_objects(catalog: Catalog) -> Mapping[str, str]:
    """The names and plurals of objects, in lower case, each to an id."""
    return {word.lower(): each.id for each in catalog.objects for word in (each.name, each.plural)}


def _words_of_fields(catalog: Catalog) -> Mapping[str, Mapping[str, str]]:
    """Object id -> the words of its fields, and of the lists that it has of others, in lower case, each to an id."""
    found = {each.id: {field.name.lower(): field.id for field in each.fields} for each in catalog.objects}
    for definition in catalog.objects:
        for field in definition.fields:
            if field.reverse is not None:
                listed = ReverseList(field)
                for there in field.points_to:
                    found[there][listed.name.lower()] = listed.id
    return found
