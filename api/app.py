"""The ASGI application: routes, what lives as long as the process, and JSON for every refusal."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

import console
from api.context import Engine
from api.errors import fault_answer
from api.execution import operation
from api.fixed.acceptance import accept_catalog
from api.fixed.identity_providers import CALLBACK, START
from api.fixed.inviting import PAGE
from api.fixed.passwords import RESET_PAGE
from api.fixed.signing_up import SIGN_UP_PAGE
from api.http.access_log import AccessLog
from api.http.account_pages import invitation_page, reset_page, sign_up_page
from api.http.console import EXPLORER, console_routes, is_built
from api.http.download import download
from api.http.headers import language_of
from api.http.landing import LANDING_PAGE, LANDING_POLICY
from api.http.metrics import Metrics, metrics, shared_folder
from api.http.middleware import RequestMiddleware
from api.http.oidc import callback, start
from api.http.protocol import SHORT_WAY
from api.http.short_way import GRAPHQL, ShortWay
from api.http.upload import upload
from api.http.view import GraphQLView
from api.operators.view import OPERATOR, answer_operator
from api.process.auditing import audit_forever
from api.process.caches import Caches, budget
from api.process.closing import close_forever
from api.process.erasing import erase_forever
from api.process.following import Following
from api.process.forgetting import (
    forget_failures_forever,
    forget_forever,
    forget_rates_forever,
    forget_sign_ins_forever,
)
from api.process.noting import note_forever, write
from api.process.operating import Operating
from api.process.proxies import Proxies
from api.process.rounds import end
from api.process.sweeping import sweep_forever
from api.scim.view import METHODS, ROUTE, answer_scim
from core.contents import Contents
from core.database import Database
from core.errors import SluiceError, fault
from core.mail import Mail
from core.outgoing import Outgoing, networks_of
from core.sealing import sealer
from core.settings import Settings
from metadata.store import CatalogStore
from migrations.run import is_current
from policies.decide import AccessCache
from tenants.authentication import Authenticator
from tenants.metering import Metering
from tenants.provider_metadata import Providers
from tenants.rate_limits import Rates
from tenants.rates import LimitedError, RateLimits, rate_headers

READY_SECONDS = 3.0

CONSOLE = Path(console.__file__).parent / "dist"
"""Where `make run` and the wheel have the built console."""


class Application(Starlette):
    """Starlette, with a short way to `/graphql`: its own stack costs as much as all the rest of a small request."""

    graphql: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == GRAPHQL:
            scope["app"] = self
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


ToldOfStop = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""A block in which what is given is called when the process is asked to stop."""


def create_app(
    settings: Settings, database_url: str, told_of_stop: ToldOfStop = lambda _: nullcontext()
) -> Starlette:
    """The application; it connects to `database_url`, which is migrated, when its lifespan begins.

    Args:
        told_of_stop: lets go of what would never end by itself, so that a server can stop.
    """

    log = AccessLog(all=settings.log_requests == "all")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, object]]:
        database = await Database.open(
            database_url, settings.pool_size, settings.statement_timeout_ms, walls=settings.walls
        )
        try:
            engine = app.state.engine = engine_on(settings, database)
            told = app.state.metrics = Metrics(engine, shared_folder())
            rounds = [asyncio.create_task(each, name=name) for name, each in rounds_of(engine).items()]
            try:
                with told_of_stop(engine.following.stop):
                    yield {SHORT_WAY: ShortWay(engine, operation.respond, log)}
            finally:
                await end(rounds)
                await engine.posting.stop()
                await engine.outgoing.close()
                await write(engine.authenticator.uses)
                told.close()
        finally:
            await database.close()

    has_console = is_built(CONSOLE)
    view = GraphQLView(operation.respond, EXPLORER if has_console else None)
    app = Application(
        routes=[
            Route(GRAPHQL, view),
            WebSocketRoute(GRAPHQL, view),
            Route(OPERATOR, answer_operator, methods=["POST"]),
            Route(ROUTE, answer_scim, methods=list(METHODS)),
            Route("/files", upload, methods=["POST"]),
            Route("/files/{id}", download),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            Route(START, start),
            Route(CALLBACK, callback),
            *(console_routes(CONSOLE) if has_console else WITHOUT_CONSOLE),
        ],
        middleware=[Middleware(RequestMiddleware, log=log)],
        exception_handlers={HTTPException: http_fault, SluiceError: known_fault},
        lifespan=lifespan,
    )
    app.graphql = RequestMiddleware(view, log)
    return app


