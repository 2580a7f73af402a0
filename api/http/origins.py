"""Which pages may ask: the origin that a browser tells, beside the one that people reach this installation by.

Headers of proxies (`X-Forwarded-Host`, `X-Forwarded-Proto`) say nothing here: the address is `SLUICE_PUBLIC_URL`, and
where that is not https, also the `Host` that is asked.
"""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from api.http.headers import RequestHeaders
from core.errors import SluiceError, fault

_USUAL_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Scheme, host and port (RFC 6454)."""

    scheme: str
    host: str
    port: int | None


@lru_cache(maxsize=1_000)
def origin_of(text: str) -> Origin | None:
    """The origin of a URL, or of the header `Origin`; None where that is none, as `null`."""
    try:
        parts = urlsplit(text)
        if not parts.scheme or parts.hostname is None:
            return None
        return Origin(parts.scheme, parts.hostname, parts.port or _USUAL_PORTS.get(parts.scheme))
    except ValueError:
        return None


def check_socket_origin(headers: RequestHeaders) -> None:
    """Refuse pages of other sites. A browser always says which page asks; other clients say nothing, or what they like.

    Raises:
        SluiceError: FORBIDDEN.
    """
    sent = headers.get(b"origin")
    if sent is None:
        return
    origin = origin_of(sent)
    # The scheme may be another: a proxy takes TLS off before us.
    if origin is None or origin != origin_of(f"{origin.scheme}://{headers.get(b'host') or ''}"):
        raise fault(
            "FORBIDDEN",
            f"A page of {sent[:100]} may not open a WebSocket here",
            hint="Serve the page from the same origin, through a proxy if need be.",
        )


def check_same_origin(headers: RequestHeaders, public_url: str, *, told: bool) -> None:
    """Refuse whatever is not shown to be asked by a page of this installation: what asks comes with its cookie.

    `Sec-Fetch-Site` and `Origin` are set by browsers, and no page can write them (OWASP, *Cross-Site Request Forgery
    Prevention*). Each that is there must say so; a page of another host of the same domain is another's.

    Args:
        told: one of the two must be there, as it is in all that changes anything.

    Raises:
        SluiceError: FORBIDDEN.
    """
    site, sent = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None and site not in ("same-origin", "none"):
        raise _foreign(sent)
    if sent is not None and not _ours(sent, headers.get(b"host") or "", public_url):
        raise _foreign(sent)
    if told and sent is None and site != "same-origin":
        raise _foreign(None)


def _ours(sent: str, host: str, public_url: str) -> bool:
    origin = origin_of(sent)
    if origin is None:
        return False
    if origin == origin_of(public_url):
        return True
    return not public_url.startswith("https://") and origin == origin_of(f"http://{host}")


def _foreign(sent: str | None) -> SluiceError:
    who = "a page that is not known" if sent is None else f"a page of {sent[:100]}"
    return fault(
        "FORBIDDEN",
        f"The session in the cookie is not for {who}",
        hint="Ask from a page at the address in `SLUICE_PUBLIC_URL`, or send a bearer token.",
    )
