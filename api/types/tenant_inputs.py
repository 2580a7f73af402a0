"""The input types of a caller's GraphQL schema: filters, orders, and the values of records."""

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
)
from graphql.type import GraphQLInputType

from api.types.bindings import (
    AssignField,
    AssignLinks,
    AssignOwner,
    FilterColumn,
    FilterComposite,
    FilterDue,
    FilterLogic,
    FilterMany,
    FilterOneOf,
    FilterPipeline,
    FilterRelation,
    FilterRule,
    FilterTasks,
    OrderColumn,
    OrderOneOf,
    OrderRelation,
)
from api.types.input_parts import (
    STAGE_FILTERS,
    SYSTEM_FILTERS,
    SYSTEM_ORDERS,
    InputLeaf,
    given,
    input_field,
    operator_fields,
)
from api.types.lean_types import LeanInputType
from api.types.record_types import (
    COMPOSITES,
    DIRECTION,
    DUE_FILTER,
    LINKS_INPUT,
    SCALARS,
)
from api.types.scalars import JSON, RowValues
from api.types.task_types import TASK_FILTER
from api.types.type_names import NamedTypes
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES, input_name, parts_of
from metadata.field_types.base import Composite, FieldType, Scalar
from metadata.field_types.one_column import EQUALITY, ORDER
from metadata.fields import Field
from metadata.names import enum_name
from metadata.system_fields import PIPELINE, STAGE, STAGE_ENTERED, STAGE_TASKS

SEARCHED = "Words, or beginnings of words; a record must have all. At most 200 characters."


def given_alone(of: Object) -> frozenset[str]:
    """Ids of the fields that are given to one record at a time: files and links."""
    kinds = (Scalar.FILE, Scalar.RECORDS)
    return frozenset(each.id for each in of.fields if FIELD_TYPES[each.type].scalar in kinds)


