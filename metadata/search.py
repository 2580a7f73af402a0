"""Full-text search: which fields are searchable, and the column that holds the words of a record.

The words are made by PostgreSQL from the texts, of immutable functions that every PostgreSQL 18 has: no extension and
no dictionary, so that a namespace can be dumped and read anywhere. A trigger of the table keeps them
(`metadata.search_trigger`). They are

- folded: compatibility forms (full-width letters, ligatures), case and accents make no difference;
- split at whatever is no letter or digit. Scripts that are written without spaces (Chinese, Japanese, Korean, Thai and
  their neighbours) are cut into all pairs of adjacent characters, and the first and last single one;
- tagged with one letter for their field, so that one column and one index serve every role: a question names the
  tags of the fields that the role may read;
- ended with a full stop, so that a whole word can be told from the beginning of a longer one, and weighted: the field
  that names the record counts most, long texts least.

Every word has the same position, for a rank that knew distances would tell of hidden fields between.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, cast, column, func, literal_column
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from core.sql import literal_sql
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field

SEARCH = "sluice_search"
"""Name of the column. Fields have no underscore in their names."""

MOST_SEARCHABLE = 20
"""Searchable fields of an object: each is asked for every word of a search."""

MOST_CHARACTERS = 50_000
"""Characters of a record that are searched, shared evenly by its searchable fields. A tsvector holds less than a
megabyte, and a pair of characters takes at most 14 bytes of it (two of four bytes, tag, full stop, position)."""

LONGEST_WORD = 64
"""Characters of a word that count."""

DISPLAY_WEIGHT = "A"

Columns = Callable[[Field], Mapping[str, ColumnElement[Any]]]
"""From a field to what stands for its columns, by the names that its type gives them."""

_TAGS = "abcdefghijklmnopqrst"

# Ranges of characters, as they stand in a regular expression's brackets.
_ACCENTS = "\u0300-\u036f"
_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\uaa60-\uaa7f"  # Burmese
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u1780-\u17ff"  # Khmer
    "\u2e80-\ua4cf\uf900-\ufaff"  # Han, Kana, Bopomofo, Yi
    "\U0001aff0-\U0001b16f\U00020000-\U000323af"  # Kana, Han beyond the basic plane
)
# Vowel and tone signs of these that PostgreSQL counts neither as letters nor as digits.
_SIGNS = "\u0e47-\u0e4e\u0eba\u0ec8-\u0ece\u1037-\u103a\u1087-\u108d\u17c9-\u17d3\u3099\u309a"

_SEPARATORS = f"[^[:alnum:]{_SIGNS}]+"
_RUN = f"[{_UNSPACED}]+"
_ONE = f"[{_UNSPACED}]"
_SPACED_WORD = f"([^ {_UNSPACED}]{{1,{LONGEST_WORD}}})[^ {_UNSPACED}]*"
_WORD = f"([^ ]{{1,{LONGEST_WORD}}})[^ ]*"
_TEXT = "(searched text)"
"""What no field's SQL is: stands where that goes."""
_SINGLE_BESIDE_PAIR = f"(?<= ){_ONE} (?={_ONE}{{2}})|(?<={_ONE}{{2}} ){_ONE}(?= )"


@dataclass(frozen=True)
class Searched:
    """A searchable field.

    Attributes:
        tag: the letter before its words.
        weight: `A`, `B` or `C`, how much a match in it counts.
    """

    field: Field
    tag: str
    weight: str


def searched_fields(definition: Object) -> tuple[Searched, ...]:
    """The searchable fields of an object, in its order."""
    found = [field for field in definition.fields if field.searchable]
    return tuple(
        Searched(field, tag, _weight(definition, field)) for field, tag in zip(found, _TAGS, strict=False)
    )


def search_columns(definition: Object) -> tuple[Column[Any], ...]:
    """The column of the record's words; none where nothing is searchable."""
    return (Column(SEARCH, TSVECTOR()),) if searched_fields(definition) else ()


def characters_of(definition: Object) -> int:
    """How many characters of each of its searchable fields count."""
    return MOST_CHARACTERS // len(searched_fields(definition))


def own_columns(field: Field) -> Mapping[str, ColumnElement[Any]]:
    """The columns of a field by their bare names, as an expression over one table reads them."""
    return {spec.name: column(spec.name, Text()) for spec in FIELD_TYPES[field.type].columns(field)}


def search_words(definition: Object, columns: Columns = own_columns) -> ColumnElement[Any]:
    """The words of a record of an object that has searchable fields, as a tsvector.

    Args:
        columns: what the words are made of.
    """
    share = characters_of(definition)
    texts = [_tagged_words(each, share, columns) for each in searched_fields(definition)]
    joined = reduce(lambda before, text: before.op("||")(text), texts)
    # As text: SQLAlchemy copies an expression that it is given part by part, which takes 10 ms of so long a one.
    return literal_column(literal_sql(cast(joined, TSVECTOR())), TSVECTOR())


