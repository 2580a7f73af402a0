"""The bounds of a field in words, in the reader's language."""

from collections.abc import Mapping

from expressions.languages import label_in, words_in
from metadata.field_types.bounds import as_decimal
from metadata.fields import Field

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "minimum": "minimum {0}",
        "maximum": "maximum {0}",
        "min_length": "minimum length {0}",
        "max_length": "maximum length {0}",
        "pattern": "pattern {0}",
        "media_types": "media types {0}",
    },
    "zh-CN": {
        "minimum": "最小值 {0}",
        "maximum": "最大值 {0}",
        "min_length": "最短 {0} 个字符",
        "max_length": "最长 {0} 个字符",
        "pattern": "格式 {0}",
        "media_types": "媒体类型 {0}",
    },
}


def bounds_in_words(field: Field, language: str) -> str:
    """`Minimum 0, maximum 100`, and the message of the pattern where it has one; empty where nothing is bounded."""
    tag, words = words_in(language)
    said = [_WORDS[tag][name].format(value) for name, value in _told(field).items()]
    joined = words.listing.join(said)
    message = label_in(field.pattern_message, language, "")
    return "\n\n".join(part for part in (joined[:1].upper() + joined[1:], message) if part)


def _told(field: Field) -> dict[str, str]:
    """Attribute to value, of the bounds that are set."""
    found: dict[str, str] = {}
    for name, number in (("minimum", as_decimal(field.minimum)), ("maximum", as_decimal(field.maximum))):
        if number is not None:
            found[name] = f"{number:f}"
    for name, length in (("min_length", field.min_length), ("max_length", field.max_length)):
        if length is not None:
            found[name] = str(length)
    if field.pattern is not None:
        found["pattern"] = f"`{field.pattern}`"
    if field.media_types:
        found["media_types"] = " ".join(field.media_types)
    return found
