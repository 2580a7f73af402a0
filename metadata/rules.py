"""The rules inside a catalog: where they stand, which fields they read, and how they follow a rename.

Rules are kept as JSONLogic with paths of names, the way people write them. So a rename rewrites them, and a
removal asks them first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeVar

from core.errors import PathPart, Problem, SluiceError
from core.sentences import Sentence
from expressions.parse import parse_expression, parse_rule
from metadata.catalog import ANY, Catalog, Grant, Object, RemovedGrant
from metadata.codec import camel
from metadata.examples import example_of_rule, example_rule, record_of
from metadata.fields import Field
from metadata.lists import ReverseList, list_named, rolled_list, rolled_over
from metadata.paths import paths_of, with_paths
from metadata.pipelines import GateExample, Pipeline
from metadata.removed import with_removed_objects
from metadata.required import required_rule
from metadata.scope import ObjectScope, field_at, hop_at, is_before
from metadata.values import JsonValue

Definition = TypeVar("Definition")
Named = Field | Object | ReverseList
"""What a part of a path names."""
Rewrite = Callable[[Object, JsonValue], JsonValue]

RuleKind = Literal[
    "gate", "criterion", "example", "rowRule", "formula", "requiredWhen", "default", "validation", "rollUp"
]

FIELD_RULES: Mapping[str, Sentence] = MappingProxyType(
    {
        "formula": Sentence("the formula of {}.{}", "{}.{} 的公式"),
        "required_when": Sentence("the condition to require a value of {}.{}", "{}.{} 的必填条件"),
        "default_formula": Sentence("the default of {}.{}", "{}.{} 的默认值"),
    }
)
"""The attributes of a field that are JSONLogic over the record, and what they are called in messages."""
_FIELD_RULE_KINDS: Mapping[str, RuleKind] = MappingProxyType(
    {"formula": "formula", "required_when": "requiredWhen", "default_formula": "default"}
)

_ROW_RULE = Sentence("the row rule of role {}", "角色 {} 的记录规则")
_VALIDATION = Sentence("the validation {0} of {1}", "{1} 的记录要求 {0}")
_ROLL_UP = Sentence("the roll-up {}.{}", "汇总字段 {}.{}")
_ENTRY = Sentence("the gate of stage {0} of {1}", "{1} 的阶段 {0} 的关卡")
_REQUIRED = Sentence("the list of required fields of stage {0} of {1}", "{1} 的阶段 {0} 的必填字段列表")
_EDGE = Sentence("the gate from {0} to {1} of {2}", "{2} 从 {0} 到 {1} 的关卡")
_CRITERION = Sentence("the criterion {0} of {1}", "{1} 的附加条件 {0}")
_EXAMPLE = Sentence("the example {0} of {1}", "{1} 的示例 {0}")


@dataclass(frozen=True)
class PlacedRule:
    """A rule, or a formula, and where it stands.

    Attributes:
        kind: what it decides or gives.
        object: whose records it reads.
        rule: JSONLogic.
        words, named: of the place: a sentence, and what stands in its places. It is said of few of all rules.
        path: in the catalog, of names.
        judges: it is true or false of a record; a formula, of a default too, gives a value.
        beside: ids of what is read beside the rule: of a roll-up what it rolls up, the relation, and the list that
            goes back along it.
    """

    kind: RuleKind
    object: Object
    rule: JsonValue
    words: Sentence
    named: tuple[str, ...]
    path: tuple[PathPart, ...]
    judges: bool = True
    beside: frozenset[str] = frozenset()

    @property
    def place(self) -> Sentence:
        """Where it stands, for messages."""
        return self.words.of(*self.named)


def rule_problems(
    catalog: Catalog, definition: Object, rule: JsonValue, *path: PathPart, has_before: bool = False
) -> tuple[Problem, ...]:
    """What keeps `rule` from being a rule over the records of `definition`, at `path` and below.

    Args:
        has_before: it is asked of writes, and may read the record before them.
    """
    if rule is None:
        return ()
    try:
        parse_rule(rule, ObjectScope(catalog, definition, has_before))
    except SluiceError as error:
        return tuple(problem.within(*path) for problem in error.problems)
    return ()


def is_broken(catalog: Catalog, placed: PlacedRule) -> bool:
    """Whether the rule, over an object of `catalog`, can no longer be read."""
    try:
        # Not as a rule: a formula gives any value.
        parse_expression(placed.rule, ObjectScope(catalog, placed.object))
    except SluiceError:
        return True
    return False


def rules_of(catalog: Catalog) -> Iterator[PlacedRule]:
    """Every gate, criterion, row rule, validation, formula, condition to require a value, and what roll-ups roll up."""
    for definition in catalog.objects:
        yield from _field_rules(definition)
        yield from _validations(definition)
        yield from _roll_ups(catalog, definition)
        yield from gates_of(definition)
        yield from _examples(definition)
    for role in catalog.roles:
        for index, grant in enumerate(role.grants):
            if grant.rule is not None and grant.object in catalog.object_by_id:
                path = ("roles", role.name, "grants", index, "rule")
                of = catalog.object_by_id[grant.object]
                yield PlacedRule("rowRule", of, grant.rule, _ROW_RULE, (role.name,), path)


def fields_read(catalog: Catalog, placed: PlacedRule) -> frozenset[str]:
    """Ids of the fields that the rule reads or walks through, on their own side or the other."""
    fields = (each.field if isinstance(each, ReverseList) else each for each in _all_named(catalog, placed))
    return placed.beside.union(each.id for each in fields if isinstance(each, Field))


def goes_over(catalog: Catalog, placed: PlacedRule, listed: ReverseList) -> bool:
    """Whether the rule, or the roll-up, goes over the list."""
    return listed.id in placed.beside or any(each.id == listed.id for each in _all_named(catalog, placed))


def objects_named(catalog: Catalog, placed: PlacedRule) -> frozenset[str]:
    """Ids of the objects that the paths of the rule name: those that it means of references."""
    return frozenset(each.id for each in _all_named(catalog, placed) if isinstance(each, Object))


def rules_reading(catalog: Catalog, name: str) -> Iterator[PlacedRule]:
    """The rules with a path that ends with the name, of whatever object it is: to parse all would take long."""
    return (placed for placed in rules_of(catalog) if reads(placed.rule, name))


def reads(rule: JsonValue, name: str) -> bool:
    """Whether a path of the rule ends with the name."""
    return any(path.rpartition(".")[2] == name for path in paths_of(rule))


def broken_rules(catalog: Catalog, name: str) -> tuple[PlacedRule, ...]:
    """The rules that can no longer be read: they name a key of `name` that a change has taken away."""
    return tuple(placed for placed in rules_reading(catalog, name) if is_broken(catalog, placed))


def with_rules_rewritten(catalog: Catalog, rewrite: Rewrite) -> Catalog:
    """`catalog` with every rule as `rewrite` has it, of what is removed too.

    A definition whose rules stay as they are is the same value, so that what is known of it stays known.
    """
    whole = with_removed_objects(catalog)
    return _with(
        catalog,
        objects=tuple(_object_rewritten(whole, each, rewrite) for each in catalog.objects),
        roles=tuple(
            _with(role, grants=tuple(_grant_rewritten(whole, grant, rewrite) for grant in role.grants))
            for role in catalog.roles
        ),
        removed_objects=tuple(
            _with(
                each,
                object=_object_rewritten(whole, each.object, rewrite),
                grants=_removed_grants_rewritten(whole, each.grants, rewrite),
            )
            for each in catalog.removed_objects
        ),
    )


def with_names(
    catalog: Catalog, definition: Object, rule: JsonValue, name_of: Callable[[Named], str]
) -> JsonValue:
    """`rule`, over the records of `definition` in `catalog`, with other names of what its paths name."""

    def renamed(path: str) -> str:
        parts = path.split(".")
        for each in _named(catalog, definition, path):
            old = parts[each.position]
            parts[each.position] = name_of(each.named) + old.removeprefix(each.named.name)
        return ".".join(parts)

    return with_paths(rule, renamed)


def with_name(catalog: Catalog, named: Field | ReverseList, name: str) -> Catalog:
    """`catalog`, in which a field or a list still bears its old name, with every rule written for the new one."""
    whole = with_removed_objects(catalog)

    def rewrite(definition: Object, rule: JsonValue) -> JsonValue:
        return with_names(whole, definition, rule, lambda each: name if each.id == named.id else each.name)

    return with_rules_rewritten(catalog, rewrite)


def _field_rules(definition: Object) -> Iterator[PlacedRule]:
    for field in definition.fields_with_rules:
        for attribute, words in FIELD_RULES.items():
            rule: JsonValue = getattr(field, attribute)
            if rule is not None:
                named = (definition.name, field.name)
                path = ("objects", definition.name, "fields", field.name, camel(attribute))
                kind = _FIELD_RULE_KINDS[attribute]
                yield PlacedRule(kind, definition, rule, words, named, path, judges=kind == "requiredWhen")


def _validations(definition: Object) -> Iterator[PlacedRule]:
    for each in definition.validations:
        named = (each.name, definition.name)
        path = ("objects", definition.name, "validations", each.name, "rule")
        yield PlacedRule("validation", definition, each.rule, _VALIDATION, named, path)


def _roll_ups(catalog: Catalog, definition: Object) -> Iterator[PlacedRule]:
    for field in definition.fields_with_rules:
        rolled = field.roll_up
        if rolled is not None:
            over = rolled_over(catalog, definition, rolled)
            named = (definition.name, field.name)
            path = ("objects", definition.name, "fields", field.name, "rollUp", "where")
            beside = [rolled.relation, *([rolled.field] if rolled.field else [])]
            if not rolled.forwards:
                beside.append(ReverseList(over.field).id)
            judges = rolled.where is not None
            around = frozenset(beside)
            yield PlacedRule("rollUp", over.object, rolled.where, _ROLL_UP, named, path, judges, around)


def gates_of(definition: Object) -> Iterator[PlacedRule]:
    """The gates of the object's pipeline, if it has one: the fields that a stage requires and the criteria too."""
    pipeline = definition.pipeline
    if pipeline is None:
        return
    base: tuple[PathPart, ...] = ("objects", definition.name, "pipeline")
    for index, stage in enumerate(pipeline.stages):
        if stage.gate is not None:
            path = (*base, "stages", index, "gate")
            yield PlacedRule("gate", definition, stage.gate, _ENTRY, (stage.name, definition.name), path)
        if stage.required:
            path, named = (*base, "stages", index, "required"), (stage.name, definition.name)
            yield PlacedRule("gate", definition, required_rule(definition, stage), _REQUIRED, named, path)
    for index, edge in enumerate(pipeline.transitions):
        if edge.gate is not None:
            path, ends = (*base, "transitions", index, "gate"), (edge.source, edge.target, definition.name)
            yield PlacedRule("gate", definition, edge.gate, _EDGE, ends, path)
    for index, each in enumerate(pipeline.criteria):
        path = (*base, "criteria", index, "rule")
        yield PlacedRule("criterion", definition, each.rule, _CRITERION, (each.name, definition.name), path)