def sought_words(text: ColumnElement[Any], most: int) -> ColumnElement[Any]:
    """The words of what is searched for, with blanks between; of several unspaced characters in a row, their pairs."""
    runs = _replaced(_split(text, most), _RUN, r" \& ")
    pairs = _replaced(runs, _ONE, r"\& \&")
    return _replaced(pairs, _SINGLE_BESIDE_PAIR, "")


def matching(words: ColumnElement[Any], tags: str) -> ColumnElement[Any]:
    """The question for records that have, in the fields of these tags, a word that begins with each of the words."""
    anywhere = "|".join(rf"{tag}\1:*" for tag in tags)
    return cast(func.ltrim(_replaced(words, _WORD, f"&({anywhere})"), _quoted(" &")), TSQUERY())


def ranking(words: ColumnElement[Any], tags: str) -> ColumnElement[Any]:
    """The question whose rank orders them: beginnings of words count, and whole words once more."""
    anywhere = "|".join(rf"{tag}\1:*|{tag}\1." for tag in tags)
    return cast(func.ltrim(_replaced(words, _WORD, f"|{anywhere}"), _quoted(" |")), TSQUERY())


def _weight(definition: Object, field: Field) -> str:
    kind = FIELD_TYPES[field.type]
    return DISPLAY_WEIGHT if definition.display == field.name else kind.search_weight or "C"


def searched_text(searched: Searched, columns: Columns = own_columns) -> str:
    """The text of a field that is taken apart, as SQL."""
    text = FIELD_TYPES[searched.field.type].searched(searched.field, columns(searched.field))
    return literal_sql(func.coalesce(text, _quoted("")))


def _tagged_words(searched: Searched, share: int, columns: Columns) -> ColumnElement[Any]:
    """The words of one field as PostgreSQL reads a tsvector: `aglobex.:1A`."""
    around = _words_around(searched.tag, searched.weight, share)
    return literal_column(around.replace(_TEXT, searched_text(searched, columns)), Text())


@cache
def _words_around(tag: str, weight: str, share: int) -> str:
    """SQL of the words of a text, `_TEXT` standing for it: the same for all fields, and slow to write."""
    return literal_sql(words_of(literal_column(_TEXT, Text()), tag, f".:1{weight}", share))


def words_of(
    text: ColumnElement[Any], tag: str | ColumnElement[Any], end: str | ColumnElement[Any], share: int
) -> ColumnElement[Any]:
    """The words of a text as PostgreSQL reads a tsvector, each between `tag` and `end`: `a` and `.:1A`.

    Args:
        share: characters of the text that count.
    """
    words = _replaced(_split(text, share), _SPACED_WORD, " ", tag, r"\1", end, " ")
    runs = _replaced(words, _RUN, " ", tag, r"\&", end, " ")
    return _replaced(runs, _ONE, r"\&", end, " ", tag, r"\&")


def _split(text: ColumnElement[Any], most: int) -> ColumnElement[Any]:
    """The first `most` characters folded, a blank in the place of what is no letter or digit."""
    limit: ColumnElement[Any] = literal_column(str(most))
    decomposed = func.normalize(func.left(text, limit), literal_column("NFKD"), type_=Text())
    # The collation makes letters, digits and their case what Unicode says, whatever the database's own.
    folded = func.casefold(decomposed.collate("pg_unicode_fast"), type_=Text())
    plain = func.normalize(_replaced(folded, f"[{_ACCENTS}]", ""), literal_column("NFC"), type_=Text())
    return _replaced(func.left(plain, limit), _SEPARATORS, " ")


def _replaced(text: ColumnElement[Any], pattern: str, *by: str | ColumnElement[Any]) -> ColumnElement[Any]:
    """What matches, replaced by the parts one after the other."""
    replacement = reduce(_joined, by)
    new = _quoted(replacement) if isinstance(replacement, str) else replacement
    return func.regexp_replace(text, _quoted(pattern), new, _quoted("g"), type_=Text())


def _joined(one: str | ColumnElement[Any], other: str | ColumnElement[Any]) -> str | ColumnElement[Any]:
    if isinstance(one, str) and isinstance(other, str):
        return one + other
    first, last = (_quoted(each) if isinstance(each, str) else each for each in (one, other))
    return first.op("||")(last)


def _quoted(text: str) -> ColumnElement[Any]:
    """A text of this file, which holds no quote."""
    return literal_column(f"'{text}'", Text())


def readable_tags(definition: Object, readable: frozenset[str]) -> str:
    """The tags of the searchable fields whose ids are `readable`."""
    return "".join(each.tag for each in searched_fields(definition) if each.field.id in readable)
