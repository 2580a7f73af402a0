"""A real SMTP server in a thread of this process, and what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port

USER, PASSWORD = "sluice", "let me post"


@dataclass
class PostOffice:
    """The server.

    Attributes:
        letters: (address, message) of each mail it took.
        refusing: addresses that it takes no mail for.
    """

    port: int
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        # Asked here: aiosmtpd warns where it is to ask itself, and no TLS is asked for.
        if not session.authenticated:
            return "530 sign in first"
        if address in self.refusing:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = cast(EmailMessage, message_from_bytes(cast(bytes, envelope.content), policy=default))
        self.letters += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"

    def last(self, address: str) -> str:
        """The text of the last letter to the address."""
        return [message for to, message in self.letters if to == address][-1].get_content()

    def settings(self) -> dict[str, str]:
        """How a process sends through it."""
        return {
            "SLUICE_SMTP_HOST": "127.0.0.1",
            "SLUICE_SMTP_PORT": str(self.port),
            "SLUICE_SMTP_TLS": "off",
            "SLUICE_SMTP_USER": USER,
            "SLUICE_SMTP_PASSWORD": PASSWORD,
            "SLUICE_SMTP_FROM": "Sluice 水闸 <no-reply@sluice.example>",
            "SLUICE_SIGN_UP": "open",
            "SLUICE_PUBLIC_URL": "https://sluice.example/",
        }


def _checked(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == right)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """The server, started and stopped. It asks for a password, and for no TLS."""
    office = PostOffice(free_port())
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        authenticator=_checked,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