def rounds_of(engine: Engine) -> dict[str, Coroutine[object, object, None]]:
    """What the process does beside the requests until it ends, by name."""
    settings, database, catalogs = engine.settings, engine.database, engine.catalogs
    found = {
        "operations": engine.operating.run_forever(),
        "forgiving": forget_failures_forever(database),
        "noting": note_forever(engine.authenticator.uses),
        "erasing": erase_forever(database, catalogs),
        "sweeping": sweep_forever(database, catalogs, engine.contents, settings.file_hours),
        "signing-in": forget_sign_ins_forever(database),
        "metering": engine.metering.run_forever(),
        "closing": close_forever(database, engine.contents),
        "auditing": audit_forever(database),
        "rates": forget_rates_forever(database),
    }
    if settings.refusal_days is not None:
        found["forgetting"] = forget_forever(database, settings.refusal_days)
    return found


def engine_on(settings: Settings, database: Database) -> Engine:
    """An engine over an open database."""
    memory = settings.cache_mb * 1_000_000
    catalogs = CatalogStore(database, budget(memory, "catalogs"))
    outgoing = Outgoing(networks_of(settings.provider_networks))
    return Engine(
        settings=settings,
        database=database,
        authenticator=Authenticator(database, Rates(settings.rate_key, settings.rate_tenant)),
        catalogs=catalogs,
        accesses=AccessCache(budget(memory, "accesses")),
        following=Following(database, settings.pool_size),
        caches=Caches(memory),
        contents=Contents(settings.contents_url),
        operating=Operating(database, catalogs, accept_catalog),
        proxies=Proxies(settings.trusted_proxies),
        metering=Metering(database),
        outgoing=outgoing,
        providers=Providers(outgoing),
        rates=RateLimits(database),
        sealer=sealer(settings.secret_keys, settings.key_folder),
        mail=None if settings.smtp is None else Mail(settings.smtp),
    )


async def healthz(_: Request) -> Response:
    """200 as long as the process answers at all."""
    return _json({"status": "ok"})


async def readyz(request: Request) -> Response:
    """200 when the database answers and `platform` is migrated, else 503."""
    engine: Engine = request.app.state.engine
    try:
        async with asyncio.timeout(READY_SECONDS):
            migrated = await is_current(engine.database)
    except TimeoutError:
        unready = fault("UNAVAILABLE", f"The database does not answer within {READY_SECONDS:g} s")
        return _fault(unready, request)
    except asyncpg.UndefinedTableError:
        migrated = False
    except SluiceError as error:
        return _fault(error, request)
    if not migrated:
        unready = fault("UNAVAILABLE", "The database is not migrated", hint="Run `sluice migrate`.")
        return _fault(unready, request)
    return _json({"status": "ready"})


async def landing(_: Request) -> Response:
    """The page for people who come without a client."""
    return HTMLResponse(LANDING_PAGE, headers={"Content-Security-Policy": LANDING_POLICY})


WITHOUT_CONSOLE = (
    Route("/", landing),
    Route(PAGE, invitation_page),
    Route(RESET_PAGE, reset_page),
    Route(SIGN_UP_PAGE, sign_up_page),
)
"""What stands at addresses of the console where it is not built: mails hold links to all but the first."""


async def http_fault(request: Request, error: Exception) -> Response:
    """404 and 405 of the router as error JSON."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        refusal = fault("METHOD_NOT_ALLOWED", f"{request.url.path} does not take {request.method}")
        response = _fault(refusal, request)
        response.headers["Allow"] = allowed
        return response
    refusal = fault("NOT_FOUND", "There is nothing at this address", hint="The API is at /graphql.")
    return _fault(refusal, request)


async def known_fault(request: Request, error: Exception) -> Response:
    """A refusal of our own as error JSON."""
    if not isinstance(error, SluiceError):
        raise error
    response = _fault(error, request)
    if isinstance(error, LimitedError):
        response.headers["Retry-After"] = str(error.seconds)
        response.headers.update(
            {name.decode(): value.decode() for name, value in rate_headers(error.standings)}
        )
    return response


def _fault(error: SluiceError, request: Request) -> Response:
    answer = fault_answer(error, request.state.request_id, language_of(request.scope))
    headers = {"Cache-Control": "no-store"}
    return Response(answer.body, answer.status, headers, "application/json")


def _json(value: object) -> Response:
    return Response(orjson.dumps(value), media_type="application/json", headers={"Cache-Control": "no-store"})
