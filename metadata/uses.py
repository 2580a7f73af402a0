"""Where a definition of the catalog is used: what keeps it from being removed, and what goes or changes with it.

A removal (`Change.uses`) is refused for just the uses that are listed here with `blocks`, so who asks beforehand learns
of all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from core.errors import PathPart, fault
from core.sentences import NO_WORDS, Sentence, begun, joined
from metadata.actions import named_in_chinese
from metadata.actor import ACTOR_ROLES
from metadata.catalog import ANY, Catalog, Grant, Object, Role
from metadata.default_formulas import default_keys
from metadata.dependencies import dependents
from metadata.fields import Field
from metadata.lists import ReverseList
from metadata.object_names import compares_object
from metadata.pipelines import Pipeline
from metadata.removed import naming_stages
from metadata.rules import (
    PlacedRule,
    RuleKind,
    broken_rules,
    fields_read,
    goes_over,
    is_broken,
    objects_named,
    rules_of,
)
from metadata.system_fields import PIPELINE, STAGE, STAGE_FIELDS
from metadata.text import MOST_LISTED, listed
from metadata.unique_keys import keys_over
from metadata.without import without_option, without_pipeline, without_stage, without_targets

UseKind = (
    RuleKind
    | Literal[
        "display", "relation", "reverse", "dependentOptions", "transition", "grant", "uniqueKey", "section"
    ]
    | Literal["role", "member", "apiKey"]
)
"""What uses a definition: a rule of `metadata.rules`, another definition, or who has a role."""


READS = Sentence("reads it", "读取它")


@dataclass(frozen=True)
class Use:
    """One use of a definition.

    Attributes:
        place: what uses it, in words, for the middle of a sentence.
        does: what that does with it, after the place.
        path: in the catalog, of names.
        blocks: the definition cannot be removed before this is changed; else this goes or changes with it.
    """

    kind: UseKind
    place: Sentence
    does: Sentence
    path: tuple[PathPart, ...]
    blocks: bool = True

    @property
    def sentence(self) -> Sentence:
        """`The gate of stage won of deal reads it.`"""
        return Sentence("{} {}.", "{}{}。").of(begun(self.place), self.does)


def refuse_in_use(subject: Sentence, uses: Iterable[Use], *path: PathPart) -> None:
    """Refuse a removal that some of the uses block.

    Args:
        subject: what is to be removed, and the verb: `deal.amount is`.

    Raises:
        SluiceError: CATALOG_IN_USE at `path`; its details name all of them.
    """
    blocking = [each for each in uses if each.blocks]
    if not blocking:
        return
    places = [*dict.fromkeys(each.place for each in blocking)]
    more = Sentence("; …", "；…") if len(places) > MOST_LISTED else NO_WORDS
    message = Sentence("{} used by {}{}.", "{}正被以下内容使用：{}{}。").of(
        subject, joined((_alone(each) for each in places[:MOST_LISTED]), "; ", "；"), more
    )
    found = [{"kind": each.kind, "path": [*each.path]} for each in blocking]
    raise fault("CATALOG_IN_USE", message, *path, uses=found)


def _alone(place: Sentence) -> Sentence:
    """A place with nothing after it, from which a space would part a name."""
    return Sentence(place, place.chinese.rstrip())


def object_uses(catalog: Catalog, definition: Object) -> tuple[Use, ...]:
    """What outside of an object uses it."""
    return (
        *(each for other in catalog.objects for each in _relations(other, definition)),
        *_rules_beyond(catalog, definition),
        *(each for field in definition.fields for each in _lists(catalog, definition, field)),
        *_grants(catalog, lambda grant: grant.object == definition.id),
    )


def field_uses(catalog: Catalog, definition: Object, field: Field) -> tuple[Use, ...]:
    """What uses a field of `definition`, its own rules aside."""
    at = ("objects", definition.name)
    own = (*at, "fields", field.name)
    found = [
        _by_rule(placed)
        for placed in rules_of(catalog)
        if placed.path[: len(own)] != own and field.id in fields_read(catalog, placed)
    ]
    for each in definition.validations:
        if field.id in each.fields:
            place = Sentence("the validation {0} of {1}", "{1} 的记录要求 {0} ").of(
                each.name, definition.name
            )
            path = (*at, "validations", each.name, "fields")
            found.append(
                Use("validation", place, Sentence("shows its message at it", "在它上面显示提示"), path)
            )
    for key in keys_over(definition, field):
        place = Sentence("the unique key {0} of {1}", "{1} 不可重复的组合 {0} ").of(key.name, definition.name)
        found.append(
            Use("uniqueKey", place, Sentence("is over it", "包含它"), (*at, "uniqueKeys", key.name, "fields"))
        )
    if definition.display == field.name:
        place = Sentence("the display name of {}", "{} 的记录名称").of(definition.name)
        found.append(Use("display", place, Sentence("is its value", "取自它的值"), (*at, "display")))
    for other in dependents(definition, field):
        place = Sentence("the options of {}", "{} 的选项").of(other.name)
        found.append(
            Use(
                "dependentOptions",
                place,
                Sentence("depend on it", "依赖它"),
                (*at, "fields", other.name, "dependsOn"),
            )
        )
    found += _lists(catalog, definition, field)
    for section in definition.sections:
        if field.id in section.fields:
            place = Sentence("the section {0} of {1}", "{1} 的分区 {0} ").of(section.name, definition.name)
            does = Sentence("shows it", "显示它")
            found.append(Use("section", place, does, (*at, "sections", section.name), blocks=False))
    return (*found, *_grants(catalog, lambda grant: grant.field == field.id))


def list_uses(catalog: Catalog, field: Field) -> tuple[Use, ...]:
    """What goes over the list on the other side of a field, which has one."""
    listed = ReverseList(field)
    return tuple(
        _by_rule(placed, Sentence("goes over it", "汇总或遍历它"))
        for placed in rules_of(catalog)
        if goes_over(catalog, placed, listed)
    )


def target_uses(catalog: Catalog, definition: Object, field: Field, gone: frozenset[str]) -> tuple[Use, ...]:
    """What goes along a reference of `definition` to the objects with the ids in `gone`, or back from there."""
    if not gone:
        return ()
    without = without_targets(catalog, definition, field, gone)
    listed = ReverseList(field)
    found = []
    for placed in rules_of(catalog):
        there = replace(placed, object=without.object_by_id[placed.object.id])
        if placed.kind == "rollUp" and listed.id in placed.beside:
            # Of which object it is, its path says.
            of = catalog.object_by_name[str(placed.path[1])].id
            if of in gone:
                found.append(_by_rule(placed, Sentence("goes over its list there", "遍历它在那里的列表")))
                continue
        if field.id in fields_read(catalog, placed) and is_broken(without, there):
            found.append(_by_rule(placed, Sentence("goes there", "指向那里")))
    return tuple(found)


def option_uses(
    catalog: Catalog, definition: Object, field: Field, key: str, replacement: str | None = None
) -> tuple[Use, ...]:
    """What names an option of a field.

    Args:
        replacement: the key that takes its place.
    """
    at = ("objects", definition.name, "fields")
    found = [each for other in dependents(definition, field) for each in _going_with(other, key, replacement)]
    uses = [replace(each, path=(*at, *each.path)) for each in found]
    given = field.default if isinstance(field.default, list) else [field.default]
    if key in given:
        place = Sentence("the default of {}.{}", "{}.{} 的默认值").of(definition.name, field.name)
        uses.append(Use("default", place, Sentence("names it", "使用它"), (*at, field.name, "default")))
    if key in default_keys(catalog, definition, field):
        place = Sentence("the default of {}.{}", "{}.{} 的默认值").of(definition.name, field.name)
        uses.append(
            Use(
                "default",
                place,
                Sentence("may come to it", "可能取到它"),
                (*at, field.name, "defaultFormula"),
            )
        )
    return (*uses, *_naming(without_option(catalog, definition, field, key), field.name))


def stage_uses(catalog: Catalog, definition: Object, pipeline: Pipeline, name: str) -> tuple[Use, ...]:
    """What names a stage of the pipeline of `definition`, its own gate aside."""
    at = ("objects", definition.name, "pipeline")
    goes = []
    for index, edge in enumerate(pipeline.transitions):
        if name in (edge.source, edge.target):
            place = Sentence("the edge from {0} to {1} of {2}", "{2} 从 {0} 到 {1} 的流转").of(
                edge.source, edge.target, definition.name
            )
            path = (*at, "transitions", index)
            goes.append(Use("transition", place, Sentence("goes with it", "会一并移除"), path, blocks=False))
    for each in pipeline.criteria_of(name):
        place = Sentence("the criterion {0} of {1}", "{1} 的附加条件 {0} ").of(each.name, definition.name)
        path = (*at, "criteria", pipeline.criteria.index(each))
        goes.append(Use("criterion", place, Sentence("goes with it", "会一并移除"), path, blocks=False))
    for index, example in enumerate(pipeline.examples):
        if name in (example.leaving, example.entering):
            place = Sentence("the example {0} of {1}", "{1} 的示例 {0} ").of(example.name, definition.name)
            goes.append(
                Use(
                    "example",
                    place,
                    Sentence("goes with it", "会一并移除"),
                    (*at, "examples", index),
                    blocks=False,
                )
            )
    goes += _grants(catalog, naming_stages(definition, {pipeline.stage_by_name[name].id}))
    without = without_stage(catalog, definition, pipeline, name)
    named = (*_naming(without, STAGE), *_naming(without, PIPELINE))
    return (*(_where_it_stands(catalog, each) for each in named), *goes)


def edge_uses(definition: Object, pipeline: Pipeline, source: str, target: str) -> tuple[Use, ...]:
    """What is about an edge of the pipeline of `definition`."""
    at = ("objects", definition.name, "pipeline", "examples")
    return tuple(
        Use(
            "example",
            Sentence("the example {0} of {1}", "{1} 的示例 {0} ").of(each.name, definition.name),
            Sentence("goes with it", "会一并移除"),
            (*at, index),
            False,
        )
        for index, each in enumerate(pipeline.examples)
        if (each.leaving, each.entering) == (source, target)
    )


def pipeline_uses(catalog: Catalog, definition: Object) -> tuple[Use, ...]:
    """What reads the stage of the records of `definition`, the gates of its pipeline aside."""
    without = without_pipeline(catalog, definition)
    stages = () if definition.pipeline is None else definition.pipeline.stage_by_id.keys()
    goes = _grants(catalog, naming_stages(definition, stages))
    return tuple(
        dict.fromkeys((*(use for name in (*STAGE_FIELDS, PIPELINE) for use in _naming(without, name)), *goes))
    )


def role_uses(catalog: Catalog, role: Role) -> tuple[Use, ...]:
    """The roles that inherit it, and the rules that ask whether whoever acts has it."""
    others = tuple(each for each in catalog.roles if each.id != role.id)
    heirs = (
        Use(
            "role",
            Sentence("the role {}", "角色 {} ").of(each.name),
            Sentence("inherits it", "继承它"),
            ("roles", each.name, "inherits"),
        )
        for each in others
        if role.id in each.inherits
    )
    return (*heirs, *_naming(replace(catalog, roles=others), ACTOR_ROLES.rpartition(".")[2]))


def _by_rule(placed: PlacedRule, does: Sentence = READS) -> Use:
    return Use(placed.kind, placed.place, does, placed.path)


def _naming(without: Catalog, name: str) -> tuple[Use, ...]:
    """The rules that can no longer be read without a key of `name`."""
    return tuple(_by_rule(each, Sentence("names it", "使用它")) for each in broken_rules(without, name))


def _where_it_stands(catalog: Catalog, use: Use) -> Use:
    """The use with its path in the whole catalog: without a stage those after it are counted differently."""
    same = (each.path for each in rules_of(catalog) if (each.kind, each.place) == (use.kind, use.place))
    return replace(use, path=next(same, use.path))


def _relations(other: Object, definition: Object) -> Iterator[Use]:
    if other.id == definition.id or definition.id not in other.points_to:
        return
    for field in other.fields:
        if definition.id in field.points_to:
            path = ("objects", other.name, "fields", field.name)
            yield Use(
                "relation",
                Sentence("the relation {}.{}", "关联字段 {}.{} ").of(other.name, field.name),
                Sentence("points to it", "指向它"),
                path,
            )


def _lists(catalog: Catalog, definition: Object, field: Field) -> Iterator[Use]:
    """The lists, on the other side of a relation, of the records that it leads from."""
    if field.reverse is None:
        return
    path = ("objects", definition.name, "fields", field.name, "reverse")
    for pointed in field.points_to:
        place = Sentence("the list {}.{}", "列表 {}.{} ").of(
            catalog.object_by_id[pointed].name, field.reverse
        )
        yield Use("reverse", place, Sentence("goes with it", "会一并移除"), path, blocks=False)


def _rules_beyond(catalog: Catalog, definition: Object) -> Iterator[Use]:
    """The rules of others that read its records; the row rules over it go with their grants."""
    pointing = (
        field.id
        for each in catalog.objects
        if definition.id in each.points_to
        for field in each.fields
        if definition.id in (field.target, field.links)
    )
    read = frozenset((*definition.field_by_id, *pointing))
    for placed in rules_of(catalog):
        own = placed.path[:2] == ("objects", definition.name)
        goes = placed.kind == "rowRule" and placed.object.id == definition.id
        if own or goes:
            continue
        if read & fields_read(catalog, placed) or definition.id in objects_named(catalog, placed):
            yield _by_rule(placed)
        elif compares_object(catalog, placed, definition):
            yield _by_rule(placed, Sentence("names it", "使用它"))


def _going_with(dependent: Field, key: str, replacement: str | None) -> Iterator[Use]:
    """The options that go with the key; those that would go with nothing would go with everything then."""
    named = [option for option in dependent.options if key in option.only_with]
    alone = [each.key for each in named if replacement is None and each.only_with == (key,)]
    others = [each.key for each in named if each.key not in alone]
    path = (dependent.name, "options")
    if alone:
        place = Sentence("the options {0} of {1} that go with it alone", "{1} 的选项 {0}（只与它搭配）").of(
            listed(alone), dependent.name
        )
        yield Use(
            "dependentOptions", place, Sentence("would go with every one", "将变为可与所有选项搭配"), path
        )
    if others:
        place = Sentence("the options {0} of {1}", "{1} 的选项 {0} ").of(listed(others), dependent.name)
        yield Use("dependentOptions", place, Sentence("go with it", "与它搭配"), path, blocks=False)


def _grants(catalog: Catalog, concerned: Callable[[Grant], bool]) -> Iterator[Use]:
    """The lines of roles that go with the definition."""
    for role in catalog.roles:
        for index, grant in enumerate(role.grants):
            if concerned(grant):
                does = Sentence("denies {} on it", "禁止{}").of(_action(grant.action))
                if grant.effect == "allow":
                    does = Sentence("allows {} on it", "允许{}").of(_action(grant.action))
                place = Sentence("the role {}", "角色 {} ").of(role.name)
                path = ("roles", role.name, "grants", index)
                yield Use("grant", place, does, path, blocks=False)


def _action(name: str) -> Sentence:
    if name == ANY:
        return Sentence("every action", "对它执行全部操作")
    return Sentence(name, f"{named_in_chinese(name)}它")
