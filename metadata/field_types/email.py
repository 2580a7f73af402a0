"""`email`: an e-mail address, kept in lower case so that a unique address is unique however it is typed."""

import re
from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from core.errors import fault
from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.characters import Characters
from metadata.fields import Field
from metadata.pseudonyms import email_of_nobody

# Deliberately loose, as HTML's is: whether an address exists only a message to it can tell.
_ATOM = r"[^\s@<>()\[\],;:\\\".\x00-\x20\x7f]+"
_HOST_LABEL = r"\w(?:[\w-]{0,61}\w)?"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_HOST_LABEL}\.)+{_HOST_LABEL}")


class EmailType(Characters):
    name = "email"
    title = "An e-mail address, kept in lower case"
    longest = 254

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return value.lower() if isinstance(value, str) else value

    def disguised(self, text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
        """An address that nobody has; those of one host share another."""
        return email_of_nobody(text, secret)

    def converted(self, field: Field, value: object) -> object:
        address = super().converted(field, value.strip() if isinstance(value, str) else value)
        if not _ADDRESS.fullmatch(str(address)):
            message = f"{field.name} takes an e-mail address."
            raise fault("INVALID_VALUE", message, hint="Write it as name@example.com.")
        return str(address).lower()


FIELD_TYPES.add("email", EmailType())
