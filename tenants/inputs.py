"""What people may type about themselves and their tenant, checked and in one normal form."""

import re
import secrets
import unicodedata
from typing import Literal

from core.errors import PathPart, fault

Form = Literal["NFC", "NFKC"]
LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_SLUG = 40

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_SLUG = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,39}")


def name_line(text: str, *path: PathPart) -> str:
    """One line of text for people, trimmed: any language, no control characters.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    line = clean(text, "NFC", *path).strip()
    if not line:
        raise fault("INVALID_VALUE", "the text is empty", *path, hint="Write at least one character.")
    if len(line) > LONGEST_NAME:
        raise fault(
            "INVALID_VALUE", f"the text has {len(line)} characters; at most {LONGEST_NAME} fit", *path
        )
    return line


def email_address(text: str, *path: PathPart) -> str:
    """The address in the form that is stored and compared: trimmed, lower case, NFC.

    Raises:
        SluiceError: INVALID_VALUE, EMAIL_INVALID.
    """
    address = clean(text, "NFC", *path).strip().lower()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise fault("EMAIL_INVALID", f"{address[:LONGEST_EMAIL]!r} is not an e-mail address", *path)
    return address


def slug_text(text: str, *path: PathPart) -> str:
    """A tenant's name in addresses and headers, as given.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    slug = clean(text, "NFC", *path)
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise fault(
            "INVALID_VALUE",
            f"{slug[: LONGEST_SLUG * 2]!r} cannot be a tenant's short name",
            *path,
            hint=f"Use 3 to {LONGEST_SLUG} characters: a-z, 0-9 and single hyphens between them.",
        )
    return slug


def slug_from_name(name: str) -> str:
    """A slug that resembles `name`, made unlikely to be taken by a random end."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-")
    return f"{words or 'tenant'}-{secrets.token_hex(3)}"


def clean(text: str, form: Form, *path: PathPart) -> str:
    """The text in a normal form of Unicode, without control characters and halves of surrogate pairs.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    for character in text:
        # Cc: control characters, NUL among them; Cs: halves of surrogate pairs.
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise fault(
                "INVALID_VALUE",
                f"the text holds the character U+{ord(character):04X}",
                *path,
                hint="Remove control characters and broken characters.",
            )
    return unicodedata.normalize(form, text)
