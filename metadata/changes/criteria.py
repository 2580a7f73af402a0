"""Changes of what records must satisfy beside gates: criteria, required fields, and examples of all of it.

Records stay where they are: a criterion is asked when a record is next promoted. With a grace date it is then asked of
those too that have passed it already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.errors import PathPart, Problem, fault
from core.identifiers import new_id
from core.sentences import NO_WORDS, Sentence, joined
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    object_named,
    pipeline_of,
    raise_problems,
    stage_named,
    with_pipeline,
)
from metadata.changes.parts import field_ids, part_named
from metadata.pipeline_checks import pipeline_problems
from metadata.pipelines import Criterion, GateExample, Mode, Pipeline
from metadata.uses import Use
from metadata.values import JsonValue, Labels, no_labels


@dataclass(frozen=True)
class AddCriterion(Change):
    """A further criterion: for promotions from `leaving`, to `entering`, or both; for all where neither is given.

    With a `pipeline`, which may be the first, for those to its stages alone: within it, and into it from another one.
    """

    kind: ClassVar[str] = "addCriterion"

    object: str
    name: str
    rule: JsonValue
    leaving: str | None = None
    entering: str | None = None
    messages: Labels = field(default_factory=no_labels)
    mode: Mode = "enforce"
    enforced_from: str | None = None
    grace_until: str | None = None
    pipeline: str | None = None
    id: str = field(default_factory=lambda: new_id("cri"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        if any(each.id == self.id for each in pipeline.criteria):
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very criterion is in the catalog already.", "该附加条件已在配置中。"),
                "name",
            )
        made = Criterion(
            self.id,
            self.name,
            self.rule,
            self.leaving,
            self.entering,
            self.pipeline,
            self.messages,
            self.mode,
            self.enforced_from,
            self.grace_until,
        )
        return _with_criteria(catalog, definition, pipeline, (*pipeline.criteria, made))

    def sentence(self) -> Sentence:
        ways = [Sentence("leave {}", "离开 {}").of(self.leaving)] if self.leaving is not None else []
        if self.entering is not None:
            ways.append(Sentence("enter {}", "进入 {}").of(self.entering))
        elif self.pipeline is not None:
            ways.append(Sentence("enter a stage of the pipeline {}", "进入流程 {} 的阶段").of(self.pipeline))
        where = Sentence("of each promotion", "每次推进时")
        if ways:
            where = Sentence("to {}", "{} 时").of(joined(ways, " and ", "并"))
        return Sentence("Add the criterion {0} of {1} {2}{3}.", "为 {1} 添加附加条件 {0}：{2}判断{3}。").of(
            self.name, self.object, where, _until(self)
        )


@dataclass(frozen=True)
class SetCriterion(Change):
    """Other parts of a criterion; what is left out stays as it is. The rule is never taken away: remove the whole.

    With a `mode`, `enforced_from` and `grace_until` are what is given with it, and none where nothing is.
    """

    kind: ClassVar[str] = "setCriterion"

    object: str
    criterion: str
    name: str | None = None
    rule: JsonValue = None
    messages: Labels | None = None
    mode: Mode | None = None
    enforced_from: str | None = None
    grace_until: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        old = _named(definition, pipeline, self.criterion)
        kept_from = old.enforced_from if self.mode is None else None
        kept_until = old.grace_until if self.mode is None else None
        new = replace(
            old,
            name=old.name if self.name is None else self.name,
            rule=old.rule if self.rule is None else self.rule,
            messages=old.messages if self.messages is None else self.messages,
            mode=old.mode if self.mode is None else self.mode,
            enforced_from=kept_from if self.enforced_from is None else self.enforced_from,
            grace_until=kept_until if self.grace_until is None else self.grace_until,
        )
        changed = tuple(new if each is old else each for each in pipeline.criteria)
        return _with_criteria(catalog, definition, pipeline, changed)

    def sentence(self) -> Sentence:
        return Sentence("Change the criterion {0} of {1}{2}{3}.", "修改 {1} 的附加条件 {0}{2}{3}。").of(
            self.criterion, self.object, _renamed(self.criterion, self.name), _until(self)
        )


@dataclass(frozen=True)
class RemoveCriterion(Change):
    """The end of a criterion."""

    kind: ClassVar[str] = "removeCriterion"

    object: str
    criterion: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        old = _named(definition, pipeline, self.criterion)
        left = tuple(each for each in pipeline.criteria if each is not old)
        return with_pipeline(catalog, definition, replace(pipeline, criteria=left))

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        definition = object_named(before, self.object, "object")
        _named(definition, pipeline_of(definition, "object"), self.criterion)
        return ()

    def sentence(self) -> Sentence:
        return Sentence("Remove the criterion {0} of {1}.", "移除 {1} 的附加条件 {0}。").of(
            self.criterion, self.object
        )


@dataclass(frozen=True)
class SetStageRequired(Change):
    """The fields that a record must have filled to enter a stage, all of them anew; none takes the list away."""

    kind: ClassVar[str] = "setStageRequired"

    object: str
    stage: str
    fields: tuple[str, ...] = ()

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        old = stage_named(pipeline, self.stage, "stage")
        new = replace(old, required=field_ids(definition, self.fields))
        stages = tuple(new if each is old else each for each in pipeline.stages)
        changed = replace(pipeline, stages=stages)
        after = with_pipeline(catalog, definition, changed)
        problems = pipeline_problems(after, after.object_by_name[self.object], changed)
        raise_problems([_at(each, ("fields", *each.path[3:])) for each in problems])
        return after

    def sentence(self) -> Sentence:
        if not self.fields:
            return Sentence(
                "Require no fields to enter stage {0} of {1}.", "进入 {1} 的阶段 {0} 不再要求填写字段。"
            ).of(self.stage, self.object)
        return Sentence("Require {0} to enter stage {1} of {2}.", "进入 {2} 的阶段 {1} 需要填写 {0}。").of(
            ", ".join(self.fields), self.stage, self.object
        )


@dataclass(frozen=True)
class AddGateExample(Change):
    """What a record might be like, and whether it may be promoted from `leaving` to `entering` then.

    Whatever is published from now on must say the same.
    """

    kind: ClassVar[str] = "addGateExample"

    object: str
    name: str
    leaving: str
    entering: str
    record: JsonValue
    open: bool
    now: str | None = None
    id: str = field(default_factory=lambda: new_id("exa"))

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        if any(each.id == self.id for each in pipeline.examples):
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("This very example is in the catalog already.", "该示例已在配置中。"),
                "name",
            )
        made = GateExample(self.id, self.name, self.leaving, self.entering, self.record, self.open, self.now)
        return _with_pipeline(catalog, definition, replace(pipeline, examples=(*pipeline.examples, made)))

    def sentence(self) -> Sentence:
        may = Sentence("may", "可以") if self.open else Sentence("may not", "不可以")
        return Sentence(
            "Add the example {0}: a {1} that {2} go from {3} to {4}.",
            "添加示例 {0}：一条{2}从 {3} 推进到 {4} 的 {1}。",
        ).of(self.name, self.object, may, self.leaving, self.entering)


@dataclass(frozen=True)
class SetGateExample(Change):
    """Another name of an example, and what it says; what is left out stays as it is.

    With a `record`, `now` is what is given with it, and none where nothing is.
    """

    kind: ClassVar[str] = "setGateExample"

    object: str
    example: str
    name: str | None = None
    record: JsonValue = None
    open: bool | None = None
    now: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        old = part_named(definition, "example", pipeline.examples, self.example, "example")
        kept = old.now if self.record is None else None
        new = replace(
            old,
            name=old.name if self.name is None else self.name,
            record=old.record if self.record is None else self.record,
            open=old.open if self.open is None else self.open,
            now=kept if self.now is None else self.now,
        )
        changed = tuple(new if each is old else each for each in pipeline.examples)
        return _with_pipeline(catalog, definition, replace(pipeline, examples=changed))

    def sentence(self) -> Sentence:
        return Sentence("Change the example {0} of {1}{2}.", "修改 {1} 的示例 {0}{2}。").of(
            self.example, self.object, _renamed(self.example, self.name)
        )


@dataclass(frozen=True)
class RemoveGateExample(Change):
    """The end of an example."""

    kind: ClassVar[str] = "removeGateExample"

    object: str
    example: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = pipeline_of(definition, "object")
        old = part_named(definition, "example", pipeline.examples, self.example, "example")
        left = tuple(each for each in pipeline.examples if each is not old)
        return with_pipeline(catalog, definition, replace(pipeline, examples=left))

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        definition = object_named(before, self.object, "object")
        examples = pipeline_of(definition, "object").examples
        part_named(definition, "example", examples, self.example, "example")
        return ()

    def sentence(self) -> Sentence:
        return Sentence("Remove the example {0} of {1}.", "移除 {1} 的示例 {0}。").of(
            self.example, self.object
        )


def _renamed(old: str, new: str | None) -> Sentence:
    return NO_WORDS if new in (None, old) else Sentence(", which is called {} then", "，并改名为 {}").of(new)


def _until(change: AddCriterion | SetCriterion) -> Sentence:
    """What a criterion does when it does not refuse."""
    match change.mode:
        case "warn":
            does = Sentence(", which only warns", "，只给出警告")
        case "shadow":
            does = Sentence(", which does nothing but to be judged", "，只记录判断结果")
        case _:
            does = NO_WORDS
    if change.enforced_from is not None:
        does = Sentence("{} until {}", "{}（到 {} 为止）").of(does, change.enforced_from)
    if change.grace_until is None:
        return does
    return Sentence(
        "{}, also of records that have passed it, which may be put right until {}",
        "{}，也适用于已通过的记录，可在 {} 之前补齐",
    ).of(does, change.grace_until)


def _named(definition: Object, pipeline: Pipeline, name: str) -> Criterion:
    return part_named(definition, "criterion", pipeline.criteria, name, "criterion")


def _with_criteria(
    catalog: Catalog, definition: Object, pipeline: Pipeline, criteria: Sequence[Criterion]
) -> Catalog:
    return _with_pipeline(catalog, definition, replace(pipeline, criteria=tuple(criteria)))


def _with_pipeline(catalog: Catalog, definition: Object, changed: Pipeline) -> Catalog:
    after = with_pipeline(catalog, definition, changed)
    problems = pipeline_problems(after, after.object_by_id[definition.id], changed, sound=definition.pipeline)
    # What was sound stays so: all that is wrong is wrong with the one that changes, or with how many there are.
    raise_problems([_at(each, each.path[2:] or ("name",)) for each in problems])
    return after


def _at(problem: Problem, path: tuple[PathPart, ...]) -> Problem:
    return replace(problem, path=path)
