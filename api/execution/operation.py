"""From a request to its answer: read, plan, compile, run, answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import NamedTuple, TypeVar

import orjson
from graphql import GraphQLError, OperationType

from api.context import Engine, RequestContext, limit_rate
from api.errors import ErrorJson, errors_answer, fault_entries, problem_json, problems_of
from api.execution.documents import admit, needs_no_credentials, takes_trusted_only, with_document
from api.execution.exposure import without_suggestions
from api.execution.fixed_part import Roots, answer_fixed
from api.execution.payload import bulk_payload_json, done_once, fingerprint, many_done_once, payload_json
from api.execution.preparation import Preparation, Prepared, parsed
from api.execution.standing import InvalidError, Standing
from api.execution.subscription import Subscription, headed
from api.guards import operation_of
from api.planning.bulk import bulk_payload_of
from api.planning.parameters import Shape
from api.planning.selections import Selected
from api.planning.writes import payload_of
from api.request import PARTIAL, Answer, GraphQLRequest
from api.types.bindings import BulkRoot, WriteRoot
from core.errors import SluiceError, fault
from records.binding import resolve
from records.bulk.run import NOTHING, BulkWritten, run_bulk
from records.cost import MOST_ROWS, too_many_rows
from records.expected import EXPECTED
from records.once import Once, checked_key
from records.plans.inputs import Input
from records.run import StaleError, Written, run_read, run_write
from tenants.authentication import NoTenantError

AnyWritten = TypeVar("AnyWritten", Written, BulkWritten)


async def execute(engine: Engine, request: GraphQLRequest, context: RequestContext) -> Answer:
    """Answer a query or mutation. Faults of any kind are in the answer; none is raised."""
    if request.streams:
        request = request._replace(streams=False)
    answer = await respond(engine, request, context)
    if isinstance(answer, Subscription):
        raise TypeError("a subscription was begun for a client that takes no stream")
    return answer


async def respond(engine: Engine, request: GraphQLRequest, context: RequestContext) -> Answer | Subscription:
    """Answer a query or mutation, or begin a subscription, which the caller must close.

    Faults of any kind are in the answer; none is raised.
    """
    began = perf_counter()
    answer = await _responded(engine, request, context)
    status = 200 if isinstance(answer, Subscription) else answer.status
    engine.meters.request(context.kind, status, perf_counter() - began)
    return headed(answer, context.headers) if context.headers else answer


async def _responded(
    engine: Engine, request: GraphQLRequest, context: RequestContext
) -> Answer | Subscription:
    try:
        if context.by_cookie and request.document:
            _leave_out_cookie(engine, request, context)
        try:
            await limit_rate(context)
        except NoTenantError:
            # Of whoever waits to be let in: they ask for what waits for them, and accept it, with this session.
            if not request.document or not _needs_no_credentials(engine, request):
                raise
            context.kept, context.token = context.token, None
        if request.document_id is not None or request.persisted_hash is not None:
            request = await with_document(engine, request, context)
        document = parsed(engine.caches, request.document)
        operation = operation_of(document, request.operation_name, read_only=request.read_only)
        context.kind = operation.operation.value
        preparation = Preparation(engine.caches, request, context, document, operation)
        if operation.operation is OperationType.SUBSCRIPTION:
            return await subscribed(engine, request, context, preparation)
        return await Run(engine, context, preparation, Standing(engine, context)).answer()
    except Exception as error:  # noqa: BLE001 - the edge: known faults are told, all others logged and masked
        return failure(error, context)


def _leave_out_cookie(engine: Engine, request: GraphQLRequest, context: RequestContext) -> None:
    """Take the session out of the credentials where none are needed: one that has ended must keep nobody from signing
    in or out, and a browser sends it as long as nobody tells it otherwise."""
    if _needs_no_credentials(engine, request):
        context.kept, context.token = context.token, None


def _needs_no_credentials(engine: Engine, request: GraphQLRequest) -> bool:
    document = parsed(engine.caches, request.document)
    return needs_no_credentials(operation_of(document, request.operation_name, read_only=request.read_only))


async def subscribes(engine: Engine, request: GraphQLRequest, context: RequestContext) -> bool:
    """Whether the request is for a subscription; not where it cannot be read, which `respond` tells."""
    try:
        found = await with_document(engine, request, context)
        operation = operation_of(parsed(engine.caches, found.document), found.operation_name, read_only=False)
    except (SluiceError, GraphQLError):
        return False
    return operation.operation is OperationType.SUBSCRIPTION


def failure(error: Exception, context: RequestContext) -> Answer:
    """The answer to an operation that could not run, or run on."""
    entries = error.entries if isinstance(error, InvalidError) else fault_entries(error, *context.told)
    return errors_answer(entries if context.suggests else without_suggestions(entries))


async def subscribed(
    engine: Engine, request: GraphQLRequest, context: RequestContext, preparation: Preparation
) -> Subscription:
    """A subscription that has begun."""
    if not request.streams:
        raise fault(
            "BAD_REQUEST",
            "A subscription is answered as a stream, which this request does not take",
            hint="Send `Accept: text/event-stream`, or subscribe over a WebSocket.",
        )
    subscription = Subscription(engine, context, preparation, lambda error: failure(error, context))
    await subscription.open()
    return subscription


@dataclass(slots=True)
class Run:
    """One operation on its way to an answer."""

    engine: Engine
    context: RequestContext
    preparation: Preparation
    standing: Standing

    async def answer(self) -> Answer:
        """Run the operation."""
        if self.preparation.node.operation is OperationType.MUTATION:
            self.context.writing = True
            await self.standing.recall()
            self.context.refuse_view()
            return await self.mutate()
        await self.standing.recall()
        return await self.standing.fresh(self.query)

    async def ready(self) -> Prepared:
        """The operation, if the tenant takes the document from the caller as they are known now."""
        if self.preparation.request.document_id is not None or takes_trusted_only(self.context):
            await admit(self.preparation)
        return self.preparation.prepared()

    def told(self, data: Roots | None, errors: list[ErrorJson], rows: int | None = None) -> Answer:
        """The response, as far as this caller may learn it."""
        if errors and not self.context.suggests:
            errors = without_suggestions(errors)
        return _answer(data, errors, rows)

    # Queries

    async def query(self) -> Answer:
        """Record fields in one statement, fixed fields by their resolvers."""
        prepared = await self.ready()
        planned = self.preparation.query(prepared)
        if planned.records is None:
            await self.standing.confirm()
        found: Roots = {}
        errors: list[ErrorJson] = []
        rows: int | None = None
        if planned.fixed:
            fixed = [each for each in prepared.roots if each.name in planned.fixed]
            data, errors = await answer_fixed(self.context, self.preparation, prepared, fixed)
            if data is None:
                if planned.records is not None:
                    await self.standing.confirm()
                return self.told(None, errors)
            found |= data
        if planned.records is not None:
            caller = self.context.require_caller()
            read = await run_read(self.engine.database, planned.records, caller, prepared.values)
            rows = read.rows
            if not planned.fixed:
                return _answer(dict(zip(planned.names, read.texts, strict=True)), errors, rows)
            records = (name for name in planned.names if name not in planned.fixed)
            found |= dict(zip(records, read.texts, strict=True))
        return self.told({name: found[name] for name in planned.names}, errors, rows)

    # Mutations

    async def mutate(self) -> Answer:
        """The root fields one after the other, each a unit of its own."""
        prepared = await self.standing.fresh(self.prepared)
        found: Roots = {}
        errors: list[ErrorJson] = []
        rows: int | None = None
        for each in prepared.roots:
            done = await self.one_mutation(each.name)
            errors += done.errors
            if done.text is None and prepared.binding(each) is None:
                # The fixed part's payloads are not nullable: the fault reaches the root.
                return self.told(None, errors)
            found[each.name] = done.text or b"null"
            if done.rows is not None:
                rows = (rows or 0) + done.rows
        return self.told(found, errors, rows)

    async def prepared(self) -> Prepared:
        """Prepare, and see before the first of several writes that all their payloads are within the bound."""
        prepared = await self.ready()
        if len(prepared.roots) > 1:
            total = sum(self.rows_of(prepared, each) for each in prepared.roots)
            if total > MOST_ROWS:
                raise too_many_rows(total)
        return prepared

    def rows_of(self, prepared: Prepared, selected: Selected) -> int:
        """How many rows the payload of a write may have; 0 where it will be refused when its turn comes."""
        binding = prepared.binding(selected)
        try:
            match binding:
                case WriteRoot():
                    return self.preparation.write(prepared, selected, binding).cost.rows(prepared.values)
                case BulkRoot():
                    return self.preparation.bulk(prepared, selected, binding).write.cost.rows(prepared.values)
                case _:
                    return 0
        except SluiceError:
            return 0

    async def one_mutation(self, name: str) -> "Done":
        """One root field."""

        async def work() -> Done:
            prepared = await self.ready()
            selected = next(each for each in prepared.roots if each.name == name)
            binding = prepared.binding(selected)
            if isinstance(binding, WriteRoot | BulkRoot):
                return await self.written(prepared, selected, binding)
            await self.standing.confirm()
            data, errors = await answer_fixed(self.context, self.preparation, prepared, [selected])
            return Done(None if data is None else data[name], errors)

        try:
            return await self.standing.fresh(work)
        except InvalidError as error:
            # It fitted when the operation began: an earlier field, or somebody else, has changed the catalog.
            return Done(None, [{**entry, "path": [name]} for entry in error.entries])
        except Exception as error:  # noqa: BLE001 - what earlier fields did must still be told
            problems = problems_of(error, self.context.request_id)
            return Done(
                None,
                [problem_json(problem, *self.context.told, response_path=[name]) for problem in problems],
            )

    async def written(self, prepared: Prepared, selected: Selected, binding: WriteRoot | BulkRoot) -> "Done":
        """Do one write and answer its payload."""
        try:
            if binding.kind in ("create", "upsert"):
                self.engine.metering.check(self.context.require_caller(), "records")
            if isinstance(binding, BulkRoot):
                return await self.many_written(prepared, selected, binding)
            return await self.one_written(prepared, selected, binding)
        except SluiceError as error:
            if not all(problem.code in EXPECTED for problem in error.problems):
                raise
            # A refusal is data only under the catalog in force.
            if not await self.standing.current():
                raise StaleError from error
            field = prepared.root_type.fields[selected.field]
            planning = self.preparation.planning(prepared, Shape(prepared.values))
            if isinstance(binding, BulkRoot):
                answer = bulk_payload_of(planning, selected, field, binding.object)
                return Done(
                    bulk_payload_json(
                        answer, NOTHING._replace(problems=error.problems), self.context.language
                    ),
                    [],
                    0,
                )
            payload = payload_of(planning, selected, field, binding.object)
            return Done(payload_json(payload, Written(error.problems, {}), self.context.language), [], 0)

    async def one_written(self, prepared: Prepared, selected: Selected, binding: WriteRoot) -> "Done":
        """Write one record."""
        caller = self.context.require_caller()
        compiled = self.preparation.write(prepared, selected, binding)
        once = self.once(prepared, selected, compiled.key, partial(done_once, compiled))
        written = await run_write(self.engine.database, compiled, caller, prepared.values, once)
        self.engine.following.nudge(caller.namespace)
        return Done(
            written.kept or payload_json(compiled.payload, written, compiled.language), [], written.rows
        )

    async def many_written(self, prepared: Prepared, selected: Selected, binding: BulkRoot) -> "Done":
        """Write many records."""
        caller = self.context.require_caller()
        compiled = self.preparation.bulk(prepared, selected, binding)
        key = compiled.write.key
        once = self.once(prepared, selected, key, partial(many_done_once, compiled))
        written = await run_bulk(self.engine.database, compiled, caller, prepared.values, once)
        self.engine.following.nudge(caller.namespace)
        return Done(
            written.kept or bulk_payload_json(compiled.payload, written, compiled.write.language),
            [],
            written.rows,
        )

    def once(
        self,
        prepared: Prepared,
        selected: Selected,
        key: Input | None,
        answer: Callable[[AnyWritten], bytes | None],
    ) -> Once[AnyWritten] | None:
        """How a write is done once, None where the client has given it no key.

        Raises:
            SluiceError: BAD_USER_INPUT where the key is none.
        """
        if key is None:
            return None
        request, access = self.preparation.request, self.context.access
        # An answer that was kept when the roles saw a field whole is none for roles that see it masked.
        masks: tuple[str, ...] = () if access is None else access.masks()
        seeing = (*self.context.require_caller().roles, *masks)
        print_ = fingerprint(request.document, request.variables, selected.name, seeing)
        return Once(checked_key(resolve(key, prepared.values)), print_, answer)


class Done(NamedTuple):
    """What one root field of a mutation came to.

    Attributes:
        text: its JSON, None where it failed.
        rows: how many rows its payload may have had, None where it reads no records.
    """

    text: bytes | None
    errors: list[ErrorJson]
    rows: int | None = None


def _answer(data: Roots | None, errors: list[ErrorJson], rows: int | None = None) -> Answer:
    """The response. `rows` is what the operation may have read, None where it reads no records."""
    # Joined once: the text of many rows is long, and each copy of it takes its time.
    parts = [b"{"]
    if errors:
        parts += (b'"errors":', orjson.dumps(errors, default=str), b",")
    if data is None:
        parts.append(b'"data":null')
    else:
        before = b'"data":{"'
        for name, text in data.items():
            parts += (before, name.encode(), b'":', text)
            before = b',"'
        parts.append(b"}" if data else b'"data":{}')
    if rows is not None:
        parts.append(b',"extensions":{"cost":{"rows":%d,"limit":%d}}' % (rows, MOST_ROWS))
    parts.append(b"}")
    return Answer(b"".join(parts), PARTIAL if errors else 200)
