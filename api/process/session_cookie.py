"""The cookie in which a browser keeps its session, so that no script has it (decision 76)."""

import re
from dataclasses import dataclass

from core.settings import Settings
from tenants.sessions import SESSION_LENGTH
from tenants.tokens import SESSION_PREFIX

_BETWEEN = re.compile(r"[;,]\s*")


@dataclass(frozen=True)
class SessionCookie:
    """How the cookie of this installation is called and set.

    Where people come by https, browsers take it from this host alone, over TLS alone and for all of its paths: that is
    what they demand of a name that begins with `__Host-` (RFC 6265bis, 4.1.3.2).
    """

    secure: bool

    @classmethod
    def of(cls, settings: Settings) -> "SessionCookie":
        """The cookie of an installation."""
        return cls(secure=settings.public_url.startswith("https://"))

    @property
    def name(self) -> str:
        """What it is called."""
        return "__Host-sluice" if self.secure else "sluice"

    def token(self, sent: str | None) -> str | None:
        """The session in the header `Cookie`; None where there is none, or several that differ: one was smuggled in."""
        if not sent:
            return None
        pairs = (each.partition("=") for each in _BETWEEN.split(sent))
        found = {value for name, _, value in pairs if name.strip() == self.name}
        token = found.pop() if len(found) == 1 else ""
        return token if token.startswith(SESSION_PREFIX) else None

    def set(self, token: str) -> tuple[bytes, bytes]:
        """The header that has the browser keep a session as long as it is good."""
        return self._header(token, int(SESSION_LENGTH.total_seconds()))

    def clear(self) -> tuple[bytes, bytes]:
        """The header that has the browser forget it."""
        return self._header("", 0)

    def _header(self, value: str, seconds: int) -> tuple[bytes, bytes]:
        ending = "; Secure" if self.secure else ""
        text = f"{self.name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{ending}"
        return b"set-cookie", text.encode()
