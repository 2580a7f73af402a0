"""`GET /files/<id>`: the contents of a file, for who may read the field of the record that names it.

Whether that is so the record itself tells, read by the same plan as a query reads it. Who may not, and who asks for
what is not there, gets the same 404.
"""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.context import RequestContext, limit_rate, refuse_anonymous
from api.execution.standing import Standing
from api.http.file_headers import content_disposition, wanted_range
from api.http.headers import RequestHeaders
from api.http.view import request_context
from core.errors import fault
from core.ids import read_uuid
from records.naming import file_value
from tenants.files import naming_of

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""A file is never a page of ours, whatever is in it."""


async def download(request: Request) -> Response:
    """200 with all of it, 206 with a part, 304 where the client has it already."""
    context = request_context(request.scope, RequestHeaders(request.scope), link=True)
    # A picture in a page sends no header.
    context.tenant_slug = context.tenant_slug or request.query_params.get("tenant")
    if context.token is None:
        refuse_anonymous()
    await limit_rate(context)
    standing = Standing(context.engine, context)
    await standing.recall()
    value = await standing.fresh(lambda: _value(context, request.path_params["id"]))
    request.state.tenant = context.require_caller().tenant_slug
    request.state.stream = True
    size, tag = int(str(value["size"])), f'"{value["sha256"]}"'
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition(str(value["name"])),
        "Content-Security-Policy": POLICY,
        "ETag": tag,
        "Vary": "Authorization, Cookie, X-Sluice-Tenant",
    }
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    unchanged = request.headers.get("if-range", tag) == tag
    part = wanted_range(request.headers.get("range"), size) if unchanged and request.method == "GET" else None
    start, end = (0, size) if part is None else part
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    headers["Content-Type"] = str(value["mediaType"])
    status = 200 if part is None else 206
    if request.method == "HEAD" or start == end:
        return Response(status_code=status, headers=headers)
    key = f"{context.require_caller().namespace}/{value['id']}"
    chunks = await context.engine.contents.get(key, start, end)
    return StreamingResponse(chunks, status, headers)


async def _value(context: RequestContext, sent: str) -> dict[str, object]:
    """The value of the field that names the file.

    Raises:
        StaleError: plan again.
        SluiceError: NOT_FOUND.
    """
    missing = fault("NOT_FOUND", "There is no such file that you may read")
    try:
        id_ = read_uuid(sent)
    except ValueError:
        raise missing from None
    caller = context.require_caller()
    catalog, access = context.require_catalog()
    naming = await naming_of(context.engine.database, caller.namespace, id_)
    if naming is None:
        raise missing
    value = await file_value(context.engine.database, catalog, access, caller, naming)
    if value is None or value["id"] != str(id_):
        raise missing
    return value
