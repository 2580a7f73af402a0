"""A caller's GraphQL schema: graphql-core types built from the catalog and the Access, merged with the fixed part.

What the caller may not read has no type, field, filter, order or argument here, so it can be neither asked for nor
guessed at. Types are built lazily (thunks), because objects refer to each other.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
)
from graphql.type import GraphQLInputType

from api.bindings import (
    KEY,
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
    InputBinding,
    ItemBinding,
    ListRoot,
    ManyField,
    MemberField,
    OneField,
    OrderColumn,
    RelationIdLeaf,
    RootBinding,
    StageHistoryField,
    SystemLeaf,
    TransitionsField,
    WriteKind,
    WriteRoot,
)
from api.record_types import (
    DIRECTION,
    MEMBER_SUMMARY,
    MONEY,
    MONEY_INPUT,
    PAGE_INFO,
    SCALARS,
    STAGE_CHANGE,
    TRANSITION,
    VERDICT,
    non_null_list,
)
from api.scalars import JSON
from expressions.languages import label_in
from metadata.catalog import Catalog, Field, Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.field_types.base import Scalar
from metadata.field_types.one_column import EQUALITY, ORDER, TEXT
from policies.access import Access, ObjectAccess

SYSTEM_LEAVES: Mapping[str, Scalar] = {
    "id": Scalar.ID,
    "version": Scalar.INT,
    "createdAt": Scalar.DATETIME,
    "updatedAt": Scalar.DATETIME,
    "ownerId": Scalar.ID,
}
SYSTEM_MEMBERS: Mapping[str, str] = {"createdBy": "createdBy", "updatedBy": "updatedBy", "owner": "ownerId"}
"""Field name to the system column that holds the member's id."""

SYSTEM_FILTERS: Mapping[str, tuple[Scalar, tuple[str, ...]]] = {
    "id": (Scalar.ID, EQUALITY),
    "ownerId": (Scalar.ID, EQUALITY),
    "createdAt": (Scalar.DATETIME, ORDER),
    "updatedAt": (Scalar.DATETIME, ORDER),
}
SYSTEM_ORDERS: Mapping[str, Scalar] = {
    "id": Scalar.ID,
    "createdAt": Scalar.DATETIME,
    "updatedAt": Scalar.DATETIME,
}

Made = TypeVar("Made", bound=GraphQLNamedType)


def tenant_graphql_schema(
    catalog: Catalog, access: Access, fixed: GraphQLSchema, language: str
) -> GraphQLSchema:
    """The GraphQL schema of callers with this access; the descriptions are the labels in `language`."""
    fixed_query, fixed_mutation, user_error = (
        cast(GraphQLObjectType, fixed.type_map[name]) for name in ("Query", "Mutation", "UserError")
    )
    types = TenantTypes(catalog, access, language, user_error)
    query = GraphQLObjectType("Query", {**fixed_query.fields, **types.query_fields()})
    mutation = GraphQLObjectType("Mutation", {**fixed_mutation.fields, **types.mutation_fields()})
    kept: list[GraphQLNamedType] = [
        each for each in fixed.type_map.values() if each not in (fixed_query, fixed_mutation)
    ]
    return GraphQLSchema(query, mutation, types=kept, directives=fixed.directives)


