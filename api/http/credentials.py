"""By what a request says who asks: a bearer token, or the cookie where the client asks for it."""

from dataclasses import dataclass

from api.http.headers import RequestHeaders, bearer_token
from api.http.origins import check_same_origin
from api.process.session_cookie import SessionCookie
from core.errors import fault
from core.settings import Settings

SESSION_HEADER = "x-sluice-session"
"""With the value `cookie`, a client has its session kept in the cookie. No page of another site can send it."""
COOKIE = "cookie"


@dataclass(frozen=True)
class Credentials:
    """What was sent.

    Attributes:
        token: None for an anonymous request.
        by_cookie: the client has its session kept in the cookie.
    """

    token: str | None = None
    by_cookie: bool = False


def credentials_of(headers: RequestHeaders, settings: Settings, *, link: bool = False) -> Credentials:
    """The credentials of a request. A bearer token goes before the cookie.

    Args:
        link: by GET, for what pages embed and link to: nothing can be changed, and no header be asked for.

    Raises:
        SluiceError: UNAUTHENTICATED for other authorizations; BAD_REQUEST; FORBIDDEN for a page of another origin.
    """
    token = bearer_token(headers.get(b"authorization"))
    if token is not None or not (link or asks_for_cookie(headers.get(SESSION_HEADER.encode()))):
        return Credentials(token)
    sent = headers.get(b"cookie")
    if link and not sent:
        return Credentials()
    check_same_origin(headers, settings.public_url, told=not link)
    return Credentials(SessionCookie.of(settings).token(sent), by_cookie=True)


def asks_for_cookie(sent: str | None) -> bool:
    """Whether the client has its session kept in the cookie.

    Args:
        sent: the header `X-Sluice-Session`, or the name in `connection_init`.

    Raises:
        SluiceError: BAD_REQUEST.
    """
    if sent is None or sent == COOKIE:
        return sent == COOKIE
    raise fault("BAD_REQUEST", f"`X-Sluice-Session` is {sent[:40]!r}, and can only be `{COOKIE}`")
