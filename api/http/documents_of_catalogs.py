"""Bodies beyond the bound of others: the document of a large catalog, sent with `applyCatalog`.

Such a body is read for who may `configure`, one of a tenant at a time in each process, so what a tenant can make the
process hold in memory stays bounded. What it is a body of is only known when it is read; anything but `applyCatalog` is
refused then, before any of it runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from graphql import FieldNode

from api.context import Engine, RequestContext, identify
from api.execution.documents import with_document
from api.execution.preparation import parsed
from api.guards import operation_of
from api.request import BODY_BYTES, CATALOG_BODY_BYTES, GraphQLRequest
from core.errors import SluiceError, fault

APPLY_CATALOG = "applyCatalog"


def too_large(most: int) -> SluiceError:
    """The refusal of a body of more bytes than `most`."""
    if most == CATALOG_BODY_BYTES:
        return fault("PAYLOAD_TOO_LARGE", f"The body has more than {most:,} bytes")
    hint = f"Send it in parts; `{APPLY_CATALOG}` alone takes {CATALOG_BODY_BYTES:,} bytes, of who may `configure`."
    return fault("PAYLOAD_TOO_LARGE", f"The body has more than {most:,} bytes", hint=hint)


@dataclass
class DocumentsUnderWay:
    """The tenants of which a large document is under way in this process."""

    namespaces: set[str] = field(default_factory=set)

    async def admitted(self, context: RequestContext) -> str:
        """The namespace of the caller, who may send a large document now; `until_answered` ends it.

        Raises:
            SluiceError: PAYLOAD_TOO_LARGE where the caller may not `configure`, UNAUTHENTICATED and what else the
                credentials are refused with, CATALOG_BUSY where one of the tenant is under way.
        """
        await identify(context)
        if context.caller is None or not context.may("configure"):
            raise too_large(BODY_BYTES)
        namespace = context.caller.namespace
        if namespace in self.namespaces:
            raise fault("CATALOG_BUSY", "Another large document of this tenant is under way")
        self.namespaces.add(namespace)
        return namespace

    @contextmanager
    def until_answered(self, admitted: list[str]) -> Iterator[None]:
        """Forget at the end what was `admitted` meanwhile."""
        try:
            yield
        finally:
            self.namespaces.difference_update(admitted)


async def check_applies(engine: Engine, request: GraphQLRequest, context: RequestContext) -> None:
    """Refuse a large request that does anything but `applyCatalog`.

    Raises:
        SluiceError: PAYLOAD_TOO_LARGE, and what a document that cannot be read is refused with.
    """
    found = await with_document(engine, request, context)
    operation = operation_of(parsed(engine.caches, found.document), found.operation_name, read_only=False)
    for each in operation.selection_set.selections:
        if not isinstance(each, FieldNode) or each.name.value != APPLY_CATALOG:
            raise too_large(BODY_BYTES)
