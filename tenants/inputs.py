"""What people may type about themselves and their tenant, checked and in one normal form."""

import re
import secrets
import unicodedata
from typing import Literal

from core.errors import PathPart, fault
from core.sentences import Sentence

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
        raise fault(
            "INVALID_VALUE",
            Sentence("the text is empty", "内容不能为空"),
            *path,
            hint=Sentence("Write at least one character.", "请至少填写一个字符。"),
        )
    if len(line) > LONGEST_NAME:
        raise fault(
            "INVALID_VALUE",
            Sentence("the text has {} characters; at most {} fit", "内容有 {} 个字符，最多 {} 个").of(
                len(line), LONGEST_NAME
            ),
            *path,
        )
    return line


def email_address(text: str, *path: PathPart) -> str:
    """The address in the form that is stored and compared: trimmed, lower case, NFC.

    Raises:
        SluiceError: INVALID_VALUE, EMAIL_INVALID.
    """
    address = clean(text, "NFC", *path).strip().lower()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise fault(
            "EMAIL_INVALID",
            Sentence("{!r} is not an e-mail address", "{!r} 不是有效的邮箱地址").of(address[:LONGEST_EMAIL]),
            *path,
        )
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
            Sentence("{!r} cannot be a tenant's short name", "{!r} 不能作为公司简称").of(
                slug[: LONGEST_SLUG * 2]
            ),
            *path,
            hint=Sentence(
                "Use 3 to {} characters: a-z, 0-9 and single hyphens between them.",
                "请使用 3 到 {} 个字符：a-z、0-9，以及其间的单个连字符。",
            ).of(LONGEST_SLUG),
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
                Sentence("the text holds the character U+{:04X}", "内容中含有字符 U+{:04X}").of(
                    ord(character)
                ),
                *path,
                hint=Sentence(
                    "Remove control characters and broken characters.", "请删除控制字符和损坏的字符。"
                ),
            )
    return unicodedata.normalize(form, text)
