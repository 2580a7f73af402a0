"""Values of the plan as SQL."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, cast, func, literal, literal_column, null
from sqlalchemy.dialects.postgresql import ARRAY, array

PLAIN = re.compile(r"[^%\\\[\]~\x00]*")
"""Texts that neither SQLAlchemy's templates nor PostgreSQL's escapes can misread inside quotes."""


def constant(value: str | int | None) -> ColumnElement[Any]:
    """A value of the plan (never of the request), written into the statement where it can be, else bound.

    A bound constant would be sent with every request.
    """
    if value is None:
        return cast(null(), Text)
    if isinstance(value, int):
        return literal_column(str(value), Integer())
    if PLAIN.fullmatch(value):
        quoted = value.replace("'", "''")
        return cast(literal_column(f"'{quoted}'", Text()), Text)
    return cast(literal(value, Text()), Text)


def flagged(texts: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Those of the texts that are not null, as an array; there must be one to ask."""
    listed = cast(array(texts, type_=Text), ARRAY(Text))
    return func.array_remove(listed, cast(null(), Text), type_=ARRAY(Text))


def place_among(names: Iterable[str], value: ColumnElement[Any]) -> ColumnElement[int]:
    """The place of a text among names of the plan, the first one 1; null where it is none of them."""
    listed = cast(array([constant(name) for name in names], type_=Text), ARRAY(Text))
    return func.array_position(listed, value, type_=Integer())
