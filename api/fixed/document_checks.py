"""Which trusted documents stop working: valid under the catalog in force, and no longer under one to be.

A document is looked at as somebody sees it who may do everything; and, where a right goes although what it is on stays,
once more as those see it who lose it: each set of roles that a member or an API key has, and each role alone. Thousands
of documents take seconds. So they are looked at within a budget, between other requests, and the answer says how many
nothing is known of.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

import strawberry
from graphql import DocumentNode, GraphQLError, GraphQLSchema, validate

from api.context import RequestContext
from api.guards import read_document
from api.types.lazy_schema import LazySchema
from api.types.tenant_types import tenant_graphql_schema
from core.errors import SluiceError, fault
from metadata.catalog import Catalog
from metadata.initial import ADMIN_ROLE
from policies.access import Access
from policies.decide import decide
from tenants.accounts import members
from tenants.documents import Document, how_many, registered
from tenants.keys import list_keys

Info = strawberry.Info[RequestContext, None]

SECONDS = 2.0
MOST_SECONDS = 10.0
"""In one request, however often it asks."""
MOST_TOLD = 100
MOST_FAULTS = 5
"""How many faults of one document are told."""


@strawberry.type(name="DocumentFault")
class DocumentFaultInfo:
    """What in a document no longer fits."""

    message: str
    line: int
    column: int


@strawberry.type(name="BrokenDocument")
class BrokenDocumentInfo:
    """A trusted document that works now and no longer then."""

    id: strawberry.ID
    name: str
    roles: list[list[str]] | None = strawberry.field(
        description="Who has just these roles, one set or the other, can no longer send it; null where nobody can."
    )
    errors: list[DocumentFaultInfo]


@strawberry.type(name="TrustedDocumentCheck")
class DocumentCheckInfo:
    """Which trusted documents stop working, as far as they have been looked at."""

    complete: bool = strawberry.field(
        description="All have been looked at. Else the time ran out, and nothing is known of the others."
    )
    registered: int = strawberry.field(description="How many documents the tenant has.")
    checked: int = strawberry.field(
        description="How many of them have been looked at, in the order of names."
    )
    broken: int = strawberry.field(description="How many of those stop working.")
    documents: list[BrokenDocumentInfo] = strawberry.field(description="The first hundred that do.")


@dataclass(frozen=True)
class Sight:
    """How somebody sees the tenant before and after.

    Attributes:
        roles: who has just these; None for who may do everything.
    """

    roles: list[str] | None
    before: GraphQLSchema
    after: GraphQLSchema


@dataclass
class _Found:
    checked: int = 0
    broken: int = 0
    told: list[BrokenDocumentInfo] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """Two catalogs of the caller's tenant.

    Attributes:
        rights: of who may do everything, under `after`; None where they are to be found out.
    """

    before: Catalog
    after: Catalog
    rights: Access | None = None


async def checked_documents(
    context: RequestContext, compared: Comparison, seconds: float
) -> DocumentCheckInfo:
    """Look at the registered documents, for some seconds.

    Raises:
        SluiceError: INVALID_VALUE where `seconds` is out of bounds.
    """
    if not 0 < seconds <= MOST_SECONDS:
        message = f"`seconds` is {seconds}; more than 0 and at most {MOST_SECONDS:g} are allowed"
        raise fault("INVALID_VALUE", message, "seconds", hint="Ask again for what is left.")
    caller = context.require_caller()
    # A list of drafts asks for many at once, and each holds the texts of all documents.
    async with context.engine.checks:
        left = MOST_SECONDS - context.checking_seconds
        if left <= 0:
            # Their texts are megabytes, and are not read only to be left alone.
            many = await how_many(context.engine.database, caller.namespace)
            return DocumentCheckInfo(complete=not many, registered=many, checked=0, broken=0, documents=[])
        began = monotonic()
        ends = began + min(seconds, left)
        documents = await registered(context.engine.database, caller.namespace)
        held = await _role_sets(context, compared) if documents and compared.rights is None else []
        found = await _looked_at(documents, _sights(context, compared, held), ends)
        context.checking_seconds += monotonic() - began
    return DocumentCheckInfo(
        complete=found.checked == len(documents),
        registered=len(documents),
        checked=found.checked,
        broken=found.broken,
        documents=found.told,
    )


async def _looked_at(documents: Sequence[Document], sights: Iterator[Sight | None], ends: float) -> _Found:
    """Look at the documents, in order, until the time is over; other requests go on meanwhile."""
    found, there = _Found(), list[Sight]()
    if not documents:
        return found
    try:
        for sight in sights:
            there += () if sight is None else (sight,)
            await _pause(ends)
        for document in documents:
            broken = await _broken(document, there, ends)
            found.checked += 1
            if broken is not None:
                found.broken += 1
                if len(found.told) < MOST_TOLD:
                    found.told.append(broken)
            await _pause(ends)
    except TimeoutError:
        return found
    return found


async def _pause(ends: float) -> None:
    """Let other requests go on.

    Raises:
        TimeoutError: the time is over.
    """
    await asyncio.sleep(0)
    if monotonic() >= ends:
        raise TimeoutError


async def _role_sets(context: RequestContext, compared: Comparison) -> list[frozenset[str]]:
    """Ids of roles: each set that somebody has, then each role of the catalog in force alone."""
    caller, database = context.require_caller(), context.engine.database
    held = [each.roles for each in await members(database, caller.namespace) if each.active]
    held += [
        each.roles or () for each in await list_keys(database, caller.tenant_id) if each.revoked_at is None
    ]
    sets = (*map(frozenset, held), *(frozenset({each.id}) for each in compared.before.roles))
    return [each for each in dict.fromkeys(sets) if each and ADMIN_ROLE not in each]


def _sights(
    context: RequestContext, compared: Comparison, held: Sequence[frozenset[str]]
) -> Iterator[Sight | None]:
    """Everybody's, and those of the sets of roles that lose something that is still there; None for each other set."""
    namespace, accesses = context.require_caller().namespace, context.engine.accesses
    before, after = compared.before, compared.after

    def sight(roles: list[str] | None, old: Access, new: Access) -> Sight:
        return Sight(roles, _types(context, before, old), _types(context, after, new))

    whole = accesses.access(before, namespace, [ADMIN_ROLE])
    if compared.rights is not None:
        yield sight(None, whole, compared.rights)
        return
    yield sight(None, whole, decide(after, namespace, [ADMIN_ROLE]))
    for ids in held:
        old, new = accesses.access(before, namespace, ids), decide(after, namespace, ids)
        names = [each.name for each in before.roles if each.id in ids]
        yield sight(names, old, new) if _loses(old, new, after) else None


