"""From a request to its answer: read, plan, compile, run, answer.

A request is planned with the catalog and the rights that this process saw last. If they have changed since, the
statement says so (`StaleError`), or the caller's document is refused and a look at the head shows it; either way the
operation starts over with fresh ones. So a published catalog holds for the very next request of any process, and no
request pays for asking.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_variable_values,
    validate,
)
from graphql import (
    execute as execute_fixed_part,
)
from graphql.execution import ExecutionResult
from graphql.execution.values import VariableValues

from api.bindings import GetRoot, ListRoot, WriteRoot, root_binding
from api.caches import Caches
from api.context import Engine, RequestContext, identify
from api.errors import (
    ErrorJson,
    errors_answer,
    execution_errors,
    fault_answer,
    problem_json,
    problems_of,
    validation_errors,
)
from api.fixed.root import FIXED_SCHEMA
from api.guards import operation_of, read_document
from api.json_text import json_text
from api.parameters import Shape, literal_key, shape_of, symbolic
from api.payload import payload_json
from api.planner import Planner
from api.request import Answer, GraphQLRequest
from api.selections import Document, Selected, selected_fields
from api.tenant_types import tenant_graphql_schema
from core.errors import SluiceError, fault
from records.plan import ReadPlan
from records.run import (
    EXPECTED,
    CompiledRead,
    CompiledWrite,
    StaleError,
    Written,
    compile_read,
    compile_write,
    confirm_head,
    run_read,
    run_write,
)

ATTEMPTS = 30
"""How often an operation starts over because the catalog or the rights changed under it."""

Roots = dict[str, str]
"""Response name to JSON text, in the order of the response."""


class InvalidError(Exception):
    """The operation cannot run as it is: the entries of `errors`."""

    def __init__(self, entries: list[ErrorJson]) -> None:
        super().__init__("the operation is invalid")
        self.entries = entries


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


async def execute(engine: Engine, request: GraphQLRequest, context: RequestContext) -> Answer:
    """Answer a request. Faults of any kind are in the answer; none is raised."""
    try:
        document = parsed(engine.caches, request.document)
        operation = operation_of(document, request.operation_name, read_only=request.read_only)
        run = Run(engine, request, context, document, operation)
        return await run.answer()
    except InvalidError as error:
        return errors_answer(error.entries)
    except Exception as error:  # noqa: BLE001 - the edge: known faults are told, all others logged and masked
        return fault_answer(error, context.request_id)


def parsed(caches: Caches, text: str) -> DocumentNode:
    """The document, parsed at most once."""
    return caches.documents.get(text) or caches.documents.put(text, read_document(text), len(text))


Result = TypeVar("Result")


@dataclass
class Run:
    """One operation on its way to an answer."""

    engine: Engine
    request: GraphQLRequest
    context: RequestContext
    document: DocumentNode
    operation: OperationDefinitionNode
    _prepared: Prepared | None = None

    async def answer(self) -> Answer:
        """Run the operation."""
        await self.recall()
        if self.operation.operation is OperationType.MUTATION:
            return await self.mutate()
        return await self.fresh(self.query)

    # Who asks, under which catalog

    async def recall(self) -> None:
        """Fill the context from what this process saw last, or look."""
        engine, context = self.engine, self.context
        if context.token is None:
            return
        caller = await engine.authenticator.caller(context.token, context.tenant_slug)
        version = engine.caches.heads.get(caller.namespace)
        if version is None:
            await self.look()
            return
        context.caller = caller
        context.catalog = await engine.catalogs.load(caller.namespace, version)
        context.access = engine.accesses.access(context.catalog, caller.namespace, caller.roles)

    async def look(self) -> None:
        """Fill the context from the database."""
        await identify(self.context)
        if self.context.caller is not None and self.context.catalog is not None:
            self.engine.caches.heads.put(self.context.caller.namespace, self.context.catalog.version)

    async def fresh(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do the work; start over where it was done under a catalog or rights that no longer hold."""
        for _ in range(ATTEMPTS):
            try:
                return await work()
            except StaleError:
                await self.look()
            except (InvalidError, SluiceError) as error:
                if _of_the_database(error) or await self.current():
                    raise
                await self.look()
        raise fault("CATALOG_BUSY", "The catalog changes too fast to answer under one version of it")

    async def current(self) -> bool:
        """Whether the catalog and the rights in the context are still in force."""
        caller, catalog = self.context.caller, self.context.catalog
        if caller is None or catalog is None:
            return True
        try:
            await confirm_head(self.engine.database, catalog.version, caller)
        except StaleError:
            return False
        return True

    # Preparing

    def prepare(self) -> Prepared:
        """Validate the operation and coerce its variables.

        Raises:
            InvalidError: the document does not fit, or a variable.
        """
        types_key, types = self.types()
        if self._prepared is not None and self._prepared.types is types:
            return self._prepared
        self.validate(types_key, types)
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

    def validate(self, types_key: Hashable, types: GraphQLSchema) -> None:
        """See that the document fits the caller's GraphQL schema, once for each document that does.

        Raises:
            InvalidError: it does not fit.
        """
        valid, key = self.engine.caches.valid, (types_key, self.request.document)
        if valid.get(key):
            return
        found = validate(types, self.document, max_errors=20)
        if found:
            raise InvalidError(validation_errors(found, self.context.request_id))
        valid.put(key, True, len(self.request.document))

    def types(self) -> tuple[Hashable, GraphQLSchema]:
        """The caller's GraphQL schema and what names it."""
        context = self.context
        if context.caller is None or context.catalog is None or context.access is None:
            return ("anonymous",), FIXED_SCHEMA
        key = (context.caller.namespace, context.catalog.version, context.access.key, context.language)
        found = self.engine.caches.types.get(key)
        if found is None:
            types = tenant_graphql_schema(context.catalog, context.access, FIXED_SCHEMA, context.language)
            found = self.engine.caches.types.put(key, types)
        return key, found

    def planner(self, prepared: Prepared, shape: Shape) -> Planner:
        """A planner for the prepared operation."""
        caller = self.context.require_caller()
        catalog, access = self.context.require_catalog()
        return Planner(prepared.document, shape, catalog, caller.namespace, access, self.context.language)

    # Queries

    async def query(self) -> Answer:
        """Record fields in one statement, fixed fields by their resolvers."""
        prepared = self.prepare()
        records = [each for each in prepared.roots if _binding(prepared, each) is not None]
        fixed = [each for each in prepared.roots if _binding(prepared, each) is None]
        found: Roots = {}
        errors: list[ErrorJson] = []
        if fixed:
            if not records:
                await self.look_for_fixed()
            data, errors = await self.fixed(prepared, fixed)
            if data is None:
                if records:
                    await self.look_for_fixed()
                return _answer(None, errors)
            found |= data
        if records:
            compiled = self.compiled_read(prepared, records)
            caller = self.context.require_caller()
            texts = await run_read(self.engine.database, compiled, caller, prepared.values)
            found |= {each.name: text for each, text in zip(records, texts, strict=True)}
        return _answer({each.name: found[each.name] for each in prepared.roots}, errors)

    async def look_for_fixed(self) -> None:
        """Fixed fields alone have no statement that confirms the head.

        Raises:
            StaleError: what was prepared no longer holds.
        """
        if not await self.current():
            raise StaleError

    def compiled_read(self, prepared: Prepared, records: list[Selected]) -> CompiledRead:
        """The compiled plan of the record fields, from the cache where one of this shape is there."""
        caches = self.engine.caches
        paths = caches.literals.get(prepared.key) or frozenset()
        found = caches.reads.get((prepared.key, prepared.shape, literal_key(prepared.values, paths)))
        if found is not None:
            return found
        shape = Shape(prepared.values)
        planner = self.planner(prepared, shape)
        fields = prepared.root_type.fields
        plan = ReadPlan(
            planner.catalog,
            planner.namespace,
            planner.language,
            planner.access,
            tuple(
                (
                    each.name,
                    planner.read(
                        each, fields[each.field], cast("GetRoot | ListRoot", _binding(prepared, each))
                    ),
                )
                for each in records
            ),
        )
        size = len(self.request.document)
        paths = caches.literals.put(prepared.key, paths | shape.literal_paths, size)
        key = (prepared.key, prepared.shape, literal_key(prepared.values, paths))
        compiled = compile_read(plan)
        return caches.reads.put(key, compiled, size + len(compiled.sql.text))

    # Mutations

    async def mutate(self) -> Answer:
        """The root fields one after the other, each a unit of its own."""
        prepared = await self.fresh(self.prepared)
        found: Roots = {}
        errors: list[ErrorJson] = []
        for each in prepared.roots:
            data, problems = await self.one_mutation(each.name)
            errors += problems
            if data is None and _binding(prepared, each) is None:
                # The fixed part's payloads are not nullable: the fault reaches the root.
                return _answer(None, errors)
            found[each.name] = data or "null"
        return _answer(found, errors)

    async def prepared(self) -> Prepared:
        """`prepare` for `fresh`."""
        return self.prepare()

    async def one_mutation(self, name: str) -> tuple[str | None, list[ErrorJson]]:
        """One root field: its JSON text, or None where it failed, and the errors."""

        async def work() -> tuple[str | None, list[ErrorJson]]:
            prepared = self.prepare()
            selected = next(each for each in prepared.roots if each.name == name)
            binding = _binding(prepared, selected)
            if isinstance(binding, WriteRoot):
                return await self.written(prepared, selected, binding), []
            await self.look_for_fixed()
            data, errors = await self.fixed(prepared, [selected])
            return (None if data is None else data[name]), errors

        try:
            return await self.fresh(work)
        except InvalidError as error:
            # It fitted when the operation began: an earlier field, or somebody else, has changed the catalog.
            return None, [{**entry, "path": [name]} for entry in error.entries]
        except Exception as error:  # noqa: BLE001 - what earlier fields did must still be told
            problems = problems_of(error, self.context.request_id)
            return None, [
                problem_json(problem, self.context.request_id, response_path=[name]) for problem in problems
            ]

    async def written(self, prepared: Prepared, selected: Selected, binding: WriteRoot) -> str:
        """Do one write and answer its payload as JSON text."""
        caller = self.context.require_caller()
        try:
            compiled = self.compiled_write(prepared, selected, binding)
            written = await run_write(self.engine.database, compiled, caller, prepared.values)
            return payload_json(compiled.plan.payload, written)
        except SluiceError as error:
            if not all(problem.code in EXPECTED for problem in error.problems):
                raise
            # A refusal is data only under the catalog in force.
            if not await self.current():
                raise StaleError from error
            field = prepared.root_type.fields[selected.field]
            planner = self.planner(prepared, Shape(prepared.values))
            payload = planner.payload(selected, field, binding.object)
            return payload_json(payload, Written(error.problems, {}))

    def compiled_write(self, prepared: Prepared, selected: Selected, binding: WriteRoot) -> CompiledWrite:
        """The compiled plan of one root field, from the cache where one of this shape is there."""
        caches = self.engine.caches
        operation = (prepared.key, selected.name)
        paths = caches.literals.get(operation) or frozenset()
        found = caches.writes.get((operation, prepared.shape, literal_key(prepared.values, paths)))
        if found is not None:
            return found
        shape = Shape(prepared.values)
        field = prepared.root_type.fields[selected.field]
        plan = self.planner(prepared, shape).write(selected, field, binding)
        size = len(self.request.document)
        paths = caches.literals.put(operation, paths | shape.literal_paths, size)
        key = (operation, prepared.shape, literal_key(prepared.values, paths))
        compiled = compile_write(plan)
        return caches.writes.put(key, compiled, size + len(compiled.sql.text))

    # The fixed part

    async def fixed(
        self, prepared: Prepared, selected: list[Selected]
    ) -> tuple[Roots | None, list[ErrorJson]]:
        """Run root fields of the fixed part: their JSON texts, or None where an error reached the root."""
        nodes: tuple[FieldNode, ...] = tuple(node for each in selected for node in each.nodes)
        operation = OperationDefinitionNode(
            operation=self.operation.operation,
            name=self.operation.name,
            variable_definitions=self.operation.variable_definitions,
            directives=self.operation.directives,
            selection_set=SelectionSetNode(selections=nodes),
        )
        fragments = [each for each in self.document.definitions if isinstance(each, FragmentDefinitionNode)]
        document = DocumentNode(definitions=(operation, *fragments))
        outcome = execute_fixed_part(
            prepared.types, document, context_value=self.context, variable_values=dict(self.request.variables)
        )
        result = outcome if isinstance(outcome, ExecutionResult) else await outcome
        errors = execution_errors(cast("list[GraphQLError]", result.errors or []), self.context.request_id)
        if result.data is None:
            return None, errors
        return {name: json_text(value) for name, value in result.data.items()}, errors


def _of_the_database(error: InvalidError | SluiceError) -> bool:
    """Whether the database did not answer: no newer catalog mends that, and a write may have been done."""
    return isinstance(error, SluiceError) and any(
        problem.code in ("TIMEOUT", "UNAVAILABLE") for problem in error.problems
    )


def _binding(prepared: Prepared, selected: Selected) -> GetRoot | ListRoot | WriteRoot | None:
    field = prepared.root_type.fields.get(selected.field)
    return None if field is None else root_binding(field)


def _answer(data: Roots | None, errors: list[ErrorJson]) -> Answer:
    parts: list[bytes] = []
    if errors:
        parts.append(b'"errors":' + orjson.dumps(errors, default=str))
    if data is None:
        parts.append(b'"data":null')
    else:
        inner = ",".join(f'"{name}":{text}' for name, text in data.items())
        parts.append(b'"data":{' + inner.encode() + b"}")
    return Answer(b"{" + b",".join(parts) + b"}")
