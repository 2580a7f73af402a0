"""Trusted documents: registered by who may `configure`, run by whoever may do what they ask."""

from datetime import datetime

import strawberry
from graphql import GraphQLSchema, GraphQLSyntaxError, validate

from api.context import RequestContext
from api.fixed.user_error import UserError, refusals
from api.guards import read_document
from core.errors import PathPart, Problem, SluiceError, fault
from metadata.text import text_fault
from tenants import documents as kept
from tenants.audit import Entry, note

Info = strawberry.Info[RequestContext, None]

MOST_AT_ONCE = 1_000
MOST_FAULTS = 5
"""How many faults of one document are told."""


@strawberry.type(name="TrustedDocument")
class DocumentInfo:
    """A registered document."""

    id: strawberry.ID = strawberry.field(description="`sha256:` and the hash of the text, in hexadecimal.")
    name: str
    text: str
    created_at: datetime
    created_by: strawberry.ID | None = strawberry.field(description="Id of the member.")


@strawberry.input
class NewDocumentInput:
    """A document to register; the name is for people."""

    text: str
    name: str = ""


@strawberry.type
class RegisterDocumentsPayload:
    """The documents, in order. With errors none was registered."""

    documents: list[DocumentInfo]
    errors: list[UserError]


@strawberry.type
class RemoveDocumentsPayload:
    """The ids that are gone. With errors none was removed."""

    ids: list[strawberry.ID]
    errors: list[UserError]


async def trusted_documents(info: Info) -> list[DocumentInfo]:
    """Every registered document."""
    context = info.context
    caller = context.require_action("configure")
    return [_info(each) for each in await kept.registered(context.engine.database, caller.namespace)]


async def register_documents(info: Info, documents: list[NewDocumentInput]) -> RegisterDocumentsPayload:
    """Register documents: all of them, or none."""
    context = info.context
    caller = context.require_action("configure")
    try:
        _check_number(len(documents), "documents")
        problems: list[Problem] = []
        for position, each in enumerate(documents):
            problems += _problems(each, context.types, "documents", position)
        if problems:
            raise SluiceError(problems)
        new = [kept.NewDocument(each.text, each.name) for each in documents]
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            done = await kept.register(connection, caller.namespace, new, caller.member_id)
            told = {"ids": [each.id for each in done]}
            entry = Entry("documentsRegistered", caller.member_id, details=told)
            await note(connection, caller.namespace, entry)
    except SluiceError as error:
        return RegisterDocumentsPayload(documents=[], errors=refusals(error))
    return RegisterDocumentsPayload(documents=[_info(each) for each in done], errors=[])


async def remove_documents(info: Info, ids: list[strawberry.ID]) -> RemoveDocumentsPayload:
    """Remove documents: all of them, or none. No request that begins after the answer can use them."""
    context = info.context
    caller = context.require_action("configure")
    try:
        _check_number(len(ids), "ids")
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            gone = await kept.remove(connection, caller.namespace, ids)
            entry = Entry("documentsRemoved", caller.member_id, details={"ids": list(gone)})
            await note(connection, caller.namespace, entry)
    except SluiceError as error:
        return RemoveDocumentsPayload(ids=[], errors=refusals(error))
    return RemoveDocumentsPayload(ids=[strawberry.ID(each) for each in gone], errors=[])


def _check_number(many: int, name: str) -> None:
    if many > MOST_AT_ONCE:
        raise fault("DOCUMENT_LIMIT", f"{many:,} at once; {MOST_AT_ONCE:,} are allowed", name)


def _problems(new: NewDocumentInput, types: GraphQLSchema | None, *path: PathPart) -> list[Problem]:
    """What is wrong with a document, as the caller's own GraphQL schema has it."""
    if len(new.name) > kept.MOST_NAME_CHARACTERS or text_fault(new.name) is not None:
        message = f"A name is text of at most {kept.MOST_NAME_CHARACTERS} characters"
        return [Problem("INVALID_VALUE", message, (*path, "name"))]
    at = (*path, "text")
    try:
        document = read_document(new.text)
    except GraphQLSyntaxError as error:
        place = ", ".join(f"line {where.line}, column {where.column}" for where in error.locations or ())
        message = f"{error.message.removeprefix('Syntax Error: ')} ({place})"
        return [Problem("GRAPHQL_PARSE_FAILED", message, at)]
    except SluiceError as error:
        return [Problem(each.code, each.message, at, each.hint) for each in error.problems]
    if types is None:
        raise TypeError("a resolver was run without the caller's GraphQL schema")
    return [
        Problem("GRAPHQL_VALIDATION_FAILED", error.message, at)
        for error in validate(types, document, max_errors=MOST_FAULTS)[:MOST_FAULTS]
    ]


def _info(document: kept.Document) -> DocumentInfo:
    return DocumentInfo(
        id=strawberry.ID(document.id),
        name=document.name,
        text=document.text,
        created_at=document.created_at,
        created_by=None if document.created_by is None else strawberry.ID(str(document.created_by)),
    )
