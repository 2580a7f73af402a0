"""Unique keys: fields of an object of which no two records share all values (decision 31).

A key is a unique index of the table over the records that are not deleted, so that it holds for whoever writes, and
for two who write at once. What a record has nothing in shares nothing, as everywhere in SQL.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Text, func

from core.errors import Problem
from core.sentences import Sentence
from expressions.languages import label_in, words_in
from metadata.catalog import Object, UniqueKey
from metadata.field_types.all_types import FIELD_TYPES, type_of
from metadata.field_types.characters import Characters
from metadata.fields import Field
from metadata.text import called

MOST_UNIQUE_KEYS = 20
"""Of one object: each is an index that every write keeps up."""
MOST_KEY_FIELDS = 8

FOLDING = "pg_unicode_fast"
"""The collation of PostgreSQL that folds case by the whole of Unicode, in every database alike."""


SHARED: Mapping[str, str] = MappingProxyType(
    {"en": "Another {object} has the same {fields}.", "zh": "已有另一条{object}具有相同的{fields}。"}
)
"""The message of a key that has none of its own."""


def message_of(definition: Object, key: UniqueKey, language: str) -> str:
    """What is told who writes a record that shares the values of the key."""
    if key.messages:
        return label_in(key.messages, language, key.name)
    fields = [definition.field_by_id[each] for each in key.fields]
    names = [label_in(each.labels, language, each.name) for each in fields]
    _, words = words_in(language)
    return label_in(SHARED, language, SHARED["en"]).format(
        object=label_in(definition.labels, language, definition.name), fields=words.listing.join(names)
    )


def folded(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """The text in the form in which those are the same that differ in case only.

    It is Unicode's canonical caseless match: `é` written as one character or as two is the same, `Straße` is
    `STRASSE`, and no language has rules of its own. Immutable, for an index.
    """
    return _decomposed(func.casefold(_decomposed(text).collate(FOLDING), type_=Text()))


def _decomposed(text: ColumnElement[Any]) -> ColumnElement[Any]:
    # Under its full name: the bare word is a keyword whose form is not a text.
    return func.pg_catalog.normalize(text, "NFD", type_=Text())


def folds(field: Field) -> bool:
    """Whether case says anything in the values of the field."""
    return isinstance(type_of(field), Characters)


def key_values(
    key: UniqueKey, field: Field, columns: Mapping[str, ColumnElement[Any]]
) -> Sequence[ColumnElement[Any]]:
    """What of a field of the key must differ, by its columns."""
    of_field = [columns[spec.name] for spec in type_of(field).columns(field)]
    return [folded(each) for each in of_field] if key.ignore_case and folds(field) else of_field


@dataclass(frozen=True)
class Key:
    """What tells one record of an object from all others: a unique field, or a unique key.

    Attributes:
        fields: ids of the fields.
    """

    unique: Field | UniqueKey
    fields: tuple[str, ...]


def keys_of(definition: Object) -> Iterator[Key]:
    """The unique fields of an object, and its unique keys."""
    for field in definition.fields:
        if field.unique:
            yield Key(field, (field.id,))
    for key in definition.unique_keys:
        yield Key(key, key.fields)


def keys_over(definition: Object, field: Field) -> tuple[UniqueKey, ...]:
    """The keys of the object that the field is part of."""
    return tuple(each for each in definition.unique_keys if field.id in each.fields)


def part_problems(definition: Object, key: UniqueKey) -> Iterator[Problem]:
    """What is wrong with the fields of a key of `definition`."""
    if not key.fields:
        yield Problem(
            "CATALOG_INVALID",
            Sentence("A unique key needs a field.", "不可重复的组合至少需要一个字段。"),
            ("fields",),
            Sentence("Name at least one.", "请至少选择一个。"),
        )
    if len(key.fields) > MOST_KEY_FIELDS:
        message = Sentence(
            "There are {:,} fields; at most {} fit in a unique key.",
            "共有 {:,} 个字段，不可重复的组合最多 {} 个。",
        ).of(len(key.fields), MOST_KEY_FIELDS)
        yield Problem("CATALOG_LIMIT", message, ("fields",))
    known = [definition.field_by_id.get(each) for each in key.fields]
    for index, field in enumerate(known):
        if field is None:
            yield Problem(
                "CATALOG_UNKNOWN",
                Sentence("{} has no such field.", "{}没有这个字段。").of(called(definition)),
                ("fields", index),
            )
        elif not _tells_apart(field):
            what = "computed field" if field.computed else f"{field.type} field"
            message = Sentence(
                "{} is a {}, and none can be part of a unique key.",
                "{} 是 {}，不能作为不可重复组合的一部分。",
            ).of(field.name, what)
            hint = "Name fields that writers give one short value: texts, numbers, dates, choices, relations."
            yield Problem("CATALOG_INVALID", message, ("fields", index), hint)
    if key.ignore_case and not any(field is not None and _is_cased(field) for field in known):
        message = Sentence(
            "None of the fields has letters whose case could be ignored.", "其中没有可以忽略大小写的字段。"
        )
        yield Problem("CATALOG_INVALID", message, ("ignoreCase",), "Leave it out, or name a text.")


def _is_cased(field: Field) -> bool:
    return field.type in FIELD_TYPES and folds(field)


def _tells_apart(field: Field) -> bool:
    kind = FIELD_TYPES.get(field.type)
    if kind is None or field.computed or not kind.given:
        return False
    return kind.groupable or "unique" in kind.settings
