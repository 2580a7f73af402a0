"""The console, built beforehand: one page for every address that it shows, and scripts named by their content."""

import asyncio
import mimetypes
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
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
"""The page of all places but those that have one of their own, which says what else is to be loaded with it."""
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
_NAME = re.compile(r"[\w-][\w.-]{0,199}(/[\w-][\w.-]{0,199}){0,3}", re.ASCII)
"""What a file of the build may be called: no part of it begins with a dot, so none leads out of the folder."""


def is_built(folder: Path) -> bool:
    """Whether there is a console to be served in `folder`."""
    return (folder / _PAGE).is_file()


def console_routes(folder: Path) -> Sequence[BaseRoute]:
    """The routes of a console that is built into `folder`: each answers with what is there when it is asked.

    So a console that is built anew is served at once, and what it no longer has is not there.
    """

    def shown(place: str) -> Callable[[Request], Awaitable[Response]]:
        async def page(_: Request) -> Response:
            content = await _content(folder, f"{place}.html") or await _content(folder, _PAGE)
            if content is None:
                raise fault("UNAVAILABLE", "The console is not there", hint="It is replaced: try again soon.")
            headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
            return HTMLResponse(content, headers=headers)

        return page

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        encoding, content = await _encoded(folder, name, request.headers.get("accept-encoding", ""))
        if content is None:
            raise fault(
                "NOT_FOUND", "There is no such file", hint="Reload the page: the console is a newer one."
            )
        headers = {
            "Cache-Control": _FOREVER if name.startswith("assets/") else "no-cache",
            "Vary": "Accept-Encoding",
            **({} if encoding is None else {"Content-Encoding": encoding}),
        }
        return Response(content, headers=headers, media_type=_media_type(name))

    return (
        # Who comes without an address is led to a board.
        Route("/", shown("board")),
        *(Route(f"/{place}{rest}", shown(place)) for place in PLACES for rest in ("", "/{path:path}")),
        Route(f"{ASSETS}/{{name:path}}", file),
    )


async def _encoded(folder: Path, name: str, taken: str) -> tuple[str | None, bytes | None]:
    """A file in the first encoding that is there and taken, with its name; as it is where there is none such."""
    for encoding, ending in _ENCODINGS:
        if encoding in taken and (content := await _content(folder, name + ending)) is not None:
            return encoding, content
    return None, await _content(folder, name)


async def _content(folder: Path, name: str) -> bytes | None:
    """What is in a file of the build; None where there is none such, which may go while it is asked for."""
    return await asyncio.to_thread(_read, folder, name)


def _read(folder: Path, name: str) -> bytes | None:
    if _NAME.fullmatch(name) is None:
        return None
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
