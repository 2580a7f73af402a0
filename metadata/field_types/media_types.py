"""The media types that a file field takes: `application/pdf`, or `image/*` for all images."""

import re
from typing import Any

from sqlalchemy import func, literal, or_
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem
from core.sentences import Sentence
from metadata.fields import Field

MOST_TYPES = 50
MOST_CHARACTERS = 127
"""Of a media type, as RFC 6838 has it for each of its halves."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/(\*|[a-z0-9][a-z0-9!#$&^_.+-]*)")


def is_media_type(text: str) -> bool:
    """Whether it is a media type in lower case, without parameters."""
    return len(text) <= MOST_CHARACTERS and "*" not in text and _TYPE.fullmatch(text) is not None


def media_type_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the media types that `field` takes."""
    if len(field.media_types) > MOST_TYPES:
        message = Sentence(
            "There are {:,} media types; at most {} fit.", "共有 {:,} 种文件类型，最多 {} 种。"
        ).of(len(field.media_types), MOST_TYPES)
        return (
            Problem(
                "CATALOG_LIMIT",
                message,
                ("mediaTypes",),
                Sentence("Use image/* for all images.", "所有图片请使用 image/*。"),
            ),
        )
    for position, each in enumerate(field.media_types):
        if len(each) > MOST_CHARACTERS or _TYPE.fullmatch(each) is None:
            message = Sentence("{!r} is no media type.", "{!r} 不是文件类型。").of(each[:60])
            hint = Sentence(
                "Write it in lower case, for example application/pdf, or image/* for all images.",
                "请使用小写，例如 application/pdf；所有图片请使用 image/*。",
            )
            return (Problem("CATALOG_INVALID", message, ("mediaTypes", position), hint),)
    return ()


def takes(field: Field, media_type: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a column is one of the media types that `field` takes; it has some."""
    return or_(
        *(
            func.starts_with(media_type, literal(each[:-1]))
            if each.endswith("/*")
            else media_type == literal(each)
            for each in field.media_types
        )
    )
