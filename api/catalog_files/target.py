"""The server whose catalog is meant, asked over HTTP as any client asks."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from core.errors import Problem, SluiceError, fault
from metadata.values import JsonValue

MOST_BYTES = 100_000_000
SECONDS = 660
"""A publish that writes large tables anew takes its time: the server gives it ten minutes."""

Json = dict[str, JsonValue]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever is sent elsewhere would send the key there too."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


@dataclass(frozen=True)
class Target:
    """A tenant of a server.

    Attributes:
        url: of the server; `/graphql` is added where it has no path.
        key: an API key or a session token; shown to nobody.
        tenant: slug, for a person of several tenants.
    """

    url: str
    key: str
    tenant: str | None = None

    def __repr__(self) -> str:
        return f"Target({self.url!r})"

    def ask(self, document: str, variables: Mapping[str, JsonValue] | None = None) -> Json:
        """`data` of the answer.

        Raises:
            SluiceError: what the server refuses; UNAVAILABLE where it does not answer as one of Sluice does.
        """
        body = json.dumps(
            {"query": document, "variables": dict(variables or {})}, ensure_ascii=False
        ).encode()
        answer = self._sent(body)
        errors = answer.get("errors")
        if isinstance(errors, list) and errors:
            raise SluiceError([_problem(each) for each in errors if isinstance(each, dict)])
        data = answer.get("data")
        if not isinstance(data, dict):
            raise self._silent("it answers no GraphQL")
        return data

    def _sent(self, body: bytes) -> Json:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        if self.tenant is not None:
            headers["X-Sluice-Tenant"] = self.tenant
        request = urllib.request.Request(self._address(), body, headers)  # noqa: S310 - http or https
        opener = urllib.request.build_opener(_NoRedirects())
        try:
            with opener.open(request, timeout=SECONDS) as response:
                raw = response.read(MOST_BYTES)
        except urllib.error.HTTPError as error:
            raw = error.read(MOST_BYTES)
            if error.code in range(300, 400):
                raise self._silent(f"it sends to another address: {error.headers.get('Location')}") from error
        except (OSError, HTTPException, ValueError) as error:
            raise self._silent(str(getattr(error, "reason", "")) or str(error)) from error
        try:
            answer = json.loads(raw)
        except ValueError as error:
            raise self._silent("it answers no JSON") from error
        if not isinstance(answer, dict):
            raise self._silent("it answers no GraphQL")
        return answer

    def _address(self) -> str:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            message = f"{self.url!r} is no address of a server."
            raise fault("CATALOG_INVALID", message, hint="Write it as https://sluice.example.com.")
        return self.url if parts.path.strip("/") else f"{self.url.rstrip('/')}/graphql"

    def _silent(self, why: str) -> SluiceError:
        hint = "Check the address in --url or SLUICE_URL."
        return fault("UNAVAILABLE", f"{self.url} cannot be asked: {why}.", hint=hint)


def problem_of(error: Mapping[str, JsonValue]) -> Problem:
    """A refusal of a payload's `errors`."""
    path = error.get("path")
    steps = tuple(each for each in path if isinstance(each, str | int)) if isinstance(path, list) else ()
    return Problem(str(error.get("code")), str(error.get("message")), steps, str(error.get("hint") or ""))


def _problem(error: Mapping[str, JsonValue]) -> Problem:
    extensions = error.get("extensions")
    told = extensions if isinstance(extensions, dict) else {}
    return problem_of({"code": told.get("code"), "message": error.get("message"), "hint": told.get("hint")})
