"""From a validated GraphQL operation to plans.

Each function turns one kind of selection into the plan value of the same name. Bindings (`api.bindings`) say what a
GraphQL field stands for; the Access is already in the GraphQL schema, so what is found here may be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never, cast

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_argument_values,
    get_named_type,
)

from api.bindings import (
    AssignField,
    AssignOwner,
    CompositeField,
    Direction,
    FieldLeaf,
    FilterColumn,
    FilterComposite,
    FilterLogic,
    FilterRelation,
    FilterRule,
    GetRoot,
    ListRoot,
    ManyField,
    MemberField,
    OneField,
    OrderColumn,
    RelationIdLeaf,
    StageHistoryField,
    SystemLeaf,
    TransitionsField,
    WriteRoot,
    input_binding,
    item_binding,
)
from api.parameters import Shape, as_input, as_tree
from api.selections import Document, Selected, inner_fields
from core.errors import SluiceError, fault
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Field, Object
from policies.access import Access
from policies.readable import ReadableScope
from records.binding import DEFAULT_PAGE
from records.plan import (
    AllOf,
    AnyOf,
    Assignment,
    ClauseParts,
    Compare,
    Condition,
    Connection,
    ConnectionPart,
    Constant,
    Create,
    Delete,
    Edges,
    ErrorsPart,
    FieldParts,
    FieldValue,
    Get,
    Input,
    IsNull,
    Item,
    Many,
    MemberValue,
    Nodes,
    Not,
    One,
    Operation,
    Order,
    Page,
    PageInfo,
    Patch,
    PayloadPart,
    Promote,
    PromotedPart,
    Read,
    RecordPart,
    Related,
    RelatedIsNull,
    RelationId,
    Restore,
    Rule,
    Selection,
    StageHistory,
    SystemValue,
    TotalCount,
    Transitions,
    TypeName,
    Update,
    VerdictParts,
    WritePlan,
)

Arguments = Mapping[str, object]
Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Planner:
    """What planning one operation knows."""

    document: Document
    shape: Shape
    catalog: Catalog
    namespace: str
    access: Access
    language: str

    # Root fields

    def read(self, selected: Selected, field: GraphQLField, binding: GetRoot | ListRoot) -> Read:
        """The plan of a root field of a query."""
        arguments = self.arguments(selected, field)
        match binding:
            case GetRoot(of):
                return Get(as_input(arguments["id"]), self.selection(selected, field, of))
            case ListRoot(of):
                return self.connection(selected, field, of, None)

    def write(self, selected: Selected, field: GraphQLField, binding: WriteRoot) -> WritePlan:
        """The plan of a root field of a mutation."""
        of = binding.object
        return WritePlan(
            self.catalog,
            self.namespace,
            self.language,
            self.access,
            of,
            self.operation(binding, field, self.arguments(selected, field)),
            self.payload(selected, field, of),
        )

    def operation(self, binding: WriteRoot, field: GraphQLField, arguments: Arguments) -> Operation:
        """What a write does."""
        patch = self.patch(field, arguments.get("input"))
        version, occurred = _given(arguments, "expectedVersion"), _given(arguments, "occurredAt")
        if binding.kind == "create":
            return Create(patch, occurred)
        record_id = as_input(arguments["id"])
        match binding.kind:
            case "update":
                return Update(record_id, patch, version)
            case "delete":
                return Delete(record_id, version)
            case "restore":
                return Restore(record_id)
            case "promote":
                return self.promote(binding.object, record_id, arguments, patch)
        assert_never(binding.kind)

    def promote(self, of: Object, record_id: Input, arguments: Arguments, patch: Patch) -> Promote:
        """A promotion. The stage decides which gates are compiled, so it is part of the plan."""
        to = str(self.shape.literal(arguments["to"]))
        pipeline = of.pipeline
        if pipeline is None or to not in pipeline.stage_by_name:
            names = ", ".join(pipeline.stage_by_name) if pipeline is not None else ""
            raise fault(
                "STAGE_UNKNOWN", f"{of.name} has no stage {to!r:.80}", "to", hint=f"Its stages: {names}."
            )
        edges = tuple(edge for edge in pipeline.transitions if edge.target == to)
        version, occurred = _given(arguments, "expectedVersion"), _given(arguments, "occurredAt")
        return Promote(record_id, to, edges, patch, version, occurred)

    def patch(self, field: GraphQLField, given: object) -> Patch:
        """The values that a write sets."""
        if not isinstance(given, Mapping):
            return Patch()
        fields = cast(GraphQLInputObjectType, get_named_type(field.args["input"].type)).fields
        assignments: list[Assignment] = []
        owner: Input | None = None
        for name, value in given.items():
            match input_binding(fields[name]):
                case AssignField(target):
                    assignments.append(Assignment(target, as_tree(value)))
                case AssignOwner():
                    if value is None:
                        raise fault("REQUIRED", "A record always has an owner", "input", "ownerId")
                    owner = as_input(value)
                case other:
                    raise TypeError(f"{other} assigns nothing")
        return Patch(tuple(assignments), owner)

    def payload(self, selected: Selected, field: GraphQLField, of: Object) -> tuple[PayloadPart, ...]:
        """What is answered to a write."""
        type_ = _object_type(field)
        parts: list[PayloadPart] = []
        for inner in inner_fields(self.document, type_, selected):
            match inner.field:
                case "__typename":
                    parts.append(TypeName(inner.name, type_.name))
                case "promoted":
                    parts.append(PromotedPart(inner.name))
                case "errors":
                    parts.append(ErrorsPart(inner.name, self.parts(inner, type_.fields["errors"])))
                case "verdict":
                    parts.append(self.verdict(inner, type_.fields["verdict"]))
                case _:
                    parts.append(RecordPart(inner.name, self.selection(inner, type_.fields[inner.field], of)))
        return tuple(parts)

    # Records

    def selection(self, selected: Selected, field: GraphQLField, of: Object) -> Selection:
        """What is read of a record."""
        type_ = _object_type(field)
        items = tuple(self.item(inner, type_) for inner in inner_fields(self.document, type_, selected))
        return Selection(of, items)

    def item(self, selected: Selected, type_: GraphQLObjectType) -> Item:
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
            case CompositeField(source):
                return FieldParts(name, source, _object_type(field).name, self.parts(selected, field))
            case RelationIdLeaf(relation):
                return RelationId(name, relation)
            case OneField(relation, target):
                return One(name, relation, self.selection(selected, field, target))
            case ManyField(owner, relation):
                return Many(name, self.connection(selected, field, owner, relation))
            case MemberField(column):
                return MemberValue(name, column, self.parts(selected, field))
            case TransitionsField():
                return self.transitions(selected, field)
            case StageHistoryField():
                return self.history(selected, field)
            case other:
                assert_never(other)

    def parts(self, selected: Selected, field: GraphQLField) -> Parts:
        """The leaves selected of a small fixed type: (response name, field name)."""
        return tuple(
            (inner.name, inner.field) for inner in inner_fields(self.document, _object_type(field), selected)
        )

    def history(self, selected: Selected, field: GraphQLField) -> StageHistory:
        """The moves of a record."""
        type_ = _object_type(field)
        inner = inner_fields(self.document, type_, selected)
        members = tuple(
            MemberValue(each.name, "actor", self.parts(each, type_.fields["by"]))
            for each in inner
            if each.field == "by"
        )
        parts = tuple((each.name, each.field) for each in inner if each.field != "by")
        return StageHistory(selected.name, _names(inner), parts, members)

    def transitions(self, selected: Selected, field: GraphQLField) -> Transitions:
        """The edges out of a record's stage."""
        type_ = _object_type(field)
        inner = inner_fields(self.document, type_, selected)
        verdicts = tuple(
            self.verdict(each, type_.fields["verdict"]) for each in inner if each.field == "verdict"
        )
        parts = tuple((each.name, each.field) for each in inner if each.field != "verdict")
        return Transitions(selected.name, _names(inner), parts, verdicts)

    def verdict(self, selected: Selected, field: GraphQLField) -> VerdictParts:
        """What is answered of a verdict."""
        type_ = _object_type(field)
        inner = inner_fields(self.document, type_, selected)
        clauses = tuple(
            ClauseParts(each.name, self.parts(each, type_.fields["clauses"]))
            for each in inner
            if each.field == "clauses"
        )
        parts = tuple((each.name, each.field) for each in inner if each.field != "clauses")
        return VerdictParts(selected.name, _names(inner), parts, clauses)

    # Lists

    def connection(
        self, selected: Selected, field: GraphQLField, of: Object, via: Field | None
    ) -> Connection:
        """A page of records."""
        arguments = self.arguments(selected, field)
        where = arguments.get("where")
        condition = None if where is None else self.condition(where, field.args["where"].type, of)
        order = tuple(_order(each) for each in cast("list[Any]", arguments.get("orderBy") or ()))
        return Connection(
            of, via, condition, order, _page(arguments), self.connection_parts(selected, field, of)
        )

    def connection_parts(
        self, selected: Selected, field: GraphQLField, of: Object
    ) -> tuple[ConnectionPart, ...]:
        """What is selected of a page."""
        type_ = _object_type(field)
        found: list[ConnectionPart] = []
        for inner in inner_fields(self.document, type_, selected):
            match inner.field:
                case "nodes":
                    found.append(Nodes(inner.name, self.selection(inner, type_.fields["nodes"], of)))
                case "edges":
                    found.append(self.edges(inner, type_.fields["edges"], of))
                case "pageInfo":
                    found.append(PageInfo(inner.name, self.parts(inner, type_.fields["pageInfo"])))
                case "totalCount":
                    found.append(TotalCount(inner.name))
                case _:
                    found.append(TypeName(inner.name, type_.name))
        return tuple(found)

    def edges(self, selected: Selected, field: GraphQLField, of: Object) -> Edges:
        """The edges of a page."""
        type_ = _object_type(field)
        inner = inner_fields(self.document, type_, selected)
        nodes = tuple(
            Nodes(each.name, self.selection(each, type_.fields["node"], of))
            for each in inner
            if each.field == "node"
        )
        parts = tuple((each.name, each.field) for each in inner if each.field != "node")
        return Edges(selected.name, _names(inner), parts, nodes, type_.name)

    # Conditions

    def condition(self, given: object, type_: object, of: Object) -> Condition:
        """A `where` input: all its entries must hold."""
        fields = cast(GraphQLInputObjectType, get_named_type(cast(GraphQLNamedType, type_))).fields
        found: list[Condition] = []
        for name, value in cast("Mapping[str, object]", given).items():
            entry = fields[name]
            binding = input_binding(entry)
            if value is None and not isinstance(binding, FilterRelation):
                raise fault(
                    "BAD_USER_INPUT", f"The filter {name} is null", "where", name, hint="Leave it out."
                )
            match binding:
                case FilterLogic(operator):
                    found.append(self.logic(operator, value, entry.type, of))
                case FilterRule():
                    found.append(self.rule(value, of))
                case FilterRelation(relation, target):
                    found.append(self.related(relation, target, value, entry.type))
                case FilterColumn(column, field):
                    found.extend(_comparisons(column, value, field))
                case FilterComposite(column):
                    found.extend(_composite(column, value))
                case other:
                    raise TypeError(f"{other} filters nothing")
        return found[0] if len(found) == 1 else AllOf(tuple(found))

    def logic(self, operator: str, value: object, type_: object, of: Object) -> Condition:
        """`and`, `or` over a list, `not` over one."""
        if operator == "not":
            return Not(self.condition(value, type_, of))
        inner = tuple(self.condition(each, type_, of) for each in cast("list[object]", value))
        return AllOf(inner) if operator == "and" else AnyOf(inner)

    def related(self, relation: Field, target: Object, value: object, type_: object) -> Condition:
        """A condition on the record that a relation points to; null asks for there being none."""
        if value is None:
            return RelatedIsNull(relation, null=True)
        if not value:
            return RelatedIsNull(relation, null=False)
        return Related(relation, self.condition(value, type_, target))

    def rule(self, value: object, of: Object) -> Condition:
        """A JSONLogic filter, over nothing that the caller may not read."""
        scope = ReadableScope(self.access, self.catalog, of)
        try:
            return Rule(parse_rule(self.shape.literal(value), scope))
        except SluiceError as error:
            raise SluiceError([problem.within("where", "rule") for problem in error.problems]) from None

    def arguments(self, selected: Selected, field: GraphQLField) -> Arguments:
        """The arguments of a field, with parameters in the place of the variables' bound values."""
        return get_argument_values(field, selected.nodes[0], self.document.values)


