"""A caller's GraphQL schema: graphql-core types built from the catalog and the Access, merged with the fixed part.

What the caller may not read has no type, field, filter, order or argument here, so it can be neither asked for nor
guessed at. Types are built lazily (thunks), because objects refer to each other.
"""

from collections.abc import Mapping
from typing import cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
)

from api.types.bindings import (
    CompositeField,
    DueCriteriaField,
    FieldHistoryField,
    FieldLeaf,
    GetRoot,
    GroupsField,
    GroupsRoot,
    ItemBinding,
    ListRoot,
    ManyField,
    MaskedLeaf,
    MemberField,
    MergedFromField,
    NodeRoot,
    NodesRoot,
    OneField,
    OneOfField,
    RelationIdLeaf,
    SearchRoot,
    StageHistoryField,
    StageTasksField,
    SystemLeaf,
    TransitionsField,
    bound_field,
)
from api.types.bulk_types import BulkTypes
from api.types.change_types import changed_field
from api.types.funnel_types import FunnelTypes
from api.types.group_types import GroupTypes
from api.types.lazy_schema import LazySchema
from api.types.lean_types import LeanObjectType
from api.types.merge_types import FOLLOW, MERGED_RECORD
from api.types.record_types import (
    COMPOSITES,
    DUE_CRITERION,
    FIELD_CHANGES,
    HISTORY_ARGUMENTS,
    MEMBER_SUMMARY,
    NODE,
    PAGE_INFO,
    SCALARS,
    SEARCH_HIT,
    STAGE_CHANGE,
    non_null_list,
)
from api.types.stuck_types import stuck_field, stuck_name
from api.types.task_types import STAGE_TASK
from api.types.tenant_inputs import SEARCHED, InputTypes
from api.types.transition_types import transition_type
from api.types.type_names import NamedTypes
from api.types.verdict_types import verdict_type
from api.types.write_types import WriteTypes
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.field_types.base import Scalar
from metadata.fields import Field
from metadata.names import enum_name
from metadata.pipelines import Pipeline
from metadata.system_fields import PIPELINE, STAGE, STAGE_ENTERED, STAGE_TASKS
from policies.access import Access

SYSTEM_LEAVES: Mapping[str, Scalar] = {
    "id": Scalar.ID,
    "version": Scalar.INT,
    "createdAt": Scalar.DATETIME,
    "updatedAt": Scalar.DATETIME,
    "ownerId": Scalar.ID,
}
SYSTEM_MEMBERS: Mapping[str, str] = {"createdBy": "createdBy", "updatedBy": "updatedBy", "owner": "ownerId"}
"""Field name to the system column that holds the member's id."""


def tenant_graphql_schema(
    catalog: Catalog, access: Access, fixed: GraphQLSchema, language: str
) -> LazySchema:
    """The GraphQL schema of callers with this access; the descriptions are the labels in `language`."""
    fixed_query, fixed_mutation, user_error, rule_node = (
        cast(GraphQLObjectType, fixed.type_map[name])
        for name in ("Query", "Mutation", "UserError", "RuleNode")
    )
    kinds = cast(GraphQLEnumType, fixed.type_map["MoveKind"])
    names = NamedTypes(catalog, access, language)
    types = TenantTypes(names, user_error, verdict_type(rule_node), kinds)
    query = LeanObjectType("Query", {**fixed_query.fields, **types.query_fields()})
    writes = {**types.writes.fields(), **types.bulk.fields()}
    mutation = LeanObjectType("Mutation", {**fixed_mutation.fields, **writes})
    changes = types.subscription_fields()
    subscription = LeanObjectType("Subscription", changes) if changes else None
    records = [types.record(each) for each in names.objects]
    further = (NODE, *SCALARS.values()) if records else ()
    return LazySchema((query, mutation, subscription), names.made, fixed, further, NODE.name, records)


