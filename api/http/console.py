"""The console, built beforehand: one page for every address that it shows, and scripts named by their content."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from core.errors import fault

PLACES = (
    "board",
    "records",
    "designer",
    "insights",
    "developer",
    "people",
    "start",
    "sign-in",
    "sign-up",
    "invitation",
    "confirm-sign-up",
    "password-reset",
)
"""The first part of each address that the console shows: `/board/deal` is for its router. `PLACES` of
`console/src/app/addresses.ts` are the same; a test compares them."""

ASSETS = "/console"
"""Where its files are, the `base` of `console/vite.config.ts`."""

EXPLORER = "/developer/graphiql"
"""GraphiQL with the session of the console."""

_PAGE = "index.html"
_POLICY = "; ".join(
    (
        "default-src 'self'",
        # The component library writes its rules into the page while it runs.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        # GraphiQL has its fonts in its style sheet. Its workers are files of our own and need no more than the rest;
        # the pages are one document to a browser, so that all of them have the policy of the one that came first.
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_FOREVER = "public, max-age=31536000, immutable"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def is_built(folder: Path) -> bool:
    """Whether there is a console to be served in `folder`."""
    return (folder / _PAGE).is_file()


def console_routes(folder: Path) -> Sequence[BaseRoute]:
    """The routes of a console that was built into `folder`."""
    page = (folder / _PAGE).read_text(encoding="utf-8")
    files = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}

    async def shown(_: Request) -> Response:
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return HTMLResponse(page, headers=headers)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in files:
            raise fault(
                "NOT_FOUND", "There is no such file", hint="Reload the page: the console is a newer one."
            )
        taken = request.headers.get("accept-encoding", "")
        encoding, ending = next(
            ((each, end) for each, end in _ENCODINGS if each in taken and name + end in files), (None, "")
        )
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {
            "Cache-Control": _FOREVER if name.startswith("assets/") else "no-cache",
            "Vary": "Accept-Encoding",
            **({} if encoding is None else {"Content-Encoding": encoding}),
        }
        return FileResponse(files[name + ending], headers=headers, media_type=media_type)

    return (
        Route("/", shown),
        *(Route(f"/{place}{rest}", shown) for place in PLACES for rest in ("", "/{path:path}")),
        Route(f"{ASSETS}/{{name:path}}", file),
    )
