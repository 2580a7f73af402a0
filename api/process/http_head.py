"""What the head of an HTTP request says, as it is remembered for the next request that sends the same."""

from dataclasses import dataclass

_STREAMED = (b"subscription", b"documentId", b"persistedQuery", b"\\u00")
"""One of these is in each body that asks for a subscription: its keyword, what may name it, what may hide it."""


@dataclass(frozen=True, slots=True)
class HttpHead:
    """What the head of a `POST /graphql` says, but for the length of the body.

    Attributes:
        media_type: of the answer.
        streams: the client takes a stream of events too.
        token, by_cookie, tenant_slug, accept_language, forwarded, agent: as `api.context.RequestContext` has them.
    """

    media_type: str
    streams: bool
    token: str | None
    by_cookie: bool
    tenant_slug: str | None
    accept_language: str
    forwarded: str
    agent: str

    def may_stream(self, body: bytes) -> bool:
        """Whether the answer to the body could be a stream."""
        return self.streams and any(sign in body for sign in _STREAMED)