class TenantTypes:
    """The types of one catalog under one access; each is made once."""

    def __init__(
        self, catalog: Catalog, access: Access, language: str, user_error: GraphQLObjectType
    ) -> None:
        self.user_error = user_error
        self.catalog = catalog
        self.access = access
        self.language = language
        self.objects = [each for each in catalog.objects if each.id in access.objects]
        self._named: dict[str, GraphQLNamedType] = {}

    # Root fields

    def query_fields(self) -> dict[str, GraphQLField]:
        """`deal` and `deals` for every object that may be read."""
        found: dict[str, GraphQLField] = {}
        for of in self.objects:
            found[of.name] = _field(
                self.record(of),
                GetRoot(of),
                self._about(of),
                {"id": GraphQLArgument(GraphQLNonNull(GraphQLID))},
            )
            found[of.plural] = _field(
                GraphQLNonNull(self.connection(of)), ListRoot(of), self._about(of), self._list_arguments(of)
            )
        return found

    def mutation_fields(self) -> dict[str, GraphQLField]:
        """The writes that the access allows."""
        found: dict[str, GraphQLField] = {}
        for of in self.objects:
            for kind, arguments in self._writes(of).items():
                type_ = self.promotion(of) if kind == "promote" else self.payload(of)
                # Nullable: a fault in one field must not hide what the fields before it have done.
                found[f"{kind}{of.type_name}"] = _field(
                    type_, WriteRoot(of, kind), self._about(of), arguments
                )
        return found

    def _writes(self, of: Object) -> dict[WriteKind, dict[str, GraphQLArgument]]:
        access = self.access.objects[of.id]
        by_id = GraphQLArgument(GraphQLNonNull(GraphQLID))
        version = GraphQLArgument(
            GraphQLInt, description="Refuse where the record has another version by now."
        )
        occurred = GraphQLArgument(
            SCALARS[Scalar.DATETIME], description="When it really happened, for migrations; recorded as such."
        )
        backdate = {"occurredAt": occurred} if of.pipeline is not None and access.may("backdate") else {}
        update = GraphQLArgument(self.update_input(of))
        found: dict[WriteKind, dict[str, GraphQLArgument]] = {}
        if access.may("create"):
            found["create"] = {"input": GraphQLArgument(GraphQLNonNull(self.create_input(of))), **backdate}
        if access.may("update"):
            found["update"] = {
                "id": by_id,
                "input": GraphQLArgument(GraphQLNonNull(self.update_input(of))),
                "expectedVersion": version,
            }
        if access.may("delete"):
            found["delete"] = {"id": by_id, "expectedVersion": version}
        if access.may("restore"):
            found["restore"] = {"id": by_id}
        if of.pipeline is not None and access.may("promote"):
            to = GraphQLArgument(GraphQLNonNull(GraphQLString), description="Name of the stage to move to.")
            found["promote"] = {"id": by_id, "to": to, "expectedVersion": version, **backdate}
            if access.may("update"):
                found["promote"]["input"] = update
        return found

    def _list_arguments(self, of: Object) -> dict[str, GraphQLArgument]:
        return {
            "where": GraphQLArgument(self.where(of)),
            "orderBy": GraphQLArgument(GraphQLList(GraphQLNonNull(self.order(of)))),
            "first": GraphQLArgument(
                GraphQLInt, description="Rows from the start; 20 where nothing is said."
            ),
            "after": GraphQLArgument(GraphQLString),
            "last": GraphQLArgument(GraphQLInt, description="Rows from the end."),
            "before": GraphQLArgument(GraphQLString),
        }

    # Records

    def record(self, of: Object) -> GraphQLObjectType:
        """`Deal`."""
        return self._once(
            of.type_name,
            lambda name: GraphQLObjectType(
                name, lambda: self._record_fields(of), description=self._about(of)
            ),
        )

    def _record_fields(self, of: Object) -> dict[str, GraphQLField]:
        found: dict[str, GraphQLField] = {
            name: _field(_output(SCALARS[scalar], name != "ownerId"), SystemLeaf(name))
            for name, scalar in SYSTEM_LEAVES.items()
        }
        found |= {
            name: _field(MEMBER_SUMMARY, MemberField(column)) for name, column in SYSTEM_MEMBERS.items()
        }
        for field in self._readable(of):
            found |= self._field_of(of, field)
        for owner, relation in self.catalog.reverse_relations.get(of.id, ()):
            owner_access = self.access.objects.get(owner.id)
            if owner_access is not None and relation.id in owner_access.read and relation.reverse is not None:
                found[relation.reverse] = _field(
                    GraphQLNonNull(self.connection(owner)),
                    ManyField(owner, relation),
                    self._about(owner),
                    self._list_arguments(owner),
                )
        if of.pipeline is not None:
            found["stage"] = _field(GraphQLNonNull(self.stage(of)), SystemLeaf("stage"))
            found["transitions"] = _field(non_null_list(TRANSITION), TransitionsField())
            found["stageHistory"] = _field(non_null_list(STAGE_CHANGE), StageHistoryField())
        return found

    def _field_of(self, of: Object, field: Field) -> dict[str, GraphQLField]:
        about = self._about(field)
        if field.target is not None:
            target = self.catalog.target_of(field)
            return {
                field.name: _field(self.record(target), OneField(field, target), about),
                f"{field.name}Id": _field(_output(GraphQLID, field.required), RelationIdLeaf(field), about),
            }
        scalar = FIELD_TYPES[field.type].scalar
        binding: ItemBinding = CompositeField(field) if scalar is Scalar.MONEY else FieldLeaf(field)
        return {field.name: _field(_output(self._leaf(of, field, scalar), field.required), binding, about)}

    def _leaf(self, of: Object, field: Field, scalar: Scalar) -> "OutputLeaf":
        match scalar:
            case Scalar.ENUM:
                return self.choice(of, field)
            case Scalar.MONEY:
                return MONEY
            case _:
                return SCALARS[scalar]

    def choice(self, of: Object, field: Field) -> GraphQLEnumType:
        """`DealSource`: the options of a choice."""
        return self._once(
            f"{of.type_name}{field.name[0].upper()}{field.name[1:]}",
            lambda name: GraphQLEnumType(
                name,
                {
                    option.key: GraphQLEnumValue(
                        option.key, description=label_in(option.labels, self.language, option.key)
                    )
                    for option in field.options
                },
                description=self._about(field),
            ),
        )

    def stage(self, of: Object) -> GraphQLEnumType:
        """`DealStage`: the stages of the pipeline."""
        stages = of.pipeline.stages if of.pipeline is not None else ()
        return self._once(
            f"{of.type_name}Stage",
            lambda name: GraphQLEnumType(
                name,
                {
                    stage.name: GraphQLEnumValue(
                        stage.name, description=label_in(stage.labels, self.language, stage.name)
                    )
                    for stage in stages
                },
            ),
        )

    # Lists

    def connection(self, of: Object) -> GraphQLObjectType:
        """`DealConnection`."""
        return self._once(
            f"{of.type_name}Connection",
            lambda name: GraphQLObjectType(
                name,
                lambda: {
                    "edges": GraphQLField(non_null_list(self.edge(of))),
                    "nodes": GraphQLField(non_null_list(self.record(of))),
                    "pageInfo": GraphQLField(GraphQLNonNull(PAGE_INFO)),
                    "totalCount": GraphQLField(GraphQLNonNull(GraphQLInt)),
                },
            ),
        )

    def edge(self, of: Object) -> GraphQLObjectType:
        """`DealEdge`."""
        return self._once(
            f"{of.type_name}Edge",
            lambda name: GraphQLObjectType(
                name,
                lambda: {
                    "node": GraphQLField(GraphQLNonNull(self.record(of))),
                    "cursor": GraphQLField(GraphQLNonNull(GraphQLString)),
                },
            ),
        )

    def where(self, of: Object) -> GraphQLInputObjectType:
        """`DealWhere`: all given conditions must hold."""
        return self._once(
            f"{of.type_name}Where",
            lambda name: GraphQLInputObjectType(name, lambda: self._where_fields(of)),
        )

    def _where_fields(self, of: Object) -> dict[str, GraphQLInputField]:
        many = GraphQLList(GraphQLNonNull(self.where(of)))
        found = {
            "and": _input(many, FilterLogic("and")),
            "or": _input(many, FilterLogic("or")),
            "not": _input(self.where(of), FilterLogic("not")),
            "rule": _input(JSON, FilterRule(), "JSONLogic over the fields the caller may read."),
        }
        for name, (scalar, operators) in SYSTEM_FILTERS.items():
            found[name] = _input(self._filter(f"{scalar}", SCALARS[scalar], operators), FilterColumn(name))
        if of.pipeline is not None:
            stage = self.stage(of)
            found["stage"] = _input(self._filter(stage.name, stage, EQUALITY), FilterColumn("stage"))
        for field in self._readable(of):
            found |= self._filter_of(of, field)
        return found

    def _filter_of(self, of: Object, field: Field) -> dict[str, GraphQLInputField]:
        field_type = FIELD_TYPES[field.type]
        columns = field_type.columns(field)
        if field.target is not None:
            target = self.catalog.target_of(field)
            ids = self._filter("ID", GraphQLID, EQUALITY)
            return {
                field.name: _input(self.where(target), FilterRelation(field, target)),
                f"{field.name}Id": _input(ids, FilterColumn(f"{field.name}Id")),
            }
        if field_type.scalar is Scalar.MONEY:
            return {field.name: _input(self._money_filter(field_type.operators), FilterComposite(field.name))}
        leaf = self.choice(of, field) if field_type.scalar is Scalar.ENUM else SCALARS[field_type.scalar]
        return {
            field.name: _input(
                self._filter(leaf.name, leaf, field_type.operators), FilterColumn(columns[0].name, field)
            )
        }

    def _filter(
        self, name: str, leaf: GraphQLInputType, operators: tuple[str, ...]
    ) -> GraphQLInputObjectType:
        """`StringFilter`: the operators over one kind of value. Long text is searched, never compared whole."""
        searched = "contains" in operators and "eq" not in operators
        return self._once(
            "LongTextFilter" if searched else f"{name}Filter",
            lambda full: GraphQLInputObjectType(full, _operator_fields(leaf, operators)),
        )

    def _money_filter(self, operators: tuple[str, ...]) -> GraphQLInputObjectType:
        text = self._filter("String", GraphQLString, TEXT)
        return self._once(
            "MoneyFilter",
            lambda name: GraphQLInputObjectType(
                name,
                {
                    **_operator_fields(SCALARS[Scalar.DECIMAL], operators),
                    "currency": _input(text, FilterColumn("currency")),
                },
                description="Operators compare the amount; say which currency you mean, for amounts do not convert.",
            ),
        )

    def order(self, of: Object) -> GraphQLInputObjectType:
        """`DealOrder`."""
        return self._once(
            f"{of.type_name}Order",
            lambda name: GraphQLInputObjectType(
                name,
                {
                    "field": GraphQLInputField(GraphQLNonNull(self._order_fields(of))),
                    "direction": GraphQLInputField(DIRECTION, default_value=Direction(False, False)),
                },
            ),
        )

    def _order_fields(self, of: Object) -> GraphQLEnumType:
        values = {name: OrderColumn(name, scalar, False) for name, scalar in SYSTEM_ORDERS.items()}
        if of.pipeline is not None:
            values["stage"] = OrderColumn("stage", Scalar.STRING, False)
        for field in self._readable(of):
            field_type = FIELD_TYPES[field.type]
            if field_type.sortable:
                column = field_type.columns(field)[0].name
                values[field.name] = OrderColumn(column, field_type.scalar, not field.required)
        return self._once(
            f"{of.type_name}OrderField",
            lambda name: GraphQLEnumType(
                name, {key: GraphQLEnumValue(value) for key, value in values.items()}
            ),
        )

    # Writes

    def payload(self, of: Object) -> GraphQLObjectType:
        """`DealPayload`."""
        return self._once(
            f"{of.type_name}Payload",
            lambda name: GraphQLObjectType(
                name,
                lambda: {
                    of.name: GraphQLField(
                        self.record(of), description="The record after the write, null where refused."
                    ),
                    "errors": GraphQLField(non_null_list(self.user_error)),
                },
            ),
        )

    def promotion(self, of: Object) -> GraphQLObjectType:
        """`DealPromotion`."""
        return self._once(
            f"{of.type_name}Promotion",
            lambda name: GraphQLObjectType(
                name,
                lambda: {
                    "promoted": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
                    of.name: GraphQLField(self.record(of), description="The record, moved or as it was."),
                    "verdict": GraphQLField(
                        VERDICT, description="Null where the pipeline has no such transition."
                    ),
                    "errors": GraphQLField(non_null_list(self.user_error)),
                },
            ),
        )

    def create_input(self, of: Object) -> GraphQLInputObjectType:
        """`DealCreateInput`."""
        access = self.access.objects[of.id]
        return self._once(
            f"{of.type_name}CreateInput",
            lambda name: GraphQLInputObjectType(
                name, lambda: self._assignments(of, access.create, creating=True)
            ),
        )

    def update_input(self, of: Object) -> GraphQLInputObjectType:
        """`DealUpdateInput`: what is left out stays as it is, null empties."""
        access = self.access.objects[of.id]
        return self._once(
            f"{of.type_name}UpdateInput",
            lambda name: GraphQLInputObjectType(
                name, lambda: self._assignments(of, access.update, creating=False)
            ),
        )

    def _assignments(
        self, of: Object, writable: frozenset[str], *, creating: bool
    ) -> dict[str, GraphQLInputField]:
        found = {"ownerId": _input(GraphQLID, AssignOwner())}
        for field in of.fields:
            if field.id not in writable:
                continue
            must = creating and field.required and field.default is None
            about = self._about(field)
            if field.target is not None:
                found[f"{field.name}Id"] = _input(_given(GraphQLID, must), AssignField(field), about)
                continue
            scalar = FIELD_TYPES[field.type].scalar
            leaf: InputLeaf
            if scalar is Scalar.ENUM:
                leaf = self.choice(of, field)
            else:
                leaf = MONEY_INPUT if scalar is Scalar.MONEY else SCALARS[scalar]
            found[field.name] = _input(_given(leaf, must), AssignField(field), about)
        return found

    # Shared

    def _once(self, name: str, make: Callable[[str], Made]) -> Made:
        """The type of that name, made at the first call."""
        if name not in self._named:
            self._named[name] = make(name)
        return cast(Made, self._named[name])

    def _readable(self, of: Object) -> list[Field]:
        access: ObjectAccess = self.access.objects[of.id]
        return [
            field
            for field in of.fields
            if field.id in access.read and (field.target is None or field.target in self.access.objects)
        ]

    def _about(self, what: Object | Field) -> str:
        return label_in(what.labels, self.language, what.name)


