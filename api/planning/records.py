"""What is selected of records and of lists of records, as plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never, cast

from graphql import GraphQLField, GraphQLObjectType

from api.planning.conditions import condition_of
from api.planning.field_history import field_history_of
from api.planning.groups import groups_of
from api.planning.pages import orders_of, page_of
from api.planning.planning import Planning, names_of, object_type
from api.planning.search import search_of
from api.planning.selections import Selected
from api.types.bindings import (
    CompositeField,
    DueCriteriaField,
    FieldHistoryField,
    FieldLeaf,
    GroupsField,
    ManyField,
    MaskedLeaf,
    MemberField,
    MergedFromField,
    OneField,
    OneOfField,
    RelationIdLeaf,
    StageHistoryField,
    StageTasksField,
    SystemLeaf,
    TransitionsField,
    item_binding,
)
from metadata.catalog import Object
from records.plans.selections import (
    APPROVER,
    ClauseParts,
    Connection,
    ConnectionPart,
    DoneTasks,
    DueCriteria,
    Edges,
    FieldParts,
    FieldValue,
    FixParts,
    GroupsValue,
    Item,
    Many,
    MaskedValue,
    MemberValue,
    MergedFrom,
    Nodes,
    One,
    OneOf,
    PageInfo,
    RelationId,
    Selection,
    StageHistory,
    StageTasks,
    SystemValue,
    TotalCount,
    Transitions,
    TreeParts,
    VerdictParts,
)
from records.plans.type_name import TypeName
from records.plans.via import Via


def selection_of(planning: Planning, selected: Selected, field: GraphQLField, of: Object) -> Selection:
    """What is read of a record."""
    return _selection_as(planning, selected, object_type(field), of)


def node_selections(planning: Planning, selected: Selected) -> tuple[Selection, ...]:
    """What is read of a record that can be of any object: a selection for each that the caller may read."""
    readable = [of for of in planning.catalog.objects if of.id in planning.access.objects]
    return selections_among(planning, selected, readable)


def selections_among(
    planning: Planning, selected: Selected, objects: Sequence[Object]
) -> tuple[Selection, ...]:
    """What is read of a record that can be of any of the objects: a selection for each."""
    return tuple(
        _selection_as(
            planning, selected, cast(GraphQLObjectType, planning.document.types.type_map[of.type_name]), of
        )
        for of in objects
    )


def _selection_as(planning: Planning, selected: Selected, type_: GraphQLObjectType, of: Object) -> Selection:
    items = tuple(item_of(planning, inner, type_) for inner in planning.inner_as(selected, type_))
    return Selection(of, items)


def item_of(planning: Planning, selected: Selected, type_: GraphQLObjectType) -> Item:
    """One field of a record."""
    name = selected.name
    if selected.field == "__typename":
        return TypeName(name, type_.name)
    field = type_.fields[selected.field]
    match item_binding(field):
        case SystemLeaf(column):
            return SystemValue(name, column)
        case FieldLeaf(source):
            return FieldValue(name, source)
        case MaskedLeaf(source, mask):
            return MaskedValue(name, source, mask)
        case CompositeField(source):
            return FieldParts(name, source, object_type(field).name, planning.parts(selected, field))
        case RelationIdLeaf(relation):
            return RelationId(name, relation)
        case OneField(relation, target):
            return One(name, relation, selection_of(planning, selected, field, target))
        case OneOfField(reference, targets):
            return OneOf(name, reference, selections_among(planning, selected, targets))
        case ManyField(owner, via):
            return Many(name, connection_of(planning, selected, field, owner, via))
        case GroupsField(owner, via):
            return GroupsValue(name, groups_of(planning, selected, field, owner, via))
        case MemberField(column):
            return MemberValue(name, column, planning.parts(selected, field))
        case TransitionsField():
            return transitions_of(planning, selected, field)
        case DueCriteriaField():
            return DueCriteria(name, planning.parts(selected, field))
        case StageTasksField():
            return tasks_of(planning, selected, field)
        case StageHistoryField():
            return history_of(planning, selected, field)
        case MergedFromField():
            told = _told(planning, selected, field, {"by": "actor"})
            return MergedFrom(name, told.order, told.parts, told.members)
        case FieldHistoryField(fields):
            return field_history_of(planning, selected, field, fields)
        case other:
            assert_never(other)


def history_of(planning: Planning, selected: Selected, field: GraphQLField) -> StageHistory:
    """The moves of a record."""
    type_ = object_type(field)
    told = _told(planning, selected, field, {"by": "actor", "overrideApprovedBy": APPROVER})
    inner = [each for each in planning.inner(selected, field) if each.field == "tasks"]
    by = {"doneBy": "done_by", "reopenedBy": "reopened_by"}
    done = [(each.name, _told(planning, each, type_.fields["tasks"], by)) for each in inner]
    return StageHistory(
        selected.name,
        told.order,
        tuple(each for each in told.parts if each[1] != "tasks"),
        told.members,
        tuple(DoneTasks(name, each.order, each.parts, each.members) for name, each in done),
    )


def tasks_of(planning: Planning, selected: Selected, field: GraphQLField) -> StageTasks:
    """What is done for a record in its stage."""
    told = _told(planning, selected, field, {"doneBy": "done_by"})
    return StageTasks(selected.name, told.order, told.parts, told.members)


@dataclass(frozen=True)
class _Told:
    """What is selected of something that members did: all response names, its parts, and who it was."""

    order: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    members: tuple[MemberValue, ...]


def _told(planning: Planning, selected: Selected, field: GraphQLField, columns: Mapping[str, str]) -> _Told:
    """What is selected of it; `columns` hold the ids of members, by the field that shows each."""
    type_, inner = object_type(field), planning.inner(selected, field)
    members = tuple(
        MemberValue(each.name, columns[each.field], planning.parts(each, type_.fields[each.field]))
        for each in inner
        if each.field in columns
    )
    parts = tuple((each.name, each.field) for each in inner if each.field not in columns)
    return _Told(names_of(inner), parts, members)


def transitions_of(planning: Planning, selected: Selected, field: GraphQLField) -> Transitions:
    """The edges out of a record's stage."""
    type_ = object_type(field)
    inner = planning.inner(selected, field)
    verdicts = tuple(
        verdict_of(planning, each, type_.fields["verdict"]) for each in inner if each.field == "verdict"
    )
    parts = tuple((each.name, each.field) for each in inner if each.field != "verdict")
    return Transitions(selected.name, names_of(inner), parts, verdicts)


