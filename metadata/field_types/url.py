"""`url`: a web address, http or https."""

import re
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Text, func
from sqlalchemy.sql.elements import ColumnElement

from core.errors import fault
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.characters import Characters
from metadata.fields import Field
from metadata.pseudonyms import url_to_nowhere
from metadata.text import about

_FORBIDDEN = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{|}]")


def _is_web_address(text: str) -> bool:
    if _FORBIDDEN.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an unclosed bracket, a port that is not a number below 65,536
        return False


class UrlType(Characters):
    name = "url"
    title = "A web address (http or https), at most 2,000 characters"
    longest = 2_000
    of_nobody = "https://erased.example/"

    def of_nobody_apart(self, seed: ColumnElement[Any], least: int, most: int) -> ColumnElement[Any]:
        return func.concat("https://erased.example/", seed, type_=Text())

    def disguised(self, text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
        """An address that leads nowhere; those of one host share another."""
        return url_to_nowhere(text, secret)

    def converted(self, field: Field, value: object) -> object:
        address = super().converted(field, value.strip() if isinstance(value, str) else value)
        if not _is_web_address(str(address)):
            raise fault(
                "INVALID_VALUE",
                about(field, "{} takes a web address.", "{}应为网址。"),
                hint=Sentence(
                    "Write it in full, as https://example.com/page.",
                    "请填写完整网址，例如 https://example.com/page。",
                ),
            )
        return address


FIELD_TYPES.add("url", UrlType())
