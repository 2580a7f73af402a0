"""Root fields of a mutation as plans."""

from collections.abc import Iterator, Mapping
from typing import assert_never, cast

from graphql import GraphQLField, GraphQLInputObjectType, get_named_type

from api.planning.conditions import task_named
from api.planning.parameters import as_input, as_tree
from api.planning.planning import Arguments, Planning, given, object_type
from api.planning.records import selection_of, verdict_of
from api.planning.selections import Selected
from api.types.bindings import AssignField, AssignLinks, AssignOwner, WriteRoot, input_binding
from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.fields import Field
from metadata.text import called
from records.plans.inputs import Constant, Input
from records.plans.type_name import TypeName
from records.plans.writes import (
    Assignment,
    Create,
    CreatedPart,
    Delete,
    ErrorsPart,
    LinkChange,
    MarkTask,
    MergedValuesPart,
    MovedRecordsPart,
    Operation,
    Patch,
    PayloadPart,
    Promote,
    PromotedPart,
    RecordPart,
    Restore,
    Target,
    Update,
    WarningsPart,
    WritePlan,
)
from records.rows import NO_OWNER


def write_root(planning: Planning, selected: Selected, field: GraphQLField, binding: WriteRoot) -> WritePlan:
    """The plan of a root field of a mutation."""
    arguments = planning.arguments(selected, field)
    operation = operation_of(planning, binding, field, arguments)
    return plan_of(planning, selected, field, binding, operation)


def plan_of(
    planning: Planning, selected: Selected, field: GraphQLField, binding: WriteRoot, operation: Operation
) -> WritePlan:
    """The plan of an operation, with what is answered to it."""
    return WritePlan(
        planning.catalog,
        planning.namespace,
        planning.language,
        planning.access,
        binding.object,
        operation,
        payload_of(planning, selected, field, binding.object),
        given(planning.arguments(selected, field), "idempotencyKey"),
    )


def operation_of(
    planning: Planning, binding: WriteRoot, field: GraphQLField, arguments: Arguments
) -> Operation:
    """What a write does."""
    patch = patch_of(planning, field, arguments.get("input"))
    version, occurred = given(arguments, "expectedVersion"), given(arguments, "occurredAt")
    if binding.kind == "create":
        return Create(patch, occurred, pipeline_of(planning, binding.object, arguments))
    record_id = as_input(arguments["id"])
    match binding.kind:
        case "update":
            return Update(record_id, patch, version)
        case "delete":
            return Delete(record_id, version)
        case "restore":
            return Restore(record_id)
        case "promote":
            return promotion_of(planning, binding.object, record_id, arguments, patch)
        case "completeTask" | "reopenTask" as kind:
            return mark_of(planning, binding.object, record_id, arguments, done=kind == "completeTask")
        case "upsert" | "merge":
            raise TypeError("it is several operations")
    assert_never(binding.kind)


def pipeline_of(planning: Planning, of: Object, arguments: Arguments) -> str | None:
    """The pipeline that a new record starts in. Its first stage is compiled, so it is part of the plan.

    Raises:
        SluiceError: BAD_USER_INPUT where the object has no such pipeline.
    """
    wanted = arguments.get("pipeline")
    if wanted is None or of.pipeline is None:
        return None
    name = str(planning.shape.literal(wanted))
    if name not in of.pipeline.entries:
        names = ", ".join(of.pipeline.entries)
        message = Sentence("{} has no pipeline {!r:.80}", "{}没有流程 {!r:.80}").of(called(of), name)
        raise fault(
            "BAD_USER_INPUT",
            message,
            "pipeline",
            hint=Sentence("Its pipelines: {}.", "它的流程：{}。").of(names),
        )
    return name