def verdict_of(planning: Planning, selected: Selected, field: GraphQLField) -> VerdictParts:
    """What is answered of a verdict."""
    type_ = object_type(field)
    inner = planning.inner(selected, field)
    clauses = tuple(
        ClauseParts(each.name, planning.parts(each, type_.fields["clauses"]))
        for each in inner
        if each.field == "clauses"
    )
    fixes = tuple(fixes_of(planning, each, type_.fields["fixes"]) for each in inner if each.field == "fixes")
    trees = tuple(
        TreeParts(each.name, planning.parts(each, type_.fields["tree"]))
        for each in inner
        if each.field == "tree"
    )
    parts = tuple((each.name, each.field) for each in inner if each.field not in ("clauses", "fixes", "tree"))
    return VerdictParts(selected.name, names_of(inner), parts, clauses, fixes, trees)


def fixes_of(planning: Planning, selected: Selected, field: GraphQLField) -> FixParts:
    """What is answered of the changes that would open a gate."""
    type_ = object_type(field)
    inner = planning.inner(selected, field)
    changes = tuple(
        (each.name, planning.parts(each, type_.fields["changes"]))
        for each in inner
        if each.field == "changes"
    )
    parts = tuple((each.name, each.field) for each in inner if each.field != "changes")
    return FixParts(selected.name, names_of(inner), parts, changes)


def connection_of(
    planning: Planning, selected: Selected, field: GraphQLField, of: Object, via: Via | None
) -> Connection:
    """A page of records."""
    arguments = planning.arguments(selected, field)
    where = arguments.get("where")
    condition = None if where is None else condition_of(planning, where, field.args["where"].type, of)
    order = orders_of(arguments, field)
    parts = connection_parts(planning, selected, field, of)
    search = search_of(planning, arguments, of)
    return Connection(of, via, condition, order, page_of(planning, arguments), parts, search)


def connection_parts(
    planning: Planning, selected: Selected, field: GraphQLField, of: Object
) -> tuple[ConnectionPart, ...]:
    """What is selected of a page."""
    type_ = object_type(field)
    found: list[ConnectionPart] = []
    for inner in planning.inner(selected, field):
        match inner.field:
            case "nodes":
                found.append(Nodes(inner.name, selection_of(planning, inner, type_.fields["nodes"], of)))
            case "edges":
                found.append(edges_of(planning, inner, type_.fields["edges"], of))
            case "pageInfo":
                found.append(PageInfo(inner.name, planning.parts(inner, type_.fields["pageInfo"])))
            case "totalCount":
                found.append(TotalCount(inner.name))
            case _:
                found.append(TypeName(inner.name, type_.name))
    return tuple(found)


def edges_of(planning: Planning, selected: Selected, field: GraphQLField, of: Object) -> Edges:
    """The edges of a page."""
    type_ = object_type(field)
    inner = planning.inner(selected, field)
    nodes = tuple(
        Nodes(each.name, selection_of(planning, each, type_.fields["node"], of))
        for each in inner
        if each.field == "node"
    )
    parts = tuple((each.name, each.field) for each in inner if each.field != "node")
    return Edges(selected.name, names_of(inner), parts, nodes, type_.name)
