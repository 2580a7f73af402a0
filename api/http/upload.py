"""`POST /files`: the body, as it comes, to the place of the files; then the file's id, for a record to name.

A row is begun before the first byte is kept and completed after the last, so a process that is killed in between
leaves a row that the sweep finds, with whatever there is of the contents.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from uuid import UUID

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.context import Engine, RequestContext, identify, limit_rate
from api.http.file_headers import MOST_NAME, media_type_of
from api.http.headers import RequestHeaders
from api.http.view import request_context
from api.request import check_text
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from policies.access import Access
from records.files import holds_file
from tenants.files import begin, complete, forget

LOG = logging.getLogger("sluice.upload")

CHUNK_SECONDS = 30.0
"""How long a client may send nothing."""

WHOLE_SECONDS = 1_800.0
"""How long an upload may take: less than the hour after which the sweep could find it."""

HEAD_BYTES = 4_096
"""Of the beginning, which tells the media type."""


async def upload(request: Request) -> Response:
    """201 with id, name, media type, size and checksum; nothing is kept of an upload that does not come to its end."""
    context = request_context(request.scope, RequestHeaders(request.scope))
    await limit_rate(context)
    await identify(context)
    context.refuse_view()
    caller = context.require_caller()
    request.state.tenant = caller.tenant_slug
    request.state.stream = True
    if not may_give(*context.require_catalog()):
        raise fault(
            "FORBIDDEN",
            Sentence("The caller's roles may write no field of files", "你的角色不能修改任何文件字段"),
        )
    context.engine.metering.check(caller, "storage_mb")
    name = _name(request)
    coming = _Coming(request, _most(request, context))
    id_ = await begin(context.engine.database, caller.namespace, name, caller.member_id)
    try:
        media_type = await _keep(context.engine, caller.namespace, id_, name, coming)
    except BaseException as error:
        await asyncio.shield(_take_back(context.engine, caller.namespace, id_))
        if isinstance(error, ClientDisconnect):
            return Response(status_code=400)  # to nobody
        raise
    told = {
        "id": str(id_),
        "name": name,
        "mediaType": media_type,
        "size": coming.size,
        "sha256": coming.digest.hexdigest(),
    }
    headers = {"Cache-Control": "no-store", "Location": f"/files/{id_}"}
    return Response(orjson.dumps(told), 201, headers=headers, media_type="application/json")


def may_give(catalog: Catalog, access: Access) -> bool:
    """Whether the caller may write a field of files."""
    return any(
        holds_file(field) and (field.id in rights.create or field.id in rights.update)
        for of in catalog.objects
        if (rights := access.objects.get(of.id)) is not None
        for field in of.fields
    )


def _name(request: Request) -> str:
    name = request.query_params.get("name", "")
    check_text(name, "name")
    if not name.strip():
        raise fault(
            "BAD_USER_INPUT",
            Sentence("The file has no name", "文件没有名称"),
            "name",
            hint=Sentence("POST it to /files?name=offer.pdf.", "请将文件发送到 /files?name=offer.pdf。"),
        )
    if len(name) > MOST_NAME:
        message = Sentence(
            "The name has {:,} characters; at most {} fit", "名称有 {:,} 个字符，最多 {} 个"
        ).of(len(name), MOST_NAME)
        raise fault("BAD_USER_INPUT", message, "name", hint=Sentence("Shorten it.", "请缩短。"))
    return name


def _most(request: Request, context: RequestContext) -> int:
    """The bytes that fit.

    Raises:
        SluiceError: PAYLOAD_TOO_LARGE, where the client says beforehand that it has more.
    """
    most = context.engine.settings.file_mb * 1_000_000
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > most:
        raise _too_large(most)
    if (request.headers.get("content-encoding") or "identity").lower() != "identity":
        message = "The body of an upload is the file as it is, without a content encoding"
        raise fault("UNSUPPORTED_MEDIA_TYPE", message, hint="Send the body uncompressed.")
    return most


def _too_large(most: int) -> SluiceError:
    return fault(
        "PAYLOAD_TOO_LARGE",
        Sentence("The file has more than {:,} bytes", "文件超过了 {:,} 字节").of(most),
        hint=Sentence("Upload a smaller file.", "请上传较小的文件。"),
    )


class _Coming:
    """The body as it comes, counted, summed, and its beginning kept."""

    def __init__(self, request: Request, most: int) -> None:
        self._request = request
        self._most = most
        self.size = 0
        self.head = b""
        self.digest = hashlib.sha256()
        self.declared = request.headers.get("content-type", "")

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, chunk by chunk.

        Raises:
            SluiceError: PAYLOAD_TOO_LARGE, UPLOAD_TIMEOUT.
            ClientDisconnect: the client has gone before its end.
        """
        stream = self._request.stream()
        loop = asyncio.get_running_loop()
        end = loop.time() + WHOLE_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(min(end, loop.time() + CHUNK_SECONDS)):
                    chunk = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError:
                message = Sentence(
                    "Nothing came for {:g} s, or all of it took more than {:g} s",
                    "{:g} 秒内没有收到数据，或上传总时长超过了 {:g} 秒",
                ).of(CHUNK_SECONDS, WHOLE_SECONDS)
                raise fault("UPLOAD_TIMEOUT", message) from None
            self.size += len(chunk)
            if self.size > self._most:
                raise _too_large(self._most)
            if len(self.head) < HEAD_BYTES:
                self.head += chunk[: HEAD_BYTES - len(self.head)]
            self.digest.update(chunk)
            if chunk:
                yield chunk


async def _keep(engine: Engine, namespace: str, id_: UUID, name: str, coming: _Coming) -> str:
    """Keep the contents and complete the row; the media type."""
    await engine.contents.put(f"{namespace}/{id_}", coming.chunks())
    media_type = media_type_of(coming.declared, name, coming.head)
    await complete(engine.database, namespace, id_, media_type, coming.size, coming.digest.hexdigest())
    return media_type


async def _take_back(engine: Engine, namespace: str, id_: UUID) -> None:
    """Remove what there is. Where that fails too, the sweep does it."""
    try:
        await engine.contents.remove(f"{namespace}/{id_}")
        await forget(engine.database, namespace, [id_])
    except SluiceError as error:
        LOG.warning("an upload that was broken off waits for the sweep: %s", error)