def _types(context: RequestContext, catalog: Catalog, access: Access) -> GraphQLSchema:
    if not isinstance(context.types, LazySchema):
        raise TypeError("a resolver was run without the caller's GraphQL schema")
    return tenant_graphql_schema(catalog, access, context.types.fixed, context.language)


def _loses(before: Access, after: Access, to_be: Catalog) -> bool:
    """Whether a right goes although what it is on stays."""
    for object_id, old in before.objects.items():
        there, new = to_be.object_by_id.get(object_id), after.objects.get(object_id)
        if there is None:
            continue
        if new is None:
            return True
        gone = (old.read - new.read) | (old.create - new.create) | (old.update - new.update)
        if not gone.isdisjoint(there.field_by_id) or any(
            old.may(name) and not new.may(name) for name in old.rows
        ):
            return True
    return False


async def _broken(document: Document, sights: Sequence[Sight], ends: float) -> BrokenDocumentInfo | None:
    """What no longer works of it: for everybody, or for those who have certain roles.

    Raises:
        TimeoutError: the time is over, and nothing is known of it.
    """
    try:
        parsed = read_document(document.text)
    except (GraphQLError, SluiceError):
        # It worked for nobody.
        return None
    roles: list[list[str]] = []
    told: list[GraphQLError] = []
    for position, sight in enumerate(sights):
        if position:
            await _pause(ends)
        errors = _faults(sight.after, parsed)
        if not errors or _faults(sight.before, parsed):
            continue
        told = told or errors
        if sight.roles is None:
            return _told(document, None, errors)
        roles.append(sight.roles)
    return _told(document, roles, told) if roles else None


def _faults(types: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    return validate(types, document, max_errors=MOST_FAULTS)[:MOST_FAULTS]


def _told(
    document: Document, roles: list[list[str]] | None, errors: Sequence[GraphQLError]
) -> BrokenDocumentInfo:
    faults = []
    for each in errors:
        line, column = each.locations[0] if each.locations else (1, 1)
        faults.append(DocumentFaultInfo(message=each.message, line=line, column=column))
    return BrokenDocumentInfo(id=strawberry.ID(document.id), name=document.name, roles=roles, errors=faults)
