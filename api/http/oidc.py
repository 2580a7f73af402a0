"""`GET /auth/oidc/start` and `/auth/oidc/callback`: signing in by the identity provider of a tenant, with a browser.

The client makes a secret text and begins with its SHA-256 (`challenge`); the browser goes to the provider, comes back,
and is sent on to `returnTo` with a code behind the `#`, which the client exchanges with its text for a session
(`exchangeSignInCode`). Whose sign-in it is, and for which tenant, stands in the database under the `state`, and nothing
that the browser brings back is believed beside that.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.context import Engine, RequestContext
from api.fixed.admitting import VIA, admit
from api.fixed.identity_providers import redirect_uri
from api.http.headers import RequestHeaders, peer_of
from api.http.sign_in_page import POLICY, refusal_page
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants import address_bounds, sign_in_requests
from tenants.address_bounds import PROVIDER_STEPS
from tenants.audit import Entry, note_alone
from tenants.code_flow import Proved, authorization_url, prove
from tenants.identity_providers import Door, door, opened_secret
from tenants.provider_metadata import failed
from tenants.sign_in_requests import LONGEST_STATE, REQUEST_LENGTH
from tenants.sign_in_requests import Request as Begun
from tenants.tokens import token_hash

LOG = logging.getLogger("sluice.oidc")

LONGEST_RETURN = 1_000
LONGEST_CODE = 8_000
FRAGMENT = "signInCode"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_TOLD = frozenset({"SIGN_IN_NOT_ALLOWED", "SECOND_FACTOR_REQUIRED", "QUOTA_EXCEEDED"})


async def start(request: Request) -> Response:
    """303 to the provider of the tenant."""
    return await _answered(request, _start)


async def callback(request: Request) -> Response:
    """303 to where the sign-in was begun, with a code."""
    return await _answered(request, _callback)


async def _start(request: Request, context: RequestContext) -> Response:
    engine = context.engine
    await address_bounds.take(engine.database, PROVIDER_STEPS, context.whence())
    given = _parameters(request)
    challenge = given.get("challenge", "")
    if not _CHALLENGE.fullmatch(challenge):
        raise fault(
            "BAD_REQUEST",
            "`challenge` is the SHA-256 of a text of the client in URL-safe base64, and is missing",
            hint="Make a text of 43 random characters, and keep it for `exchangeSignInCode`.",
        )
    return_to = checked_return(given.get("returnTo", "/"))
    slug = given.get("tenant", "")
    found = await door(engine.database, slug) if slug.isascii() and slug.isprintable() else None
    if found is None:
        # The same where there is no such tenant.
        raise fault(
            "NOT_FOUND",
            Sentence(
                "there is no tenant of this name that signs in by an identity provider",
                "没有使用身份提供方登录的这家公司",
            ),
            hint=Sentence(
                "Check the name, or sign in with e-mail and password.",
                "请检查公司简称，或使用邮箱和密码登录。",
            ),
        )
    request.state.tenant = found.slug
    metadata = await engine.providers.metadata(found.provider.issuer)
    begun = await sign_in_requests.begin(engine.database, found, return_to, challenge)
    uri = redirect_uri(engine.settings.public_url)
    response = RedirectResponse(authorization_url(metadata, found.provider, begun, uri), 303)
    _set_cookie(engine, response, begun.state, begun.browser, int(REQUEST_LENGTH.total_seconds()))
    return response


async def _callback(request: Request, context: RequestContext) -> Response:
    engine = context.engine
    await address_bounds.take(engine.database, PROVIDER_STEPS, context.whence())
    given = _parameters(request)
    state = given.get("state", "")
    browser = request.cookies.get(_cookie_name(engine, state), "")
    if not state or len(state) > LONGEST_STATE or not browser:
        raise sign_in_requests.expired()
    begun = await sign_in_requests.take(engine.database, state, browser)
    found = await door(engine.database, begun.tenant_id)
    if found is None or not found.provider.is_client_of(begun.issuer, begun.client_id):
        raise sign_in_requests.expired()
    request.state.tenant = found.slug
    proved = await _proved(engine, found, begun, given)
    try:
        code = await admit(engine, found, proved, begun.challenge)
    except SluiceError as error:
        await _tell(engine, found, proved, error)
        raise
    response = RedirectResponse(f"{engine.settings.public_url}{begun.return_to}#{FRAGMENT}={code}", 303)
    _set_cookie(engine, response, state, "", 0)
    return response


async def _proved(engine: Engine, found: Door, begun: Begun, given: Mapping[str, str]) -> Proved:
    """Who has come back.

    Raises:
        SluiceError: PROVIDER_FAILED, SIGN_IN_NOT_ALLOWED.
    """
    metadata = await engine.providers.metadata(found.provider.issuer)
    # Before anything else of the answer is looked at: it may be that of another provider (RFC 9207).
    said = given.get("iss")
    if said is not None and said != found.provider.issuer:
        raise failed("the answer is that of another one")
    if said is None and metadata.tells_issuer:
        raise failed("the answer does not say whose it is, as it would")
    if "error" in given:
        raise fault(
            "SIGN_IN_NOT_ALLOWED",
            Sentence("the identity provider has not signed them in", "身份提供方未完成登录"),
            hint=Sentence("Try again there.", "请在身份提供方处重试。"),
        )
    code = given.get("code", "")
    if not code or len(code) > LONGEST_CODE:
        raise failed("the answer has no code")
    secret = opened_secret(engine.sealer, found.provider)
    uri = redirect_uri(engine.settings.public_url)
    return await prove(engine.providers, found.provider, secret, begun, code, uri)


async def _tell(engine: Engine, found: Door, proved: Proved, error: SluiceError) -> None:
    """Tell the tenant's audit log whom it did not let in, and why."""
    problem = error.problems[0]
    if problem.code in _TOLD:
        email = None if proved.email is None else proved.email[:254].replace("\0", "")
        told = {"by": VIA, "code": problem.code, "reason": problem.message, "email": email}
        await note_alone(engine.database, found.namespace, Entry("signInFailed", None, details=told))


