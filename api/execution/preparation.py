"""An operation made ready to run: validated against the caller's GraphQL schema, its variables coerced.

Documents are parsed, validated and turned into plans at most once each; `api.execution.caches` keeps them.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_variable_values,
    validate,
)
from graphql.execution.values import VariableValues

from api.context import RequestContext
from api.errors import execution_errors, validation_errors
from api.execution.caches import Caches
from api.execution.guards import read_document
from api.execution.standing import InvalidError
from api.fixed.root import FIXED_SCHEMA
from api.http.request import GraphQLRequest
from api.planning.parameters import Shape, literal_key, shape_of, symbolic
from api.planning.planning import Planning
from api.planning.roots import read_root
from api.planning.selections import Document, Selected, selected_fields
from api.planning.writes import write_root
from api.types.bindings import ReadRoot, RootBinding, WriteRoot, root_binding
from api.types.tenant_types import tenant_graphql_schema
from records.plans.reads import ReadPlan
from records.run import CompiledRead, CompiledWrite, compile_read, compile_write


@dataclass(frozen=True)
class Prepared:
    """An operation that fits the caller's GraphQL schema.

    Attributes:
        key: names the operation under this GraphQL schema, for the plan caches.
        types: the caller's GraphQL schema.
        document: for planning: its variables hold parameters.
        values: the coerced variables.
        roots: the root fields.
    """

    key: Hashable
    types: GraphQLSchema
    operation: OperationDefinitionNode
    document: Document
    values: Mapping[str, object]
    roots: tuple[Selected, ...]

    @cached_property
    def shape(self) -> Hashable:
        """What of the variables decides the statements."""
        return shape_of(self.values)

    @property
    def root_type(self) -> GraphQLObjectType:
        """`Query` or `Mutation`."""
        return cast(GraphQLObjectType, self.types.get_root_type(self.operation.operation))

    def binding(self, selected: Selected) -> RootBinding | None:
        """What a root field stands for; None for one of the fixed part."""
        field = self.root_type.fields.get(selected.field)
        return None if field is None else root_binding(field)


def parsed(caches: Caches, text: str) -> DocumentNode:
    """The document, parsed at most once."""
    return caches.documents.get(text) or caches.documents.put(text, read_document(text), len(text))


@dataclass
class Preparation:
    """One request's operation, its preparation under the catalog and rights of the context, and its plans."""

    caches: Caches
    request: GraphQLRequest
    context: RequestContext
    document: DocumentNode
    operation: OperationDefinitionNode
    _prepared: Prepared | None = None

    def prepared(self) -> Prepared:
        """Validate the operation and coerce its variables.

        Raises:
            InvalidError: the document does not fit, or a variable.
        """
        types_key, types = self._types()
        if self._prepared is not None and self._prepared.types is types:
            return self._prepared
        self._validate(types_key, types)
        coerced = get_variable_values(
            types, self.operation.variable_definitions or (), dict(self.request.variables), max_errors=20
        )
        if isinstance(coerced, list):
            raise InvalidError(execution_errors(coerced, self.context.request_id))
        fragments = {
            each.name.value: each
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        values = coerced.coerced
        parameters = cast("dict[str, object]", symbolic(values))
        document = Document(types, fragments, VariableValues(coerced.sources, parameters))
        root_type = cast(GraphQLObjectType, types.get_root_type(self.operation.operation))
        roots = selected_fields(document, root_type, [self.operation.selection_set])
        name = self.operation.name.value if self.operation.name else None
        key = (types_key, self.request.document, name)
        self._prepared = Prepared(key, types, self.operation, document, values, roots)
        return self._prepared

    def _validate(self, types_key: Hashable, types: GraphQLSchema) -> None:
        """See that the document fits the caller's GraphQL schema, once for each document that does."""
        valid, key = self.caches.valid, (types_key, self.request.document)
        if valid.get(key):
            return
        found = validate(types, self.document, max_errors=20)
        if found:
            raise InvalidError(validation_errors(found, self.context.request_id))
        valid.put(key, True, len(self.request.document))

    def _types(self) -> tuple[Hashable, GraphQLSchema]:
        """The caller's GraphQL schema and what names it."""
        context = self.context
        if context.caller is None or context.catalog is None or context.access is None:
            return ("anonymous",), FIXED_SCHEMA
        key = (context.caller.namespace, context.catalog.version, context.access.key, context.language)
        found = self.caches.types.get(key)
        if found is None:
            types = tenant_graphql_schema(context.catalog, context.access, FIXED_SCHEMA, context.language)
            found = self.caches.types.put(key, types)
        return key, found

    def planning(self, prepared: Prepared, shape: Shape) -> Planning:
        """What planning the prepared operation knows."""
        caller = self.context.require_caller()
        catalog, access = self.context.require_catalog()
        return Planning(prepared.document, shape, catalog, caller.namespace, access, self.context.language)

    # Compiled plans

    def compiled_read(self, prepared: Prepared, records: list[Selected]) -> CompiledRead:
        """The compiled plan of the record fields, from the cache where one of this shape is there."""
        caches = self.caches
        paths = caches.literals.get(prepared.key) or frozenset()
        found = caches.reads.get((prepared.key, prepared.shape, literal_key(prepared.values, paths)))
        if found is not None:
            return found
        shape = Shape(prepared.values)
        planning = self.planning(prepared, shape)
        fields = prepared.root_type.fields
        roots = tuple(
            (
                each.name,
                read_root(
                    planning,
                    each,
                    fields[each.field],
                    cast("ReadRoot", prepared.binding(each)),
                ),
            )
            for each in records
        )
        plan = ReadPlan(planning.catalog, planning.namespace, planning.language, planning.access, roots)
        size = len(self.request.document)
        paths = caches.literals.put(prepared.key, paths | shape.literal_paths, size)
        key = (prepared.key, prepared.shape, literal_key(prepared.values, paths))
        compiled = compile_read(plan)
        return caches.reads.put(key, compiled, size + len(compiled.sql.text))

    def compiled_write(self, prepared: Prepared, selected: Selected, binding: WriteRoot) -> CompiledWrite:
        """The compiled plan of one root field, from the cache where one of this shape is there."""
        caches = self.caches
        operation = (prepared.key, selected.name)
        paths = caches.literals.get(operation) or frozenset()
        found = caches.writes.get((operation, prepared.shape, literal_key(prepared.values, paths)))
        if found is not None:
            return found
        shape = Shape(prepared.values)
        field = prepared.root_type.fields[selected.field]
        plan = write_root(self.planning(prepared, shape), selected, field, binding)
        size = len(self.request.document)
        paths = caches.literals.put(operation, paths | shape.literal_paths, size)
        key = (operation, prepared.shape, literal_key(prepared.values, paths))
        compiled = compile_write(plan)
        return caches.writes.put(key, compiled, size + len(compiled.sql.text))