class InputTypes:
    """Builds the input types of one catalog under one access."""

    def __init__(self, names: NamedTypes) -> None:
        self._names = names
        self._assigned: dict[str, GraphQLInputField] = {}

    def where(self, of: Object) -> GraphQLInputObjectType:
        """`DealWhere`: all given conditions must hold."""
        return self._names.once(
            f"{of.type_name}Where",
            lambda name: LeanInputType(name, lambda: self._where_fields(of)),
        )

    def search_argument(self, of: Object) -> dict[str, GraphQLArgument]:
        """`search`, where there is something that the caller may search."""
        if not self._names.search_tags(of):
            return {}
        return {"search": GraphQLArgument(GraphQLString, description=SEARCHED)}

    def _where_fields(self, of: Object) -> dict[str, GraphQLInputField]:
        many = GraphQLList(GraphQLNonNull(self.where(of)))
        found = {
            "and": input_field(many, FilterLogic("and")),
            "or": input_field(many, FilterLogic("or")),
            "not": input_field(self.where(of), FilterLogic("not")),
            "rule": input_field(JSON, FilterRule(), "JSONLogic over the fields the caller may read."),
        }
        system = SYSTEM_FILTERS if of.pipeline is None else {**SYSTEM_FILTERS, **STAGE_FILTERS}
        for name, (column, scalar, operators) in system.items():
            found[name] = input_field(
                self._filter(f"{scalar}", SCALARS[scalar], operators), FilterColumn(column)
            )
        if of.pipeline is not None:
            stage = self._names.stage(of)
            found[STAGE] = input_field(self._filter(stage.name, stage, EQUALITY), FilterColumn(STAGE))
            if of.pipeline.further:
                pipeline = self._names.pipeline(of)
                found[PIPELINE] = input_field(
                    self._filter(pipeline.name, pipeline, ("eq", "ne", "in", "notIn")), FilterPipeline()
                )
            found["dueCriteria"] = input_field(
                DUE_FILTER, FilterDue(), "What the record is to be put right for."
            )
            if of.pipeline.task_by_name:
                found[STAGE_TASKS] = input_field(
                    TASK_FILTER, FilterTasks(), "A task of the record's stage that is so."
                )
        for field in self._names.readable(of):
            found |= self._filter_of(of, field)
        for each in self._names.lists(of):
            found[each.name] = input_field(
                self._list_where(each.object),
                FilterMany(each.name, each.object, each.via),
                deprecated=self._names.deprecation(each.field),
            )
        return found

    def _list_where(self, of: Object) -> GraphQLInputObjectType:
        """`DealListWhere`: how many records of a list meet a condition; all given ones must hold."""
        return self._names.once(
            f"{of.type_name}ListWhere",
            lambda name: LeanInputType(
                name,
                lambda: {
                    "some": GraphQLInputField(self.where(of), description="At least one meets it."),
                    "every": GraphQLInputField(
                        self.where(of), description="All meet it; holds where there are none."
                    ),
                    "none": GraphQLInputField(self.where(of), description="Not one meets it."),
                },
            ),
        )

    def _filter_of(self, of: Object, field: Field) -> dict[str, GraphQLInputField]:
        field_type = FIELD_TYPES[field.type]
        columns = field_type.columns(field)
        deprecated = self._names.deprecation(field)
        if field.target is not None:
            target = self._names.catalog.target_of(field)
            ids = self._filter("ID", GraphQLID, EQUALITY)
            return {
                field.name: input_field(
                    self.where(target), FilterRelation(field, target), deprecated=deprecated
                ),
                f"{field.name}Id": input_field(
                    ids, FilterColumn(f"{field.name}Id", field), deprecated=deprecated
                ),
            }
        if field.targets:
            one = FilterOneOf(field, self._names.targets(field))
            ids = self._filter("ID", GraphQLID, field_type.operators)
            return {
                field.name: input_field(self._one_of_where(of, one), one, deprecated=deprecated),
                columns[0].name: input_field(
                    ids, FilterColumn(columns[0].name, field), deprecated=deprecated
                ),
            }
        if field_type.composite is not None:
            filter_ = self._composite_filter(field_type, field_type.composite)
            return {field.name: input_field(filter_, FilterComposite(field), deprecated=deprecated)}
        leaf: GraphQLScalarType | GraphQLEnumType
        if field_type.scalar in (Scalar.ENUM, Scalar.ENUMS):
            leaf = self._names.choice(of, field)
        else:
            leaf = SCALARS[field_type.scalar]
        kind = f"{leaf.name}List" if field_type.scalar is Scalar.ENUMS else leaf.name
        return {
            input_name(field): input_field(
                self._filter(kind, leaf, field_type.operators),
                FilterColumn(columns[0].name, field),
                deprecated=deprecated,
            )
        }

    def _one_of_where(self, of: Object, one: FilterOneOf) -> GraphQLInputObjectType:
        """`ActivitySubjectWhere`: it is a record of the object named, and meets the condition."""
        return self._names.once(
            f"{enum_name(of, one.reference)}Where",
            lambda name: LeanInputType(
                name,
                lambda: {
                    each.name: input_field(self.where(each), FilterRelation(one.reference, each))
                    for each in one.targets
                },
                description="It is a record of the object that is named; of several, one of any.",
            ),
        )

    def _filter(
        self, name: str, leaf: GraphQLInputType, operators: tuple[str, ...]
    ) -> GraphQLInputObjectType:
        """`StringFilter`: the operators over one kind of value. Long text is searched, never compared whole."""
        searched = "contains" in operators and "eq" not in operators
        return self._names.once(
            "LongTextFilter" if searched else f"{name}Filter",
            lambda full: LeanInputType(full, operator_fields(leaf, operators)),
        )

    def filter_of(self, scalar: Scalar, operators: tuple[str, ...]) -> GraphQLInputObjectType:
        """The filter of a scalar."""
        leaf = SCALARS[scalar]
        return self._filter(leaf.name, leaf, operators)

    def amount_filter(self) -> GraphQLInputObjectType:
        """`AmountFilter`: over amounts of one currency, which must be said."""
        return self._names.once(
            "AmountFilter",
            lambda name: GraphQLInputObjectType(
                name,
                {
                    "currency": GraphQLInputField(
                        GraphQLNonNull(GraphQLString), description="ISO 4217 code."
                    ),
                    **operator_fields(SCALARS[Scalar.DECIMAL], ORDER),
                },
                description="Over the amounts of one currency.",
            ),
        )

    def _composite_filter(self, kind: FieldType, composite: Composite) -> GraphQLInputObjectType:
        """`MoneyFilter`: operators over the first part, and filters of those that have some of their own."""
        parts = {
            part.name: input_field(self.filter_of(part.scalar, part.operators), FilterColumn(part.name))
            for part in composite.parts
            if part.operators
        }
        return self._names.once(
            f"{kind.scalar.value}Filter",
            lambda name: LeanInputType(
                name,
                {**operator_fields(SCALARS[composite.parts[0].scalar], kind.operators), **parts},
                description=composite.about_filter,
            ),
        )

    def order(self, of: Object) -> GraphQLInputObjectType:
        """`DealOrder`: one key, a field of the record or of one that it points to."""
        return self._names.once(
            f"{of.type_name}Order",
            lambda name: LeanInputType(
                name,
                lambda: self._order_entries(of),
                description="Name `field`, or one relation or reference and an order by a field of what it points to.",
            ),
        )

    def _order_entries(self, of: Object) -> dict[str, GraphQLInputField]:
        found = {
            "field": GraphQLInputField(self._order_fields(of)),
            "direction": GraphQLInputField(DIRECTION, description="Of `field`; ASC where nothing is said."),
        }
        for field in self._names.readable(of):
            if field.target is not None:
                target = self._names.catalog.target_of(field)
                found[field.name] = input_field(
                    self.order(target),
                    OrderRelation(field, target),
                    deprecated=self._names.deprecation(field),
                )
            if field.targets:
                found[field.name] = input_field(
                    self._order_by_one_of(of, field),
                    OrderOneOf(field),
                    deprecated=self._names.deprecation(field),
                )
        return found

    def _order_by_one_of(self, of: Object, reference: Field) -> GraphQLInputObjectType:
        """`ActivitySubjectOrder`: one object of a reference, and an order by a field of its records."""
        return self._names.once(
            f"{enum_name(of, reference)}Order",
            lambda name: LeanInputType(
                name,
                lambda: {
                    each.name: input_field(self.order(each), OrderRelation(reference, each))
                    for each in self._names.targets(reference)
                },
                description="Name one object; what names a record of another is as if it named none.",
            ),
        )

    def _order_fields(self, of: Object) -> GraphQLEnumType:
        values = {
            name: GraphQLEnumValue(OrderColumn(name, scalar, False)) for name, scalar in SYSTEM_ORDERS.items()
        }
        if of.pipeline is not None:
            stages = tuple(stage.name for stage in of.pipeline.stages)
            values[STAGE] = GraphQLEnumValue(OrderColumn(STAGE, Scalar.STRING, False, stages))
            values[STAGE_ENTERED] = GraphQLEnumValue(OrderColumn(STAGE_ENTERED, Scalar.DATETIME, False))
        for field in self._names.readable(of):
            field_type = FIELD_TYPES[field.type]
            if field_type.sortable:
                column = field_type.columns(field)[0].name
                values[field.name] = GraphQLEnumValue(
                    OrderColumn(
                        column,
                        field_type.scalar,
                        not field.required,
                        tuple(option.key for option in field.options),
                    ),
                    deprecation_reason=self._names.deprecation(field),
                )
            for part, column in parts_of(field):
                if part.sortable:
                    values[f"{field.name}_{part.name}"] = GraphQLEnumValue(
                        OrderColumn(column, part.scalar, True),
                        deprecation_reason=self._names.deprecation(field),
                    )
        return self._names.once(
            f"{of.type_name}OrderField",
            lambda name: GraphQLEnumType(name, values),
        )

    def create_input(self, of: Object) -> GraphQLInputObjectType:
        """`DealCreateInput`."""
        access = self._names.access.objects[of.id]
        return self._names.once(
            f"{of.type_name}CreateInput",
            lambda name: LeanInputType(name, lambda: self._assignments(of, access.create, creating=True)),
        )

    def row_input(self, of: Object) -> GraphQLInputObjectType:
        """`DealRowInput`: the input of one record of many, without files and links."""
        access = self._names.access.objects[of.id]
        return self._names.once(
            f"{of.type_name}RowInput",
            lambda name: LeanInputType(
                name,
                lambda: self._assignments(of, access.create - given_alone(of), creating=True),
                # What it is called with are the values themselves.
                out_type=RowValues,
            ),
        )

    def optional_input(
        self, of: Object, suffix: str, writable: frozenset[str], *, owner: bool = True
    ) -> GraphQLInputObjectType:
        """An input of these fields of which none must be given: its name is that of the type and `suffix`."""

        def fields() -> dict[str, GraphQLInputField]:
            found = self._assignments(of, writable, creating=False)
            return {name: each for name, each in found.items() if owner or name != "ownerId"}

        return self._names.once(f"{of.type_name}{suffix}", lambda name: LeanInputType(name, fields))

    def update_input(self, of: Object) -> GraphQLInputObjectType:
        """`DealUpdateInput`: what is left out stays as it is, null empties."""
        access = self._names.access.objects[of.id]
        return self._names.once(
            f"{of.type_name}UpdateInput",
            lambda name: LeanInputType(name, lambda: self._assignments(of, access.update, creating=False)),
        )

    def _assignments(
        self, of: Object, writable: frozenset[str], *, creating: bool
    ) -> dict[str, GraphQLInputField]:
        found = {"ownerId": input_field(GraphQLID, AssignOwner())}
        for field in of.fields:
            if field.id not in writable:
                continue
            found[input_name(field)] = self._assignment(
                of, field, creating and field.required and not field.has_default
            )
        return found

    def _assignment(self, of: Object, field: Field, must: bool) -> GraphQLInputField:
        """A field to give a value to. Most are the same at a creation and in an update, and are made once."""
        if field.id in self._assigned and not must:
            return self._assigned[field.id]
        scalar = FIELD_TYPES[field.type].scalar
        leaf: InputLeaf
        if scalar is Scalar.RECORDS:
            leaf = LINKS_INPUT
        elif scalar is Scalar.ENUM:
            leaf = self._names.choice(of, field)
        elif scalar is Scalar.ENUMS:
            leaf = GraphQLList(GraphQLNonNull(self._names.choice(of, field)))
        else:
            leaf = COMPOSITES[scalar].input if scalar in COMPOSITES else SCALARS[scalar]
        # The specification allows no required input to be deprecated.
        deprecated = None if must else self._names.deprecation(field)
        binding = AssignField(field) if field.links is None else AssignLinks(field)
        made = input_field(given(leaf, must), binding, self._names.about_input(field), deprecated)
        if not must:
            self._assigned[field.id] = made
        return made