def _examples(definition: Object) -> Iterator[PlacedRule]:
    """What the examples of the object's gates say of records. Nobody is held to it."""
    pipeline, base = definition.pipeline, ("objects", definition.name, "pipeline", "examples")
    for index, each in enumerate(() if pipeline is None else pipeline.examples):
        record = record_of(each)
        if record:
            path, named = (*base, index, "record"), (each.name, definition.name)
            yield PlacedRule("example", definition, example_rule(record), _EXAMPLE, named, path, judges=False)


def _object_rewritten(whole: Catalog, definition: Object, rewrite: Rewrite) -> Object:
    def field(old: Field) -> Field:
        return _field_rewritten(whole, definition, old, rewrite)

    pipeline = definition.pipeline
    fields = definition.fields
    return _with(
        definition,
        fields=tuple(field(each) for each in fields) if definition.fields_with_rules else fields,
        validations=tuple(
            _with(each, rule=rewrite(definition, each.rule)) for each in definition.validations
        ),
        pipeline=None if pipeline is None else _pipeline_rewritten(definition, pipeline, rewrite),
        removed_fields=tuple(
            _with(
                each,
                field=field(each.field),
                grants=_removed_grants_rewritten(whole, each.grants, rewrite),
            )
            for each in definition.removed_fields
        ),
        removed_pipelines=tuple(
            _with(
                each,
                pipeline=_pipeline_rewritten(definition, each.pipeline, rewrite),
                grants=_removed_grants_rewritten(whole, each.grants, rewrite),
            )
            for each in definition.removed_pipelines
        ),
    )


