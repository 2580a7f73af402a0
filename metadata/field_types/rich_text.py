"""`richText`: formatted notes, kept as HTML in which nothing can do harm.

What is not allowed is taken out, not refused: editors paste what they find.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import nh3
from sqlalchemy import Text, case, func, literal_column
from sqlalchemy.sql.elements import ColumnElement

from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES, Masks
from metadata.field_types.long_text import LongTextType
from metadata.fields import Field
from metadata.text import SHORTEN, about

MOST_TAGS = 5_000
MOST_ENTITIES = 20_000
MOST_LEVELS = 100
"""The time to read HTML grows with the square of its levels, and of its entities: 40,000 levels, which fit in the
characters, would take seconds that all tenants wait."""

_INLINE = "a abbr b code del em i ins kbd mark s small span strong sub sup u"
_BLOCK = "blockquote br div dd dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul"
_ENDED = (
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th thead "
    "tr track wbr"
)
_ENDED_BY_THEMSELVES = frozenset(_ENDED.split())
"""Tags that need no end: they nest in nothing but others."""

_CLEANER = nh3.Cleaner(
    tags={*_INLINE.split(), *_BLOCK.split()},
    clean_content_tags={"script", "style"},
    attributes={
        "a": {"href", "title"},
        "abbr": {"title"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener",
)

_TAG_BEGINS = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")

# Of what the cleaner wrote: `<` and `>` stand around tags only, in texts and attributes they are entities.
_INLINE_TAG = f"</?({_INLINE.replace(' ', '|')})( [^>]*)?>"
_TAG = "<[^>]*>"
_LINE_ENDS = "<br[^>]*>|</(p|div|li|tr|h[1-6]|blockquote|pre)>"
_ENTITY = "&(amp|lt|gt|nbsp);"

_SAFE = Sentence("{:,} characters once it is safe", " {:,} 个字符")
_TAGS = Sentence("{:,} tags", " {:,} 个标签")
_ENTITIES = Sentence("{:,} entities", " {:,} 个字符实体")
_LEVELS = Sentence("more than {} tags within each other", "超过 {} 层嵌套的标签")


class RichTextType(LongTextType):
    name = "richText"
    title = "Formatted notes: HTML of at most 200,000 characters, made safe; cannot be unique or ordered by"
    longest = 200_000
    masks: Masks = ("all",)

    def converted(self, field: Field, value: object) -> object:
        html = str(super().converted(field, value))
        _check_size(field, html)
        kept = _CLEANER.clean(html)
        if len(kept) > self.longest:
            raise _too_much(field, _SAFE.of(len(kept)), f"{self.longest:,}")
        return kept

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        """The text between the tags, each paragraph on a line of its own."""
        lines = re.sub(_LINE_ENDS, "\n", str(values[field.name]))
        return html.unescape(nh3.clean(lines, tags=set())).strip()

    def disguised(self, text: ColumnElement[Any], secret: ColumnElement[Any]) -> ColumnElement[Any]:
        """Nothing: what stands in tags and attributes would have to be understood first."""
        return case((text.is_not(None), literal_column("''", Text())))

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """The text between the tags; a word that is partly bold is one word."""
        joined = _replaced(columns[self.column_name(field)], _INLINE_TAG, "")
        return _replaced(_replaced(joined, _TAG, " "), _ENTITY, " ")


def _check_size(field: Field, html: str) -> None:
    """Whether it can be read in good time.

    Raises:
        SluiceError: OUT_OF_RANGE.
    """
    for mark, most, what in (("<", MOST_TAGS, _TAGS), ("&", MOST_ENTITIES, _ENTITIES)):
        found = html.count(mark)
        if found > most:
            raise _too_much(field, what.of(found), f"{most:,}")
    opened: Counter[str] = Counter()
    levels = 0
    for end, spelling in _TAG_BEGINS.findall(html):
        name = spelling.lower()
        if name in _ENDED_BY_THEMSELVES:
            continue
        if not end:
            opened[name] += 1
            levels += 1
        elif opened[name]:
            opened[name] -= 1
            levels -= 1
        if levels > MOST_LEVELS:
            raise _too_much(field, _LEVELS.of(MOST_LEVELS), f"{MOST_LEVELS}")


def _too_much(field: Field, found: Sentence, most: str) -> SluiceError:
    message = about(
        field, "The HTML has {1}; {0} takes at most {2}.", "富文本有{1}；{0}最多 {2}。", found, most
    )
    return fault("OUT_OF_RANGE", message, hint=SHORTEN)


def _replaced(text: ColumnElement[Any], pattern: str, replacement: str) -> ColumnElement[Any]:
    return func.regexp_replace(text, _quoted(pattern), _quoted(replacement), _quoted("g"), type_=Text())


def _quoted(text: str) -> ColumnElement[Any]:
    return literal_column(f"'{text}'", Text())


FIELD_TYPES.add("richText", RichTextType())