class TenantTypes:
    """Builds the root fields and output types of one catalog under one access."""

    def __init__(
        self,
        names: NamedTypes,
        user_error: GraphQLObjectType,
        verdict: GraphQLObjectType,
        kinds: GraphQLEnumType,
    ) -> None:
        """`kinds` are those of moves."""
        self._names = names
        self._transition = transition_type(kinds, verdict)
        self._inputs = InputTypes(names)
        self._groups = GroupTypes(names, self._inputs)
        self._funnels = FunnelTypes(names, self._groups)
        self.writes = WriteTypes(names, self._inputs, self.record, user_error, verdict)
        self.bulk = BulkTypes(names, self._inputs, self.record, user_error, verdict)

    # Root fields

    def query_fields(self) -> dict[str, GraphQLField]:
        """`deal` and `deals` for every object that may be read, `node` and `nodes` for all of them."""
        found: dict[str, GraphQLField] = {}
        if self._names.objects:
            ids = GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID)))
            found["node"] = bound_field(
                NODE,
                NodeRoot(),
                "The record with this id.",
                {"id": GraphQLArgument(GraphQLNonNull(GraphQLID))},
            )
            found["nodes"] = bound_field(
                GraphQLNonNull(GraphQLList(NODE)),
                NodesRoot(),
                "The records with these ids, in their order; null in the place of one that there is not.",
                {"ids": GraphQLArgument(ids)},
            )
            found["search"] = bound_field(
                non_null_list(SEARCH_HIT),
                SearchRoot(),
                "The records of all objects that have every one of the words, the best match first.",
                {
                    "query": GraphQLArgument(GraphQLNonNull(GraphQLString), description=SEARCHED),
                    "objects": GraphQLArgument(
                        GraphQLList(GraphQLNonNull(GraphQLString)),
                        description="Names of objects; all where left out.",
                    ),
                    "first": GraphQLArgument(GraphQLInt, default_value=20),
                },
            )
        for of in self._names.objects:
            found[of.name] = bound_field(
                self.record(of),
                GetRoot(of),
                self._names.about(of),
                {"id": GraphQLArgument(GraphQLNonNull(GraphQLID)), "followMerges": FOLLOW},
            )
            found[of.plural] = bound_field(
                GraphQLNonNull(self.connection(of)),
                ListRoot(of),
                self._names.about(of),
                self._list_arguments(of),
            )
            found[f"{of.name}Groups"] = bound_field(
                non_null_list(self._groups.group(of)),
                GroupsRoot(of),
                self._names.about(of),
                self._groups.arguments(of),
            )
            if of.pipeline is not None:
                listed = self._list_arguments(of)
                found[stuck_name(of)] = stuck_field(self._names, of, self.connection(of), listed)
                found[f"{of.name}Funnel"] = self._funnels.field(of, listed)
        return found

    def subscription_fields(self) -> dict[str, GraphQLField]:
        """`dealChanged` for every object that may be read."""
        return {
            f"{of.name}Changed": changed_field(self._names, self._inputs, of, self.record(of))
            for of in self._names.objects
        }

    def _list_arguments(self, of: Object) -> dict[str, GraphQLArgument]:
        return {
            "where": GraphQLArgument(self._inputs.where(of)),
            **self._inputs.search_argument(of),
            "orderBy": GraphQLArgument(GraphQLList(GraphQLNonNull(self._inputs.order(of)))),
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
        return self._names.once(
            of.type_name,
            lambda name: LeanObjectType(
                name,
                lambda: self._record_fields(of),
                interfaces=[NODE],
                description=self._names.about(of),
            ),
        )

    def _record_fields(self, of: Object) -> dict[str, GraphQLField]:
        found: dict[str, GraphQLField] = {
            name: bound_field(_output(SCALARS[scalar], name != "ownerId"), SystemLeaf(name))
            for name, scalar in SYSTEM_LEAVES.items()
        }
        found |= {
            name: bound_field(MEMBER_SUMMARY, MemberField(column)) for name, column in SYSTEM_MEMBERS.items()
        }
        for field in self._names.readable(of):
            found |= self._field_of(of, field)
        for field, mask in self._names.masked(of):
            found[field.name] = bound_field(
                _output(GraphQLString, field.required),
                MaskedLeaf(field, mask),
                self._names.about_mask(field, mask),
                deprecated=self._names.deprecation(field),
            )
        for each in self._names.lists(of):
            found[each.name] = bound_field(
                GraphQLNonNull(self.connection(each.object)),
                ManyField(each.object, each.via),
                self._names.about(each.labelled),
                self._list_arguments(each.object),
                self._names.deprecation(each.field),
            )
            found[f"{each.name}Groups"] = bound_field(
                non_null_list(self._groups.group(each.object)),
                GroupsField(each.object, each.via),
                self._names.about(each.labelled),
                self._groups.arguments(each.object),
            )
        told = "The records that became one with it, in the order of time; one that is restored is none."
        # A field that has the name from before keeps it.
        found.setdefault("mergedFrom", bound_field(non_null_list(MERGED_RECORD), MergedFromField(), told))
        kept = tuple(each for each in self._names.readable(of) if each.track_history)
        if kept:
            found["fieldHistory"] = bound_field(
                GraphQLNonNull(FIELD_CHANGES),
                FieldHistoryField(kept),
                "What the fields whose history is kept were before, the newest change first.",
                HISTORY_ARGUMENTS,
            )
        if of.pipeline is not None:
            found |= self._pipeline_fields(of, of.pipeline)
        return found

    def _pipeline_fields(self, of: Object, pipeline: Pipeline) -> dict[str, GraphQLField]:
        """What records of an object with a pipeline have."""
        found: dict[str, GraphQLField] = {}
        found[STAGE] = bound_field(GraphQLNonNull(self._names.stage(of)), SystemLeaf(STAGE))
        found[STAGE_ENTERED] = bound_field(
            GraphQLNonNull(SCALARS[Scalar.DATETIME]), SystemLeaf(STAGE_ENTERED)
        )
        if pipeline.further:
            found[PIPELINE] = bound_field(GraphQLNonNull(self._names.pipeline(of)), SystemLeaf(PIPELINE))
        found["transitions"] = bound_field(non_null_list(self._transition), TransitionsField())
        found["dueCriteria"] = bound_field(
            non_null_list(DUE_CRITERION),
            DueCriteriaField(),
            "What the record is to be put right for: criteria with a grace date that it has passed and does not "
            "satisfy, the earliest date first.",
        )
        if pipeline.task_by_name:
            found[STAGE_TASKS] = bound_field(
                non_null_list(STAGE_TASK),
                StageTasksField(),
                "What is done for the record in its stage, since it came there.",
            )
        found["stageHistory"] = bound_field(non_null_list(STAGE_CHANGE), StageHistoryField())
        return found

    def _field_of(self, of: Object, field: Field) -> dict[str, GraphQLField]:
        about, deprecated = self._names.about(field), self._names.deprecation(field)
        if field.target is not None:
            target = self._names.catalog.target_of(field)
            # The id is null where the caller may not see the record it names.
            always = field.required and self._names.access.objects[target.id].rows["read"].everything
            return {
                field.name: bound_field(
                    self.record(target), OneField(field, target), about, deprecated=deprecated
                ),
                f"{field.name}Id": bound_field(
                    _output(GraphQLID, always), RelationIdLeaf(field), about, deprecated=deprecated
                ),
            }
        scalar = FIELD_TYPES[field.type].scalar
        if field.targets:
            one = OneOfField(field, self._names.targets(field))
            return {
                field.name: bound_field(self._union(of, one), one, about, deprecated=deprecated),
                input_name(field): bound_field(
                    GraphQLID, RelationIdLeaf(field), about, deprecated=deprecated
                ),
            }
        if scalar is Scalar.MEMBER:
            column = input_name(field)
            return {
                field.name: bound_field(MEMBER_SUMMARY, MemberField(column), about, deprecated=deprecated),
                column: bound_field(
                    _output(GraphQLID, field.required), FieldLeaf(field), about, deprecated=deprecated
                ),
            }
        binding: ItemBinding = CompositeField(field) if scalar in COMPOSITES else FieldLeaf(field)
        type_ = _output(self._leaf(of, field, scalar), field.required)
        return {field.name: bound_field(type_, binding, about, deprecated=deprecated)}

    def _union(self, of: Object, one: OneOfField) -> GraphQLUnionType:
        """`ActivitySubject`: the records that a reference may name."""
        return self._names.once(
            enum_name(of, one.reference),
            lambda name: GraphQLUnionType(
                name,
                [self.record(each) for each in one.targets],
                description=self._names.about(one.reference),
            ),
        )

    def _leaf(self, of: Object, field: Field, scalar: Scalar) -> "OutputLeaf":
        match scalar:
            case Scalar.ENUM:
                return self._names.choice(of, field)
            case Scalar.ENUMS:
                return GraphQLList(GraphQLNonNull(self._names.choice(of, field)))
            case _:
                return COMPOSITES[scalar].output if scalar in COMPOSITES else SCALARS[scalar]

    # Lists

    def connection(self, of: Object) -> GraphQLObjectType:
        """`DealConnection`."""
        return self._names.once(
            f"{of.type_name}Connection",
            lambda name: LeanObjectType(
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
        return self._names.once(
            f"{of.type_name}Edge",
            lambda name: LeanObjectType(
                name,
                lambda: {
                    "node": GraphQLField(GraphQLNonNull(self.record(of))),
                    "cursor": GraphQLField(GraphQLNonNull(GraphQLString)),
                },
            ),
        )


OutputLeaf = (
    GraphQLScalarType | GraphQLEnumType | GraphQLObjectType | GraphQLList[GraphQLNonNull[GraphQLEnumType]]
)


def _output(type_: OutputLeaf, required: bool) -> GraphQLOutputType:
    return GraphQLNonNull(type_) if required else type_
