"""`email`: an e-mail address, kept in one form so that a unique address is unique however it is typed.

That is lower case without full-width forms, as input methods for Chinese write them. What nobody sees, a space without
width copied from a page, would make another address of the same letters, and is refused.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import Text, func
from sqlalchemy.sql.elements import ColumnElement

from core.errors import fault
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES, Masks
from metadata.field_types.characters import Characters
from metadata.fields import Field
from metadata.pseudonyms import email_of_nobody
from metadata.text import about

# Deliberately loose, as HTML's is: whether an address exists only a message to it can tell.
_ATOM = r"[^\s@<>()\[\],;:\\\".\x00-\x20\x7f]+"
_HOST_LABEL = r"\w(?:[\w-]{0,61}\w)?"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_HOST_LABEL}\.)+{_HOST_LABEL}")


class EmailType(Characters):
    name = "email"
    title = "An e-mail address, kept in lower case and without full-width forms"
    longest = 254
    masks: Masks = ("all", "keep", "email")
    of_nobody = "nobody@erased.example"

    def of_nobody_apart(self, seed: ColumnElement[Any], least: int, most: int) -> ColumnElement[Any]:
        return func.concat(seed, "@erased.example", type_=Text())

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return _kept(value) if isinstance(value, str) else value

    def disguised(self, text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
        """An address that nobody has; those of one host share another."""
        return email_of_nobody(text, secret)

    def converted(self, field: Field, value: object) -> object:
        address = str(super().converted(field, _kept(value).strip() if isinstance(value, str) else value))
        if not _ADDRESS.fullmatch(address):
            message = about(field, "{} takes an e-mail address.", "{}应为邮箱地址。")
            hint = Sentence("Write it as name@example.com.", "请按 name@example.com 的格式填写。")
            raise fault("INVALID_VALUE", message, hint=hint)
        if any(unicodedata.category(character).startswith("C") for character in address):
            message = about(
                field,
                "{} takes an e-mail address; this one has characters that nobody sees.",
                "{}应为邮箱地址；所填的地址含有不可见字符。",
            )
            hint = Sentence("Type it anew instead of copying it.", "请手动输入，不要粘贴。")
            raise fault("INVALID_VALUE", message, hint=hint)
        return address


def _kept(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


FIELD_TYPES.add("email", EmailType())
