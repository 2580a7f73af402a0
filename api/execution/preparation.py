"""An operation made ready to run: validated against the caller's GraphQL schema, its variables coerced.

Documents are parsed, validated and turned into plans at most once each; `api.process.caches` keeps what comes of it.
For a request whose like has been answered before all of this is a few look-ups.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, assert_never, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_variable_values,
    validate,
)
from graphql.execution.values import VariableValues

from api.context import RequestContext
from api.errors import execution_errors, validation_errors
from api.execution.exposure import validation_rules
from api.execution.standing import InvalidError
from api.fixed.root import FIXED_SCHEMA
from api.guards import read_document
from api.planning.bulk import bulk_root
from api.planning.changes import change_root
from api.planning.coercion import UnfitError
from api.planning.merging import merge_root
from api.planning.parameters import Shape, literal_key, shape_of, symbolic
from api.planning.planning import Planning
from api.planning.roots import read_root
from api.planning.selections import Document, Selected, selected_fields
from api.planning.upserts import bulk_upsert_root, upsert_root
from api.planning.writes import write_root
from api.process.caches import Caches, caller_types_weight, document_weight, literals_weight, plan_weight
from api.process.operations import CallerTypes, Operation, PlannedQuery
from api.request import GraphQLRequest
from api.types.bindings import BulkRoot, ChangedRoot, ReadRoot, RootBinding, WriteRoot, root_binding
from api.types.lazy_schema import LazySchema
from api.types.tenant_types import tenant_graphql_schema
from core.errors import fault
from core.recent import Recent
from core.sql import CompiledSql
from metadata.catalog import Catalog
from policies.access import Access
from records.bulk.run import CompiledBulk, compile_bulk, compile_bulk_upsert
from records.changes import CompiledChanges, compile_changes
from records.merge.run import compile_merge
from records.plans.reads import ReadPlan
from records.run import CompiledWrite, compile_read, compile_write
from records.upsert import compile_upsert

Plan = TypeVar("Plan", PlannedQuery, CompiledWrite, CompiledBulk, CompiledChanges)


@dataclass
class Prepared:
    """A valid operation with the variables of one request.

    Attributes:
        values: the coerced variables.
        given: the variables as they were sent.
    """

    operation: Operation
    values: Mapping[str, object]
    given: Mapping[str, object]

    @cached_property
    def shape(self) -> Hashable:
        """What of the variables decides the statements; the fixed part, which has none, takes large ones."""
        return shape_of(self.values)

    @cached_property
    def document(self) -> Document:
        """For planning: the variables hold parameters."""
        variables = self._variables
        parameters = cast("dict[str, object]", symbolic(variables.coerced))
        return self._document(VariableValues(variables.sources, parameters))

    @property
    def plain_document(self) -> Document:
        """The variables hold the values of the request."""
        return self._document(self._variables)

    def _document(self, variables: VariableValues) -> Document:
        return Document(self.operation.types, self.operation.fragments, variables)

    @cached_property
    def _variables(self) -> VariableValues:
        operation = self.operation
        definitions = operation.node.variable_definitions or ()
        coerced = get_variable_values(operation.types, definitions, dict(self.given))
        if isinstance(coerced, list):
            raise TypeError("the variables were coerced before, and now they do not fit")
        return coerced

    @property
    def roots(self) -> tuple[Selected, ...]:
        """The root fields."""
        known = self.operation.roots
        return self._selected if known is None else known

    @cached_property
    def _selected(self) -> tuple[Selected, ...]:
        """Those of an operation whose variables decide which they are."""
        return selected_fields(self.document, self.root_type, [self.operation.node.selection_set])

    @property
    def root_type(self) -> GraphQLObjectType:
        """`Query` or `Mutation`."""
        return self.operation.root_type

    def binding(self, selected: Selected) -> RootBinding | None:
        """What a root field stands for; None for one of the fixed part."""
        field = self.root_type.fields.get(selected.field)
        return None if field is None else root_binding(field)


def parsed(caches: Caches, text: str) -> DocumentNode:
    """The document, parsed at most once."""
    found = caches.documents.get(text)
    return found or caches.documents.put(text, read_document(text), document_weight(text))


@dataclass
class Preparation:
    """One request's operation, its preparation under the catalog and rights of the context, and its plans."""

    caches: Caches
    request: GraphQLRequest
    context: RequestContext
    document: DocumentNode
    node: OperationDefinitionNode
    _prepared: Prepared | None = None
    _prepared_for: tuple[Catalog | None, Access | None] = (None, None)

    def prepared(self) -> Prepared:
        """Validate the operation and coerce its variables.

        Raises:
            InvalidError: the document does not fit, or a variable.
        """
        catalog, access = self.context.catalog, self.context.access
        if (
            self._prepared is not None
            and self._prepared_for[0] is catalog
            and self._prepared_for[1] is access
        ):
            return self._prepared
        operation = self._operation(self._types())
        if self._prepared is None or self._prepared.operation is not operation:
            values = self._coerced(operation)
            self._prepared = Prepared(operation, values, self.request.variables)
        # Not before: what does not fit under these is prepared for none of them.
        self._prepared_for = (catalog, access)
        return self._prepared

    def _operation(self, types: CallerTypes) -> Operation:
        """The operation, found valid at most once."""
        name = self.node.name.value if self.node.name else None
        key = (types.key, self.request.document, name)
        found = self.caches.operations.get(key)
        if found is not None:
            return found
        if types.types.get_root_type(self.node.operation) is None:
            # Only subscriptions can be missing: to nobody, and to roles that may read no object.
            self.context.require_caller()
            raise fault("FORBIDDEN", "The caller's roles have nothing to subscribe to")
        rules = validation_rules(introspection=self.context.introspects)
        errors = validate(types.types, self.document, rules, max_errors=20)
        if errors:
            raise InvalidError(validation_errors(errors, *self.context.told))
        fragments = {
            each.name.value: each
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        variables = types.coercions.variables(self.node.variable_definitions or ())
        operation = Operation(key, types.types, self.node, fragments, variables)
        self.caches.keep_operation(operation, document_weight(self.request.document))
        self.weigh(operation)
        return operation

    def _coerced(self, operation: Operation) -> Mapping[str, object]:
        given = self.request.variables
        try:
            return operation.variables.read(given)
        except UnfitError:
            definitions = operation.node.variable_definitions or ()
            coerced = get_variable_values(operation.types, definitions, dict(given), max_errors=20)
        if isinstance(coerced, list):
            raise InvalidError(execution_errors(coerced, *self.context.told))
        return coerced.coerced

    def _types(self) -> CallerTypes:
        """The caller's GraphQL schema."""
        context = self.context
        if context.caller is None or context.catalog is None or context.access is None:
            return ANONYMOUS
        key = (context.caller.namespace, context.catalog.version, context.access.key, context.language)
        found = self.caches.types.get(key)
        if found is None:
            types = tenant_graphql_schema(context.catalog, context.access, FIXED_SCHEMA, context.language)
            weight = caller_types_weight(types, context.catalog)
            found = self.caches.types.put(key, CallerTypes(key, types), weight)
        return found

    def weigh(self, operation: Operation) -> None:
        """Weigh the GraphQL schema anew: what the operation asks of it may have made more of its types."""
        if isinstance(operation.types, LazySchema):
            catalog, _ = self.context.require_catalog()
            self.caches.types.reweigh(operation.key[0], caller_types_weight(operation.types, catalog))

    def planning(self, prepared: Prepared, shape: Shape) -> Planning:
        """What planning the prepared operation knows."""
        caller = self.context.require_caller()
        catalog, access = self.context.require_catalog()
        return Planning(prepared.document, shape, catalog, caller.namespace, access, self.context.language)

    # Compiled plans

    def query(self, prepared: Prepared) -> PlannedQuery:
        """The compiled plan of a query."""
        operation = prepared.operation.key
        return self._kept(
            self.caches.queries, operation, prepared, lambda shape: self._planned(prepared, shape)
        )

    def _planned(self, prepared: Prepared, shape: Shape) -> PlannedQuery:
        bound = [(each, prepared.binding(each)) for each in prepared.roots]
        names = tuple(each.name for each in prepared.roots)
        fixed = tuple(each.name for each, binding in bound if binding is None)
        if len(fixed) == len(names):
            return PlannedQuery(names, fixed, None)
        planning = self.planning(prepared, shape)
        fields = prepared.root_type.fields
        roots = tuple(
            (each.name, read_root(planning, each, fields[each.field], cast(ReadRoot, binding)))
            for each, binding in bound
            if binding is not None
        )
        plan = ReadPlan(planning.catalog, planning.namespace, planning.language, planning.access, roots)
        return PlannedQuery(names, fixed, compile_read(plan))

    def write(self, prepared: Prepared, selected: Selected, binding: WriteRoot) -> CompiledWrite:
        """The compiled plan of one root field of a mutation."""

        def made(shape: Shape) -> CompiledWrite:
            field = prepared.root_type.fields[selected.field]
            planning = self.planning(prepared, shape)
            if binding.kind == "upsert":
                return compile_upsert(upsert_root(planning, selected, field, binding))
            if binding.kind == "merge":
                return compile_merge(merge_root(planning, selected, field, binding))
            return compile_write(write_root(planning, selected, field, binding))

        operation = (prepared.operation.key, selected.name)
        return self._kept(self.caches.writes, operation, prepared, made)

    def bulk(self, prepared: Prepared, selected: Selected, binding: BulkRoot) -> CompiledBulk:
        """The compiled plan of one root field of a mutation that writes many records."""

        def made(shape: Shape) -> CompiledBulk:
            field = prepared.root_type.fields[selected.field]
            planning = self.planning(prepared, shape)
            if binding.kind == "upsert":
                return compile_bulk_upsert(bulk_upsert_root(planning, selected, field, binding))
            return compile_bulk(bulk_root(planning, selected, field, binding))

        operation = (prepared.operation.key, selected.name)
        return self._kept(self.caches.bulk, operation, prepared, made)

    def changes(self, prepared: Prepared) -> CompiledChanges:
        """The compiled plan of a subscription."""

        def made(shape: Shape) -> CompiledChanges:
            (selected,) = prepared.roots
            field = prepared.root_type.fields[selected.field]
            binding = cast(ChangedRoot, prepared.binding(selected))
            return compile_changes(change_root(self.planning(prepared, shape), selected, field, binding))

        return self._kept(self.caches.changes, prepared.operation.key, prepared, made)

    def _kept(
        self,
        cache: Recent[Hashable, Plan],
        operation: Hashable,
        prepared: Prepared,
        make: Callable[[Shape], Plan],
    ) -> Plan:
        """The plan for values of this shape from the cache, made where none is there.

        Args:
            operation: names the operation, or the root field of it, that the plan is for.
        """
        literals, values = self.caches.literals, prepared.values
        paths = literals.get(operation) or frozenset()
        found = cache.get((operation, prepared.shape, literal_key(values, paths)))
        if found is not None:
            return found
        shape = Shape(values)
        made = make(shape)
        paths |= shape.literal_paths
        literals.put(operation, paths, literals_weight(paths))
        key = (operation, prepared.shape, literal_key(values, paths))
        return cache.put(key, made, plan_weight(_statements(made)))


def _statements(
    plan: PlannedQuery | CompiledWrite | CompiledBulk | CompiledChanges,
) -> tuple[CompiledSql, ...]:
    match plan:
        case PlannedQuery():
            return () if plan.records is None else (plan.records.sql,)
        case CompiledBulk():
            return (plan.write.sql,)
        case CompiledWrite() | CompiledChanges():
            return (plan.sql,)
    assert_never(plan)


ANONYMOUS = CallerTypes(("anonymous",), FIXED_SCHEMA)
"""What whoever sends no credentials can ask."""