def _pipeline_rewritten(definition: Object, pipeline: Pipeline, rewrite: Rewrite) -> Pipeline:
    stages = tuple(_with(each, gate=rewrite(definition, each.gate)) for each in pipeline.stages)
    edges = tuple(_with(each, gate=rewrite(definition, each.gate)) for each in pipeline.transitions)
    criteria = tuple(_with(each, rule=rewrite(definition, each.rule)) for each in pipeline.criteria)
    examples = tuple(_example_rewritten(definition, each, rewrite) for each in pipeline.examples)
    return _with(pipeline, stages=stages, transitions=edges, criteria=criteria, examples=examples)


def _example_rewritten(definition: Object, example: GateExample, rewrite: Rewrite) -> GateExample:
    record = record_of(example)
    if not record:
        return example
    return _with(example, record=example_of_rule(rewrite(definition, example_rule(record)), record))


def _field_rewritten(catalog: Catalog, definition: Object, field: Field, rewrite: Rewrite) -> Field:
    for attribute in FIELD_RULES:
        rule: JsonValue = getattr(field, attribute)
        if rule is not None:
            field = _with(field, **{attribute: rewrite(definition, rule)})
    rolled = field.roll_up
    if rolled is None or rolled.where is None:
        return field
    over = rolled_list(catalog, definition, rolled)
    if over is None:
        # It is removed, and so is the list.
        return field
    return _with(field, roll_up=_with(rolled, where=rewrite(over.object, rolled.where)))


