"""Mail, over SMTP: one message to one address at a time."""

import logging
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

import aiosmtplib

from core.errors import fault
from core.settings import Smtp

LOG = logging.getLogger("sluice.mail")

MAIL_SECONDS = 20.0
"""Longest wait for the server, for each step of a conversation with it."""


@dataclass(frozen=True)
class Letter:
    """What is written to somebody.

    Attributes:
        to: one address.
        subject: one line.
        text: plain text.
    """

    to: str
    subject: str
    text: str


class Mail:
    """Sends letters through the server of the settings."""

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp

    async def send(self, letter: Letter) -> None:
        """Send it; the server has taken it when this returns.

        Raises:
            SluiceError: MAIL_FAILED.
        """
        smtp = self._smtp
        try:
            await aiosmtplib.send(
                _message(letter, smtp.sender),
                recipients=[letter.to],
                hostname=smtp.host,
                port=smtp.port,
                username=smtp.user,
                password=smtp.password,
                use_tls=smtp.tls == "tls",
                # Never in the clear because somebody in between leaves out that the server can do better.
                start_tls=smtp.tls == "starttls",
                timeout=MAIL_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            LOG.warning("a mail could not be sent: %s", error)
            raise fault("MAIL_FAILED", "the mail could not be sent") from error


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    # No robot is to answer it with a note that its reader is away.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