def _given(arguments: Arguments, name: str) -> Input | None:
    value = arguments.get(name)
    return None if value is None else as_input(value)


def _names(selected: tuple[Selected, ...]) -> tuple[str, ...]:
    return tuple(each.name for each in selected)


def _object_type(field: GraphQLField) -> GraphQLObjectType:
    return cast(GraphQLObjectType, get_named_type(field.type))


def _order(given: Mapping[str, object]) -> Order:
    column, direction = given["field"], given.get("direction")
    if not isinstance(column, OrderColumn):
        raise TypeError(f"{column!r} is no order field")
    if not isinstance(direction, Direction):
        direction = Direction(False, False)
    return Order(column.column, column.kind, direction.descending, direction.nulls_first, column.nullable)


def _page(arguments: Arguments) -> Page:
    forward = arguments.get("first") is not None or arguments.get("after") is not None
    backward = arguments.get("last") is not None or arguments.get("before") is not None
    if forward and backward:
        raise fault(
            "BAD_USER_INPUT",
            "A page runs forwards or backwards, not both",
            "last" if arguments.get("last") is not None else "before",
            hint="Use `first` with `after`, or `last` with `before`.",
        )
    size = _given(arguments, "last" if backward else "first") or Constant(DEFAULT_PAGE)
    return Page(size, backward, _given(arguments, "before" if backward else "after"))


def _comparisons(column: str, value: object, field: Field | None = None) -> list[Condition]:
    found: list[Condition] = []
    for operator, operand in cast("Mapping[str, object]", value).items():
        if operand is None:
            raise fault(
                "BAD_USER_INPUT",
                f"{column} cannot be compared with null",
                "where",
                column,
                operator,
                hint="Use `isNull: true` or `isNull: false`.",
            )
        if operator == "isNull":
            found.append(IsNull(column, bool(operand), field))
        else:
            found.append(Compare(column, operator, as_input(operand), field))
    return found


def _composite(column: str, value: object) -> list[Condition]:
    given = dict(cast("Mapping[str, object]", value))
    currency = given.pop("currency", None)
    found = _comparisons(column, given)
    if currency is not None:
        found += _comparisons(f"{column}__currency", currency)
    return found