def _removed_grants_rewritten(
    whole: Catalog, grants: tuple[RemovedGrant, ...], rewrite: Rewrite
) -> tuple[RemovedGrant, ...]:
    return tuple(_with(each, grant=_grant_rewritten(whole, each.grant, rewrite)) for each in grants)


def _grant_rewritten(whole: Catalog, grant: Grant, rewrite: Rewrite) -> Grant:
    if grant.rule is None or grant.object == ANY:
        return grant
    return _with(grant, rule=rewrite(whole.object_by_id[grant.object], grant.rule))


def _with(definition: Definition, **parts: object) -> Definition:
    """The definition with these parts; itself where they are as they were."""
    same = all(getattr(definition, name) == part for name, part in parts.items())
    return definition if same else replace(definition, **parts)  # type: ignore[type-var]


@dataclass(frozen=True)
class _Part:
    """A part of a path, by its position, and what it names."""

    position: int
    named: Named


def _all_named(catalog: Catalog, placed: PlacedRule) -> Iterator[Named]:
    """What the paths of a rule name."""
    return (each.named for path in paths_of(placed.rule) for each in _named(catalog, placed.object, path))


def _named(catalog: Catalog, definition: Object, path: str) -> Iterator[_Part]:
    """The fields, the lists, and the objects of references, that the parts of a path name."""
    parts = path.split(".")
    position = 1 if is_before(definition, parts) else 0
    while position < len(parts):
        hop = hop_at(catalog, definition, parts[position:])
        listed = list_named(catalog, definition, parts[position]) if hop is None else None
        if hop is not None:
            yield _Part(position, hop.field)
            if hop.field.targets:
                yield _Part(position + 1, hop.object)
            definition = hop.object
            position += hop.parts
        elif listed is not None:
            yield _Part(position, listed.field if listed.forwards else ReverseList(listed.field))
            definition = listed.object
            position += 1
        else:
            field = field_at(definition, parts[position])
            if field is not None:
                yield _Part(position, field)
            return
