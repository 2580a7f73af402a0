"""`text`: a line of text, at most 1,000 characters."""

from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.characters import Characters


class TextType(Characters):
    name = "text"
    title = "A line of text, at most 1,000 characters"
    longest = 1_000
    settings = frozenset({"unique", "default", "formula"})


FIELD_TYPES.add("text", TextType())