async def _answered(
    request: Request, work: Callable[[Request, RequestContext], Awaitable[Response]]
) -> Response:
    context = _context(request)
    try:
        response = await work(request, context)
    except SluiceError as error:
        LOG.info("a sign-in was refused: %s", error)
        page, status = refusal_page(error, context.own_language, context.request_id)
        response = HTMLResponse(page, status, {"Content-Security-Policy": POLICY})
        seconds = error.problems[0].details.get("seconds")
        if seconds is not None:
            response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def _context(request: Request) -> RequestContext:
    headers = RequestHeaders(request.scope)
    return RequestContext(
        engine=request.app.state.engine,
        request_id=request.state.request_id,
        accept_language=headers.get(b"accept-language") or "",
        peer=peer_of(request.scope),
        forwarded=headers.get(b"x-forwarded-for") or "",
        agent=headers.get(b"user-agent") or "",
    )


def _parameters(request: Request) -> Mapping[str, str]:
    """The parameters of the query, each of which is there once (RFC 6749, 3.1)."""
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    if len(given) != len(pairs):
        raise fault("BAD_REQUEST", "a parameter is there twice")
    return given


def checked_return(text: str) -> str:
    """A path of this installation to go on to: nothing that a browser would take for another site.

    Raises:
        SluiceError: BAD_REQUEST.
    """
    plain = text.isascii() and text.isprintable() and not set(text) & set(' \\"<>^`{|}#')
    parts = urlsplit(text) if plain else None
    if (
        parts is None
        or len(text) > LONGEST_RETURN
        or not text.startswith("/")
        or text.startswith("//")
        or parts.scheme
        or parts.netloc
    ):
        raise fault(
            "BAD_REQUEST", "`returnTo` is a path of this installation, such as /deals", hint="Mend it."
        )
    return text


def _secure(engine: Engine) -> bool:
    return engine.settings.public_url.startswith("https://")


def _cookie_name(engine: Engine, state: str) -> str:
    """One for each sign-in, so that those of two windows do not end each other."""
    prefix = "__Host-" if _secure(engine) else ""
    return f"{prefix}sluice-oidc-{token_hash(state).hex()[:16]}"


def _set_cookie(engine: Engine, response: Response, state: str, value: str, seconds: int) -> None:
    # Lax: the provider sends the browser back from its own site.
    response.set_cookie(
        _cookie_name(engine, state),
        value,
        max_age=seconds,
        path="/",
        secure=_secure(engine),
        httponly=True,
        samesite="lax",
    )