def promotion_of(
    planning: Planning, of: Object, which: Target, arguments: Arguments, patch: Patch
) -> Promote:
    """A promotion. The stage decides which gates are compiled, so it is part of the plan."""
    to = str(planning.shape.literal(arguments["to"]))
    pipeline = of.pipeline
    if pipeline is None or to not in pipeline.stage_by_name:
        names = ", ".join(pipeline.stage_by_name) if pipeline is not None else ""
        raise fault(
            "STAGE_UNKNOWN",
            Sentence("{} has no stage {!r:.80}", "{}没有阶段 {!r:.80}").of(called(of), to),
            "to",
            hint=Sentence("Its stages: {}.", "它的阶段：{}。").of(names),
        )
    edges = tuple(edge for edge in pipeline.transitions if edge.target == to)
    version, occurred = given(arguments, "expectedVersion"), given(arguments, "occurredAt")
    override = arguments.get("override")
    reason = as_input(override["reason"]) if isinstance(override, Mapping) else None
    return Promote(which, to, edges, patch, version, occurred, reason)


def mark_of(planning: Planning, of: Object, which: Target, arguments: Arguments, *, done: bool) -> MarkTask:
    """That a task is done, or open again. The task decides what is compiled, so it is part of the plan."""
    stage, task = task_named(of, str(planning.shape.literal(arguments["task"])), "task")
    return MarkTask(which, stage, task, done, given(arguments, "note"), given(arguments, "expectedVersion"))


def patch_of(planning: Planning, field: GraphQLField, given: object, argument: str = "input") -> Patch:
    """The values that a write sets, given as the value of the argument."""
    if not isinstance(given, Mapping):
        return Patch()
    fields = cast(GraphQLInputObjectType, get_named_type(field.args[argument].type)).fields
    assignments: list[Assignment] = []
    links: list[LinkChange] = []
    owner: Input | None = None
    for name, value in given.items():
        match input_binding(fields[name]):
            case AssignField(target):
                assignments.append(Assignment(target, as_tree(value)))
            case AssignLinks(target):
                links += links_of(target, value)
            case AssignOwner():
                if value is None:
                    raise fault("REQUIRED", NO_OWNER, argument, "ownerId")
                owner = as_input(value)
            case other:
                raise TypeError(f"{other} assigns nothing")
    return Patch(tuple(assignments), owner, tuple(links))


def links_of(field: Field, value: object) -> Iterator[LinkChange]:
    """What becomes of the links of a field; nothing where the input is empty, and null empties the list.

    Raises:
        SluiceError: BAD_USER_INPUT where `set` stands beside others, or one of them is null.
    """
    if value is None:
        yield LinkChange(field, whole=Constant([]))
        return
    lists: dict[str, Input] = {}
    for key, ids in cast("Mapping[str, object]", value).items():
        if ids is None:
            message = f"`{key}` is null"
            raise fault("BAD_USER_INPUT", message, "input", field.name, key, hint="Leave it out.")
        lists[key] = as_input(ids)
    if "set" in lists and len(lists) > 1:
        raise fault(
            "BAD_USER_INPUT",
            "`set` is the whole list; nothing is added to it or removed from it",
            "input",
            field.name,
            hint="Give `set` alone, or `add` and `remove`.",
        )
    if lists:
        yield LinkChange(field, lists.get("set"), lists.get("add"), lists.get("remove"))


def payload_of(
    planning: Planning, selected: Selected, field: GraphQLField, of: Object
) -> tuple[PayloadPart, ...]:
    """What is answered to a write."""
    type_ = object_type(field)
    parts: list[PayloadPart] = []
    for inner in planning.inner(selected, field):
        match inner.field:
            case "__typename":
                parts.append(TypeName(inner.name, type_.name))
            case "promoted":
                parts.append(PromotedPart(inner.name))
            case "created":
                parts.append(CreatedPart(inner.name))
            case "errors":
                parts.append(ErrorsPart(inner.name, planning.parts(inner, type_.fields["errors"])))
            case "warnings":
                told = planning.parts(inner, type_.fields["warnings"])
                parts.append(WarningsPart(inner.name, told))
            case "mergedValues" as name:
                parts.append(MergedValuesPart(inner.name, planning.parts(inner, type_.fields[name])))
            case "movedRecords" as name:
                parts.append(MovedRecordsPart(inner.name, planning.parts(inner, type_.fields[name])))
            case "verdict":
                parts.append(verdict_of(planning, inner, type_.fields["verdict"]))
            case _:
                parts.append(
                    RecordPart(inner.name, selection_of(planning, inner, type_.fields[inner.field], of))
                )
    return tuple(parts)
