"""The headers of a request, read once: a small request would pay more for anything cleverer."""

from starlette.types import Scope

from api.languages import language_asked
from core.errors import fault


class RequestHeaders:
    """Values by name in lower case; those of a header that is sent several times stand joined by commas (RFC 9110)."""

    __slots__ = ("_values",)

    def __init__(self, scope: Scope) -> None:
        values: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            values[name] = values[name] + b", " + value if name in values else value
        self._values = values

    def get(self, name: bytes) -> str | None:
        """The value, None where the header is absent."""
        found = self._values.get(name)
        return None if found is None else found.decode("latin-1")


def language_of(scope: Scope) -> str:
    """The language in which somebody is told things of whom no more is known than the request."""
    return language_asked(RequestHeaders(scope).get(b"accept-language") or "")


def bearer_token(sent: str | None) -> str | None:
    """The token of `Authorization: Bearer …`, None where the header is absent.

    Raises:
        SluiceError: UNAUTHENTICATED for another scheme, an empty token, or several.
    """
    if sent is None:
        return None
    scheme, _, token = sent.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or " " in token:
        raise fault("UNAUTHENTICATED", "The header `Authorization` is not `Bearer <token>`")
    return token


def peer_of(scope: Scope) -> str | None:
    """The address at the other end of the connection; None where it has none."""
    client = scope.get("client")
    return None if client is None else str(client[0])
