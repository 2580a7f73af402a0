"""A change says the names of one catalog; here it learns those that the same things bear in another.

Names are known by the attributes they stand in, in a change and in the parts of one alike: `object`, `field`, `role`,
`stage` and so on. An attribute that is not known here is not followed. Whoever merges looks at the outcome
(`metadata.merging.rebase`): a name that is not followed is refused or a conflict, never a change of something else.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from types import MappingProxyType
from typing import Literal, cast

from metadata.all_names import Definition, with_all_names
from metadata.catalog import Catalog, Object, Role, UniqueKey, Validation
from metadata.changes.base import Change
from metadata.changes.fields import NewField
from metadata.changes.pipelines import MovePipeline, NewStage
from metadata.changes.roles import NewGrant
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.sections import NewSection
from metadata.changes.stage_tasks import AddStageTask, MoveStageTask
from metadata.examples import example_of_rule, example_rule
from metadata.fields import Field
from metadata.lists import ReverseList, related_lists
from metadata.pipelines import (
    Criterion,
    FurtherPipeline,
    GateExample,
    Pipeline,
    Stage,
    StageTask,
    Transition,
)
from metadata.values import JsonValue

Named = Literal[
    "object", "field", "pipeline", "stage", "task", "role", "validation", "unique_key", "criterion", "example"
]

_STAGES: Mapping[str, Named] = MappingProxyType(
    dict.fromkeys(("stage", "source", "target", "leaving", "entering", "before", "replacement"), "stage")
)
_NAMES: Mapping[str, Named] = MappingProxyType(
    {
        "object": "object",
        "field": "field",
        "fields": "field",
        "targets": "object",
        "depends_on": "field",
        "role": "role",
        "inherits": "role",
        "validation": "validation",
        "unique_key": "unique_key",
        "criterion": "criterion",
        "example": "example",
        "pipeline": "pipeline",
        "task": "task",
    }
)
_OF_NEW_FIELD: Mapping[str, Named] = MappingProxyType(
    {"target": "object", "targets": "object", "depends_on": "field"}
)
_RULES = frozenset({"rule", "gate", "formula", "required_when", "default_formula"})


_Parts = Callable[[Object], Sequence[Validation | UniqueKey | Criterion | GateExample | StageTask]]


def _validations(definition: Object) -> tuple[Validation, ...]:
    return definition.validations


def _unique_keys(definition: Object) -> tuple[UniqueKey, ...]:
    return definition.unique_keys


def _criteria(definition: Object) -> tuple[Criterion, ...]:
    return () if definition.pipeline is None else definition.pipeline.criteria


def _pipelines(definition: Object) -> tuple[Pipeline | FurtherPipeline, ...]:
    return () if definition.pipeline is None else definition.pipeline.parts


def _examples(definition: Object) -> tuple[GateExample, ...]:
    return () if definition.pipeline is None else definition.pipeline.examples


def _tasks(definition: Object) -> tuple[StageTask, ...]:
    stages = () if definition.pipeline is None else definition.pipeline.stages
    return tuple(each for stage in stages for each in stage.tasks)


def followed(change: Change, old: Catalog, after: Catalog, new: Catalog) -> Change:
    """The change with the names of `new`; what `new` has no more keeps its name.

    Args:
        old: the catalog that the change was written for.
        after: `old` after the change: its rules may read what it brings.
    """
    names = _Names(old, after, new)
    # Where a change is about a field, what comes before what, and replaces what, are keys of its options.
    stages: Mapping[str, Named] = {} if isinstance(getattr(change, "field", None), str) else _STAGES
    if isinstance(change, AddStageTask | MoveStageTask):
        # A task stands before another one.
        stages = {**stages, "before": "task"}
    if isinstance(change, MovePipeline):
        stages = {**stages, "before": "pipeline"}
    made = names.part(change, names.owner(change), {**_NAMES, **stages})
    assert isinstance(made, Change)
    return made


@dataclass(frozen=True)
class _Names:
    """From the names of `old` to those of `new`, by ids."""

    old: Catalog
    after: Catalog
    new: Catalog

    def owner(self, part: Change | NewGrant) -> Object | None:
        """The object that a part of a change is about, with what the change brings."""
        before = self.old.object_by_name.get(str(getattr(part, "object", None)))
        # A change that adds an object has its id itself.
        return self.after.object_by_id.get(str(getattr(part, "id", None)) if before is None else before.id)

    def part(self, part: object, owner: Object | None, known: Mapping[str, Named]) -> object:
        """A dataclass with new names in the attributes that are known to hold some."""
        assert is_dataclass(part)
        assert not isinstance(part, type)
        given = {each.name: getattr(part, each.name) for each in dataclasses.fields(part) if each.init}
        found = {key: self.value(key, value, owner, known) for key, value in given.items()}
        return dataclasses.replace(part, **found)

    def value(self, key: str, value: object, owner: Object | None, known: Mapping[str, Named]) -> object:
        """What an attribute holds, in new names."""
        if key == "record":
            return value if owner is None else self.record(owner, cast(JsonValue, value))
        if key in _RULES:
            return value if owner is None else self.rule(owner, cast(JsonValue, value))
        match value:
            case tuple():
                return tuple(self.value(key, each, owner, known) for each in value)
            case str():
                return self.name(known[key], value, owner) if key in known else value
            case NewField():
                return self.part(value, owner, _OF_NEW_FIELD)
            case NewSection():
                return self.part(value, owner, {"fields": "field"})
            case NewStage():
                return self.part(value, owner, {"pipeline": "pipeline"})
            case Transition():
                return self.part(value, owner, _STAGES)
            case NewGrant():
                return self.part(value, self.owner(value), {**_NAMES, **_STAGES})
            case NewRollUp():
                return value if owner is None else self.roll_up(value, owner)
        return value

    def name(self, of: Named, name: str, owner: Object | None) -> str:
        """The name that what is called so now bears."""
        match of:
            case "object":
                definition = self.old.object_by_name.get(name)
                there = None if definition is None else self.new.object_by_id.get(definition.id)
                return name if there is None else there.name
            case "role":
                role = self.old.role_by_name.get(name)
                return name if role is None else self.role_name(role)
            case "field":
                field = None if owner is None else self.before(owner).field_by_name.get(name)
                return name if field is None else self.field(field).name
            case "stage":
                pipeline = None if owner is None else self.before(owner).pipeline
                stage = None if pipeline is None else pipeline.stage_by_name.get(name)
                return name if stage is None else self.stage_name(stage)
            case "pipeline":
                return name if owner is None else self.pipeline_name(owner, name)
            case "validation":
                return name if owner is None else self.part_name(owner, name, _validations)
            case "unique_key":
                return name if owner is None else self.part_name(owner, name, _unique_keys)
            case "criterion":
                return name if owner is None else self.part_name(owner, name, _criteria)
            case "example":
                return name if owner is None else self.part_name(owner, name, _examples)
            case "task":
                return name if owner is None else self.part_name(owner, name, _tasks)

    def before(self, owner: Object) -> Object:
        """The object as the change found it: it may take away what it names."""
        return self.old.object_by_id.get(owner.id, owner)

    def field(self, field: Field) -> Field:
        """The field as it is now."""
        found = (each.field_by_id[field.id] for each in self.new.objects if field.id in each.field_by_id)
        return next(found, field)

    def pipeline_name(self, owner: Object, name: str) -> str:
        """The name of one of the pipelines of an object."""
        part = next((each for each in _pipelines(self.before(owner)) if each.name == name), None)
        return name if part is None else self.part_of_pipeline(part)

    def part_of_pipeline(self, part: Pipeline | FurtherPipeline) -> str:
        new = (each for definition in self.new.objects for each in _pipelines(definition))
        return next((each.name for each in new if each.id == part.id), part.name)

    def stage_name(self, stage: Stage) -> str:
        pipelines = (each.pipeline for each in self.new.objects if each.pipeline is not None)
        found = (each.stage_by_id[stage.id] for each in pipelines if stage.id in each.stage_by_id)
        return next(found, stage).name

    def role_name(self, role: Role) -> str:
        return next((each.name for each in self.new.roles if each.id == role.id), role.name)

    def part_name(self, owner: Object, name: str, parts: _Parts) -> str:
        before = self.before(owner)
        ids = {each.id for each in parts(before) if each.name == name}
        there = self.new.object_by_id.get(owner.id, before)
        return next((each.name for each in parts(there) if each.id in ids), name)

    def roll_up(self, rolled: NewRollUp, owner: Object) -> NewRollUp:
        """With the names of the list, and of what is read of its records."""
        over = next((each for each in related_lists(self.after, owner) if each.name == rolled.relation), None)
        there = self.new.object_by_id.get(owner.id)
        if over is None or there is None:
            return rolled
        way = (over.field.id, over.forwards)
        same = [each.name for each in related_lists(self.new, there) if (each.field.id, each.forwards) == way]
        return dataclasses.replace(
            rolled,
            relation=next(iter(same), rolled.relation),
            field=None if rolled.field is None else self.name("field", rolled.field, over.object),
            where=self.rule(over.object, rolled.where),
        )

    def record(self, of: Object, record: JsonValue) -> JsonValue:
        """The record of an example."""
        if not isinstance(record, dict) or not record:
            return record
        return example_of_rule(self.rule(of, example_rule(record)), record)

    def rule(self, of: Object, rule: JsonValue) -> JsonValue:
        return with_all_names(self.after, of, rule, self.name_in_rules)

    def name_in_rules(self, named: Definition) -> str:
        match named:
            case Field():
                return self.field(named).name
            case ReverseList(field=field):
                return self.field(field).reverse or named.name
            case Stage():
                return self.stage_name(named)
            case Pipeline() | FurtherPipeline():
                return self.part_of_pipeline(named)
            case Object():
                return self.new.object_by_id.get(named.id, named).name
            case Role():
                return self.role_name(named)