def _field(
    type_: GraphQLOutputType,
    binding: RootBinding | ItemBinding,
    about: str | None = None,
    arguments: Mapping[str, GraphQLArgument] | None = None,
) -> GraphQLField:
    return GraphQLField(type_, args=dict(arguments or {}), description=about, extensions={KEY: binding})


def _input(type_: GraphQLInputType, binding: InputBinding, about: str | None = None) -> GraphQLInputField:
    return GraphQLInputField(type_, description=about, extensions={KEY: binding})


OutputLeaf = GraphQLScalarType | GraphQLEnumType | GraphQLObjectType
InputLeaf = GraphQLScalarType | GraphQLEnumType | GraphQLInputObjectType


def _output(type_: OutputLeaf, required: bool) -> GraphQLOutputType:
    return GraphQLNonNull(type_) if required else type_


def _given(type_: InputLeaf, required: bool) -> GraphQLInputType:
    return GraphQLNonNull(type_) if required else type_


def _operator_fields(leaf: GraphQLInputType, operators: tuple[str, ...]) -> dict[str, GraphQLInputField]:
    found: dict[str, GraphQLInputField] = {}
    for operator in operators:
        match operator:
            case "in" | "notIn":
                found[operator] = GraphQLInputField(GraphQLList(GraphQLNonNull(leaf)))
            case "isNull":
                found[operator] = GraphQLInputField(GraphQLBoolean)
            case _:
                found[operator] = GraphQLInputField(leaf)
    return found
