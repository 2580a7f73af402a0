"""Documents that a request names instead of sending them, and documents that a tenant does not take.

A *trusted document* is registered in the tenant's namespace and named by `documentId`. An *automatically persisted* one
is remembered by this process when somebody sends it with its hash, and can be named by that hash afterwards. What is
remembered of the registered ones holds for one access epoch, which every statement confirms (decision 15).
"""

import hashlib

from graphql import FieldNode, OperationDefinitionNode

from api.context import Engine, RequestContext
from api.execution.preparation import Preparation, parsed
from api.execution.standing import Standing
from api.process.caches import Registered, text_weight
from api.request import GraphQLRequest
from core.errors import SluiceError, fault
from tenants.authentication import Caller
from tenants.documents import document_id, document_text

OPEN_ROOTS = frozenset({"__typename", "exchangeSignInCode", "me", "signIn", "signOut", "signUp"})
"""Root fields that any document may ask for: without them nobody could find out who they are, come in or go."""
WITHOUT_CREDENTIALS = frozenset(
    {
        "acceptInvitation",
        "acceptMembership",
        "confirmSignUp",
        "confirmTotp",
        "exchangeSignInCode",
        "invitation",
        "membershipOffers",
        "removeTotp",
        "renewRecoveryCodes",
        "requestPasswordReset",
        "resetPassword",
        "signIn",
        "signOut",
        "signUp",
        "startTotp",
    }
)
"""Root fields of who has no session yet, or one that is good no longer."""


async def with_document(engine: Engine, request: GraphQLRequest, context: RequestContext) -> GraphQLRequest:
    """The request with the document that it names.

    Raises:
        SluiceError: DOCUMENT_NOT_FOUND, PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_NOT_SUPPORTED, BAD_REQUEST where
            a document does not have the hash it is sent with; what the credentials are refused with.
    """
    standing = Standing(engine, context)
    if request.document_id is not None:
        wanted = request.document_id
        await standing.recall()

        async def registered() -> str:
            return await _with_id(engine, context.caller, wanted)

        return request._replace(document=await standing.fresh(registered))
    if request.persisted_hash is not None:
        return await _persisted(engine, request, context, standing, request.persisted_hash)
    return request


async def _persisted(
    engine: Engine, request: GraphQLRequest, context: RequestContext, standing: Standing, sent: str
) -> GraphQLRequest:
    if request.document and hashlib.sha256(request.document.encode()).hexdigest() != sent:
        raise fault(
            "BAD_REQUEST",
            "The document does not have the hash that it was sent with",
            "extensions",
            "persistedQuery",
            "sha256Hash",
            hint="Send the SHA-256 of the document's UTF-8 in lower case hexadecimal.",
        )
    if request.document:
        # What is no document within the bounds is not worth remembering.
        parsed(engine.caches, request.document)
    await standing.recall()
    if takes_trusted_only(context) and not request.document:
        return await _trusted_by_hash(engine, request, context, standing, sent)
    # Each tenant has its own, and whoever sends no credentials has theirs, so nobody learns what others ask.
    key = (context.caller.namespace if context.caller is not None else "", sent)
    if request.document:
        if not takes_trusted_only(context):
            engine.caches.persisted.put(key, request.document, text_weight(request.document))
        return request._replace(persisted_hash=None)
    text = engine.caches.persisted.get(key)
    if text is None:
        # Clients know this sentence and send the document.
        raise fault("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    return request._replace(document=text)


async def _trusted_by_hash(
    engine: Engine, request: GraphQLRequest, context: RequestContext, standing: Standing, sent: str
) -> GraphQLRequest:
    """Clients with a manifest of their documents name them by the same extension."""

    async def registered() -> str:
        text = await _registered(engine, context.caller, f"sha256:{sent}")
        if text is None:
            raise _not_persisted()
        return text

    return request._replace(document=await standing.fresh(registered))


def takes_trusted_only(context: RequestContext) -> bool:
    """Whether the caller's tenant takes registered documents only."""
    return context.catalog is not None and context.catalog.api.trusted_documents_only


async def admit(preparation: Preparation) -> None:
    """See that the document is registered where it must be. To be asked anew whenever the context is.

    Raises:
        SluiceError: DOCUMENT_NOT_FOUND, DOCUMENT_NOT_TRUSTED, PERSISTED_QUERY_NOT_SUPPORTED.
    """
    context, request = preparation.context, preparation.request
    if request.document_id is not None:
        await _with_id(context.engine, context.caller, request.document_id)
        return
    if not takes_trusted_only(context) or context.may("configure") or _asks_for(preparation.node, OPEN_ROOTS):
        return
    if await _registered(context.engine, context.caller, document_id(request.document)) is not None:
        return
    if request.persisted_hash is not None:
        raise _not_persisted()
    raise fault("DOCUMENT_NOT_TRUSTED", "This tenant takes registered documents only, and this is none")


def needs_no_credentials(node: OperationDefinitionNode) -> bool:
    """Whether the operation is the same for everybody, whoever asks."""
    return _asks_for(node, WITHOUT_CREDENTIALS)


def _asks_for(node: OperationDefinitionNode, roots: frozenset[str]) -> bool:
    return all(
        isinstance(each, FieldNode) and each.name.value in roots for each in node.selection_set.selections
    )


async def _with_id(engine: Engine, caller: Caller | None, wanted: str) -> str:
    text = await _registered(engine, caller, wanted)
    if text is None:
        raise fault("DOCUMENT_NOT_FOUND", f"No document {wanted[:80]!r} is registered", "documentId")
    return text


def _not_persisted() -> SluiceError:
    # Clients know this sentence and send the document.
    return fault("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")


async def _registered(engine: Engine, caller: Caller | None, wanted: str) -> str | None:
    """The text of the registered document; None where there is none, or nobody says in which tenant."""
    if caller is None:
        return None
    key = (caller.namespace, caller.epoch, wanted)
    known = engine.caches.trusted.get(key)
    if known is None:
        text = await document_text(engine.database, caller.namespace, wanted)
        # Two epochs may pass while it is read. That is found out by the statement, which answers another one.
        known = engine.caches.trusted.put(key, Registered(text), text_weight(text or ""))
    return known.text
