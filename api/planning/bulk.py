"""Root fields of a mutation that write many records as plans."""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never, cast

from graphql import GraphQLField, GraphQLInputObjectType, get_named_type

from api.planning.conditions import condition_of
from api.planning.parameters import as_input, as_tree, names_of_rows, value_at
from api.planning.planning import Arguments, Planning, given, object_type
from api.planning.records import selection_of, verdict_of
from api.planning.selections import Selected
from api.planning.writes import mark_of, patch_of, pipeline_of, promotion_of
from api.types.bindings import AssignField, AssignOwner, BulkKind, BulkRoot, input_binding
from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.text import called
from records.bulk.run import MOST_OUTCOMES
from records.files import holds_file
from records.plans.bulk import (
    BulkMode,
    BulkPart,
    BulkPlan,
    CountPart,
    DonePart,
    IdPart,
    OutcomePart,
    OutcomesPart,
    PlacePart,
)
from records.plans.inputs import OfRow, Parameter
from records.plans.type_name import TypeName
from records.plans.writes import (
    Assignment,
    ByCondition,
    ByIds,
    Chosen,
    Create,
    CreatedPart,
    Delete,
    ErrorsPart,
    Existing,
    Patch,
    RecordPart,
    Restore,
    Rows,
    Update,
    WarningsPart,
    WritePlan,
)

Inputs = Sequence[Mapping[str, object]]


def bulk_root(planning: Planning, selected: Selected, field: GraphQLField, binding: BulkRoot) -> BulkPlan:
    """The plan of a root field of a mutation that writes many records."""
    of, arguments = binding.object, planning.arguments(selected, field)
    write = WritePlan(
        planning.catalog,
        planning.namespace,
        planning.language,
        planning.access,
        of,
        creation_of(planning, of, field, arguments)
        if binding.kind == "create"
        else _operation(planning, binding.object, binding.kind, field, arguments),
        (),
        given(arguments, "idempotencyKey"),
    )
    return BulkPlan(write, cast(BulkMode, arguments["mode"]), bulk_payload_of(planning, selected, field, of))


def creation_of(planning: Planning, of: Object, field: GraphQLField, arguments: Arguments) -> Create:
    """The creation of many: of each input the names that any of them has are read."""
    rows, names = rows_of(planning, arguments)
    fields = cast(GraphQLInputObjectType, get_named_type(field.args["inputs"].type)).fields
    assignments: list[Assignment] = []
    owner: OfRow | None = None
    for name in (each for each in fields if each in names):
        match input_binding(fields[name]):
            case AssignField(target):
                assignments.append(Assignment(target, OfRow(name)))
            case AssignOwner():
                owner = OfRow(name)
            case other:
                raise TypeError(f"{other} is nothing that a row gives")
    patch, pipeline = Patch(tuple(assignments), owner), pipeline_of(planning, of, arguments)
    return Create(patch, given(arguments, "occurredAt"), pipeline, rows)


def rows_of(
    planning: Planning,
    arguments: Arguments,
    read: Callable[[Mapping[str, object]], Mapping[str, object]] = dict,
) -> tuple[Rows, frozenset[str]]:
    """The inputs of a write of many, and the names that any of them has.

    Args:
        read: of an input that is written in the document, what it is called with in a variable.
    """
    inputs = arguments["inputs"]
    if isinstance(inputs, Parameter):
        return Rows(inputs), names_of_rows(cast(Inputs, value_at(planning.shape.values, inputs.path)))
    listed = [read(each) for each in cast(Inputs, inputs)]
    return Rows(tuple(as_tree(each) for each in listed)), names_of_rows(listed)


def _operation(
    planning: Planning,
    of: Object,
    kind: BulkKind,
    field: GraphQLField,
    arguments: Arguments,
) -> Existing:
    chosen = _chosen(planning, field, arguments, of)
    patch = _patch(planning, kind, field, arguments)
    match kind:
        case "update":
            return Update(chosen, patch)
        case "delete":
            return Delete(chosen)
        case "restore":
            return Restore(chosen)
        case "promote":
            return promotion_of(planning, of, chosen, arguments, patch)
        case "completeTask" | "reopenTask":
            return mark_of(planning, of, chosen, arguments, done=kind == "completeTask")
        case "create" | "upsert":
            raise TypeError("what is new is not chosen")
    assert_never(kind)


