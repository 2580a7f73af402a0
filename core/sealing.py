"""Secrets at rest that have to be read again: sealed with a key that is not in the database.

A sealed text is the name of its key, a dot, and a Fernet token (AES-128-CBC with HMAC-SHA256, and the time of sealing).
With several keys the first one seals and all of them open, so that a key is replaced by setting a new one before it:
`sluice migrate`, and every start, seals anew what an older one has sealed (`tenants.sealed`).
"""

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from core.errors import SluiceError, fault

KEY_FILE = "secret.key"
"""In the data folder, for the embedded PostgreSQL."""
LONGEST_FILE = 4_096


class Sealer:
    """Seals and opens texts.

    Args:
        keys: of 32 bytes in URL-safe base64, the first of which seals; none where this installation has no key: then
            nothing is sealed, and what was never sealed is read as it is.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._keys = {_name(key): Fernet(key) for key in keys}
        self._first = next(iter(self._keys), None)

    @property
    def mark(self) -> str | None:
        """What every text begins with that is sealed by the key in use; None without one."""
        return None if self._first is None else f"{self._first}."

    def knows(self, name: str) -> bool:
        """Whether the key of that name is here."""
        return name in self._keys

    def seal(self, text: str) -> str:
        """The text, sealed.

        Raises:
            SluiceError: SECRET_KEY_MISSING.
        """
        if self._first is None:
            raise _missing("this installation has no key to keep secrets with")
        return f"{self._first}.{self._keys[self._first].encrypt(text.encode()).decode()}"

    def open(self, kept: str) -> str:
        """What was sealed. A text that was written before there was a key is what it is.

        Raises:
            SluiceError: SECRET_KEY_MISSING, where the key that it was sealed with is not here, or it was changed.
        """
        name, dot, token = kept.partition(".")
        if not dot:
            return kept
        key = self._keys.get(name)
        if key is None:
            raise _missing(f"the key {name}, which a secret was sealed with, is not here")
        try:
            return key.decrypt(token).decode()
        except InvalidToken as error:
            raise _missing(f"what the key {name} has sealed is not as it was written") from error


NO_KEY = Sealer()
"""Of an installation without a key."""


def sealer(keys: Sequence[str], folder: Path | None) -> Sealer:
    """The sealer of this installation: with these keys, else with one that is kept in a file of the folder.

    Args:
        folder: None where there is none that all processes share: each machine would make another key.

    Raises:
        SluiceError: SETTING_INVALID where that file cannot be made or holds no key.
    """
    if keys or folder is None:
        return Sealer(keys)
    return Sealer((_kept_key(folder / KEY_FILE),))


def new_key() -> str:
    """A key."""
    return Fernet.generate_key().decode()


def key_text(text: str) -> str:
    """A key as it is given, in base64 of either alphabet, with or without its end.

    Raises:
        ValueError: when it is not 32 bytes.
    """
    spelled = text.strip().replace("+", "-").replace("/", "_").rstrip("=")
    try:
        raw = base64.b64decode(spelled + "=" * (-len(spelled) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        # Without the text: it may be a key but for a letter.
        raise ValueError("must be 32 random bytes in base64, as `openssl rand -base64 32` prints them")
    return base64.urlsafe_b64encode(raw).decode()


def _name(key: str) -> str:
    return "k" + hashlib.sha256(key.encode()).hexdigest()[:10]


def _kept_key(path: Path) -> str:
    try:
        if not path.exists():
            _make(path)
        with path.open("rb") as file:
            return key_text(file.read(LONGEST_FILE).decode("ascii", "replace"))
    except (OSError, ValueError) as error:
        raise fault(
            "SETTING_INVALID",
            f"{path} cannot be used as the key of secrets: {getattr(error, 'strerror', None) or error}",
            "SLUICE_SECRET_KEY",
            hint="Put the file back from a backup, let Sluice read it, or set SLUICE_SECRET_KEY.",
        ) from error


def _make(path: Path) -> None:
    """Make the file whole or not at all; of two processes the first one makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(new_key().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _missing(message: str) -> SluiceError:
    return fault("SECRET_KEY_MISSING", message)
