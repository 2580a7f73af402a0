"""What of a restored definition can still be read: what its rules read may have gone since it was removed.

A gate that cannot be read is closed, a computed field stays removed, and everything else that says such a rule, a
validation, a default, a condition to require a value, a grant that is narrowed by it, is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.sentences import Sentence, begun
from metadata.catalog import Catalog, Object, RemovedField, RemovedGrant
from metadata.changes.base import replaced
from metadata.checks import field_problems
from metadata.default_formulas import default_formula_problems
from metadata.examples import example_problems
from metadata.fields import Field
from metadata.grants import grant_problems
from metadata.pipelines import Pipeline
from metadata.rules import FIELD_RULES, rule_problems
from metadata.sections import section_of, sections_without
from metadata.values import JsonValue

CLOSED: JsonValue = False
"""The rule of a gate that nobody passes."""

_WHY = Sentence("it reads what is gone", "它读取的内容已不存在")


def with_readable_rules(catalog: Catalog, definition: Object, field: Field) -> Field:
    """The field, one of `definition`, without the rules beside its values that can no longer be read."""
    if rule_problems(catalog, definition, field.required_when):
        field = replace(field, required_when=None)
    found = default_formula_problems(catalog, definition, field)
    if any(each.code.startswith("RULE_") for each in found):
        field = replace(field, default_formula=None)
    return field


def field_rules_left_out(definition: Object, before: Field, after: Field) -> Iterator[Sentence]:
    """Which rules of a field a restoration has left out, as sentences."""
    for attribute, words in FIELD_RULES.items():
        if getattr(before, attribute) is not None and getattr(after, attribute) is None:
            named = begun(words.of(definition.name, after.name))
            yield Sentence("{} is left out: {}.", "{}不会恢复：{}。").of(named, _WHY)


def with_readable_parts(catalog: Catalog, definition: Object, until: str) -> Object:
    """The object, one of `catalog`, with that only which can still be read; its pipeline with gates closed.

    Args:
        until: when the grace period ends of the computed fields that stay removed.
    """
    definition = _with_readable_fields(catalog, definition, until)
    catalog = replace(catalog, objects=replaced(catalog.objects, definition))
    pipeline = definition.pipeline
    return replace(
        definition,
        fields=tuple(with_readable_rules(catalog, definition, each) for each in definition.fields),
        validations=tuple(
            each
            for each in definition.validations
            if not rule_problems(catalog, definition, each.rule, has_before=True)
        ),
        pipeline=None if pipeline is None else with_readable_gates(catalog, definition, pipeline),
    )


def parts_left_out(before: Object, after: Object) -> Iterator[Sentence]:
    """What of an object a restoration has left out or closed, as sentences."""
    for field in before.fields:
        there = after.field_by_id.get(field.id)
        if there is None:
            yield Sentence("The field {}.{} stays removed: {}.", "字段 {}.{} 仍保持移除：{}。").of(
                after.name, field.name, _WHY
            )
        else:
            yield from field_rules_left_out(after, field, there)
    for each in before.validations:
        if each not in after.validations:
            yield Sentence(
                "The validation {0} of {1} is left out: {2}.", "{1} 的记录要求 {0} 不会恢复：{2}。"
            ).of(each.name, after.name, _WHY)
    yield from gates_closed(after, before.pipeline, after.pipeline)


def _with_readable_fields(catalog: Catalog, definition: Object, until: str) -> Object:
    """The object with its computed fields removed that can no longer be read: nothing is stored of them."""
    for field in definition.fields:
        if field.computed and field_problems(catalog, definition, field):
            gone = RemovedField(field, until, section=section_of(definition, field.id))
            left = replace(
                definition,
                fields=tuple(each for each in definition.fields if each is not field),
                sections=sections_without(definition, field.id),
                removed_fields=(*definition.removed_fields, gone),
            )
            # What reads it can no longer be read either.
            after = replace(catalog, objects=replaced(catalog.objects, left))
            return _with_readable_fields(after, left, until)
    return definition


def with_readable_gates(catalog: Catalog, definition: Object, pipeline: Pipeline) -> Pipeline:
    """The pipeline with its gates closed that can no longer be read, and without what names fields that are gone."""

    def readable(gate: JsonValue) -> JsonValue:
        return CLOSED if rule_problems(catalog, definition, gate, has_before=True) else gate

    def there(required: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in required if each in definition.field_by_id)

    return replace(
        pipeline,
        stages=tuple(
            replace(each, gate=readable(each.gate), required=there(each.required)) for each in pipeline.stages
        ),
        transitions=tuple(replace(each, gate=readable(each.gate)) for each in pipeline.transitions),
        criteria=tuple(replace(each, rule=readable(each.rule)) for each in pipeline.criteria),
        examples=tuple(
            each for each in pipeline.examples if not [*example_problems(catalog, definition, pipeline, each)]
        ),
    )


def gates_closed(of: Object, before: Pipeline | None, after: Pipeline | None) -> tuple[Sentence, ...]:
    """Which gates a restoration has closed, and what stages no longer require, as sentences."""
    if before is None or after is None:
        return ()
    stages = [*zip(before.stages, after.stages, strict=True)]
    edges = zip(before.transitions, after.transitions, strict=True)
    criteria = zip(before.criteria, after.criteria, strict=True)
    places = [
        Sentence("gate of stage {}", "阶段 {} 的关卡").of(new.name)
        for old, new in stages
        if old.gate != new.gate
    ]
    places += [
        Sentence("gate from {} to {}", "从 {} 到 {} 的关卡").of(new.source, new.target)
        for old, new in edges
        if old.gate != new.gate
    ]
    places += [
        Sentence("criterion {}", "附加条件 {}").of(new.name) for old, new in criteria if old.rule != new.rule
    ]
    closed = [
        Sentence("The {0} of {1} is closed: {2}.", "{1} 的{0}将关闭：{2}。").of(each, of.name, _WHY)
        for each in places
    ]
    fewer = [new.name for old, new in stages if old.required != new.required]
    closed += [
        Sentence(
            "Stage {0} of {1} no longer requires a field that is gone.",
            "{1} 的阶段 {0} 不再要求已不存在的字段。",
        ).of(each, of.name)
        for each in fewer
    ]
    left_out = [each.name for each in before.examples if each not in after.examples]
    return (
        *closed,
        *(
            Sentence("The example {0} of {1} is left out: {2}.", "{1} 的示例 {0} 不会恢复：{2}。").of(
                each, of.name, _WHY
            )
            for each in left_out
        ),
    )


def with_grants(catalog: Catalog, removed: Sequence[RemovedGrant]) -> Catalog:
    """The catalog with these grants again, where their role is there and their rule can be read."""
    if not removed:
        return catalog
    roles = []
    for role in catalog.roles:
        back = (each.grant for each in removed if each.role == role.id)
        fit = tuple(
            grant for grant in back if grant not in role.grants and not grant_problems(catalog, grant)
        )
        roles.append(replace(role, grants=(*role.grants, *fit)) if fit else role)
    return replace(catalog, roles=tuple(roles))


def grants_left_out(after: Catalog, removed: Sequence[RemovedGrant]) -> tuple[Sentence, ...]:
    """Which grants a restoration has left out, as sentences."""
    roles = {role.id: role for role in after.roles}
    return tuple(
        Sentence(
            "A grant of the role {} is left out: its rule reads what is gone.",
            "角色 {} 的一项授权不会恢复：它的规则读取的内容已不存在。",
        ).of(roles[each.role].name)
        for each in removed
        if each.role in roles and each.grant not in roles[each.role].grants
    )