def _chosen(planning: Planning, field: GraphQLField, arguments: Arguments, of: Object) -> Chosen:
    """Which records.

    Raises:
        SluiceError: BAD_USER_INPUT where they are named in both ways, or in none.
    """
    ids, where = arguments.get("ids"), arguments.get("where")
    if where is not None and ids is None:
        return ByCondition(condition_of(planning, where, field.args["where"].type, of))
    if ids is None or where is not None:
        message = "Both `ids` and `where` are given" if ids is not None else "No records are named"
        raise fault("BAD_USER_INPUT", message, "ids", hint="Give `ids` or `where`, one of them.")
    return ByIds(as_input(ids))


def _patch(planning: Planning, kind: BulkKind, field: GraphQLField, arguments: Arguments) -> Patch:
    """The values that each record gets.

    Raises:
        SluiceError: BAD_USER_INPUT where an input has nothing, or a file, which is one record's.
    """
    patch = patch_of(planning, field, arguments.get("input"))
    if patch == Patch() and kind == "update":
        raise fault(
            "BAD_USER_INPUT",
            Sentence("Nothing is given", "没有填写任何内容"),
            "input",
            hint=Sentence("Give a value for a field.", "请至少填写一个字段。"),
        )
    for each in patch.assignments:
        if holds_file(each.field) and each.value is not None:
            message = Sentence(
                "{} is a file, and a file is one record's", "{}是文件，一个文件只能用于一条记录"
            ).of(called(each.field))
            raise fault(
                "BAD_USER_INPUT",
                message,
                "input",
                each.field.name,
                hint=Sentence("Give it to one record.", "请只放入一条记录。"),
            )
    return patch


def bulk_payload_of(
    planning: Planning, selected: Selected, field: GraphQLField, of: Object
) -> tuple[BulkPart, ...]:
    """What is answered to a write of many records."""
    type_ = object_type(field)
    parts: list[BulkPart] = []
    for inner in planning.inner(selected, field):
        match inner.field:
            case "__typename":
                parts.append(TypeName(inner.name, type_.name))
            case "outcomes":
                parts.append(_outcomes(planning, inner, type_.fields["outcomes"], of))
            case "errors":
                parts.append(ErrorsPart(inner.name, planning.parts(inner, type_.fields["errors"])))
            case "warnings":
                parts.append(WarningsPart(inner.name, planning.parts(inner, type_.fields["warnings"])))
            case "given":
                parts.append(CountPart(inner.name, "matched"))
            case count:
                parts.append(CountPart(inner.name, count))
    return tuple(parts)


def _outcomes(planning: Planning, selected: Selected, field: GraphQLField, of: Object) -> OutcomesPart:
    """A list of outcomes.

    Raises:
        SluiceError: PAGE_SIZE where it is longer than it may be.
    """
    arguments = planning.arguments(selected, field)
    asked = planning.shape.literal(arguments.get("first"))
    size = 20 if asked is None else int(cast(int, asked))
    if not 0 <= size <= MOST_OUTCOMES:
        message = f"{size:,} outcomes are asked for; at most {MOST_OUTCOMES:,} are answered"
        raise fault("PAGE_SIZE", message, "first", hint=f"Ask for at most {MOST_OUTCOMES:,}.")
    refused = arguments.get("refused")
    type_ = object_type(field)
    parts = tuple(
        _outcome(planning, each, type_.fields, of, type_.name) for each in planning.inner(selected, field)
    )
    return OutcomesPart(selected.name, size, None if refused is None else bool(refused), parts)


def _outcome(
    planning: Planning, selected: Selected, fields: dict[str, GraphQLField], of: Object, type_name: str
) -> OutcomePart:
    name = selected.name
    match selected.field:
        case "__typename":
            return TypeName(name, type_name)
        case "id":
            return IdPart(name)
        case "index":
            return PlacePart(name)
        case "done":
            return DonePart(name)
        case "created":
            return CreatedPart(name)
        case "verdict":
            return verdict_of(planning, selected, fields["verdict"])
        case "errors":
            return ErrorsPart(name, planning.parts(selected, fields["errors"]))
        case "warnings":
            return WarningsPart(name, planning.parts(selected, fields["warnings"]))
        case record:
            return RecordPart(name, selection_of(planning, selected, fields[record], of))
