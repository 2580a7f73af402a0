"""What things in a catalog may be called.

Names are GraphQL names and also names of tables and columns, so they obey both; labels carry any language.
A definition occupies more than its own name: an object has types (`DealWhere`) and root fields
(`createDeal`), a relation has `<name>Id` and a reverse list on its target. All of these are claims, and no
two definitions may claim the same word, whatever its case.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from core.errors import PathPart, Problem
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.field_types.base import Scalar
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.reserved import (
    ENUM_KEYWORDS,
    FIXED_ROOT_FIELDS,
    FIXED_TYPES,
    RECORD_FIELDS,
    SQL_KEYWORDS,
)

LONGEST_NAME = 48
"""Of the 63 bytes PostgreSQL gives a name; suffixes such as `__currency` need the rest."""

TYPE_SUFFIXES = (
    "Change",
    "Changed",
    "Connection",
    "CreateInput",
    "Creation",
    "Edge",
    "Extremes",
    "ExtremesHaving",
    "Filter",
    "Funnel",
    "FunnelRecords",
    "FunnelStage",
    "Group",
    "GroupBy",
    "GroupField",
    "GroupOrder",
    "Having",
    "ListWhere",
    "Merge",
    "Numbers",
    "NumbersHaving",
    "Order",
    "OrderBy",
    "OrderField",
    "Outcome",
    "Payload",
    "Promotion",
    "RowInput",
    "Stage",
    "StageFilter",
    "Stuck",
    "Transition",
    "UpdateInput",
    "Upsert",
    "UpsertBy",
    "UpsertInput",
    "UpsertOnCreate",
    "UpsertOutcome",
    "UpsertRow",
    "UpsertRowInput",
    "Verdict",
    "Where",
)
"""What follows an object's type name in the types that the api room derives from it."""

_CAMEL = re.compile(r"[a-z][A-Za-z0-9]*")
_WORD = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*_?")

Spelling = Literal["camel", "word"]
Space = tuple[str, str]
Key = tuple[Space, str]


@dataclass(frozen=True)
class Claim:
    """A word that a definition occupies.

    Attributes:
        space: where the word must be alone: types, root fields, or the fields of one object.
        word: as it will be spelled.
        owner: id of the definition, empty where Sluice itself occupies the word.
        part: the attribute of the definition it comes from: `name`, `plural` or `reverse`.
        meaning: what the word is, for the message.
    """

    space: Space
    word: str
    owner: str
    part: str
    meaning: str

    @property
    def key(self) -> Key:
        """What must be unique: the word, whatever its case, in its space."""
        return (self.space, self.word.lower())


@dataclass(frozen=True)
class Collision:
    """A claim that finds its word occupied."""

    claim: Claim
    other: Claim

    def problem(self, *path: PathPart) -> Problem:
        """The collision as a problem at `path`."""
        if not self.other.owner:
            message = Sentence("The name is reserved: {0} is {1}.", "名称“{0}”为系统保留。").of(
                self.claim.word, self.other.meaning
            )
            return Problem("CATALOG_NAME_RESERVED", message, path)
        message = Sentence("The name is taken: {0} is already {1}.", "名称“{0}”已被使用。").of(
            self.claim.word, self.other.meaning
        )
        return Problem("CATALOG_NAME_TAKEN", message, path)


def name_problems(name: str, spelling: Spelling, *path: PathPart) -> tuple[Problem, ...]:
    """What is wrong with the spelling of a name.

    Args:
        spelling: `camel` for objects, fields and lists (they are SQL names too); `word` for stages, roles,
            options and pipelines.
    """
    pattern = _CAMEL if spelling == "camel" else _WORD
    if not pattern.fullmatch(name):
        return (
            Problem(
                "CATALOG_NAME_INVALID",
                Sentence("{} is no name.", "{} 不能作为 API 名称。").of(_shown(name)),
                path,
                _hint(name, spelling),
            ),
        )
    if len(name) > LONGEST_NAME:
        message = Sentence(
            "The name has {} characters; at most {} fit.", "名称有 {} 个字符，最多 {} 个。"
        ).of(len(name), LONGEST_NAME)
        return (Problem("CATALOG_NAME_TOO_LONG", message, path),)
    if spelling == "camel" and name.lower() in SQL_KEYWORDS:
        message = Sentence(
            "The name is reserved: {} is a keyword of SQL.", "名称已被系统保留：{} 是 SQL 关键字。"
        ).of(name)
        return (Problem("CATALOG_NAME_RESERVED", message, path),)
    return ()


def enum_value_problems(key: str, *path: PathPart) -> tuple[Problem, ...]:
    """What is wrong with the key of an option or the name of a stage: both become enum values."""
    if key in ENUM_KEYWORDS:
        message = Sentence(
            "The name is reserved: {} is a literal of GraphQL.", "名称已被系统保留：{} 是 GraphQL 字面量。"
        ).of(key)
        return (Problem("CATALOG_NAME_RESERVED", message, path),)
    return name_problems(key, "word", *path)


def collisions(catalog: Catalog) -> tuple[Collision, ...]:
    """Every claim that meets an earlier one of the same word."""
    everything = [claim for definition in catalog.objects for claim in claims(definition)]
    return collisions_among(everything, dict(FIXED_CLAIMS))


def collisions_among(fresh: Iterable[Claim], taken: dict[Key, Claim]) -> tuple[Collision, ...]:
    """The claims that meet one that is taken, or an earlier one of their own."""
    found = []
    for claim in fresh:
        other = taken.setdefault(claim.key, claim)
        if claim.space[0] == "field" and claim.word.lower() in RECORD_FIELDS:
            other = Claim(claim.space, claim.word, "", "name", "something every record has")
        if other is not claim:
            found.append(Collision(claim, other))
    return tuple(found)


def claims(definition: Object) -> Iterator[Claim]:
    """Every word that the object and its fields occupy."""
    yield from object_claims(definition)
    for field in definition.fields:
        yield from field_claims(definition, field)


def object_claims(definition: Object) -> Iterator[Claim]:
    """Every word that the object occupies, its fields aside."""
    for word, part in type_words(definition):
        yield Claim(("type", ""), word, definition.id, part, f"a GraphQL type of {definition.name}")
    for word, part in root_words(definition):
        yield Claim(("root", ""), word, definition.id, part, f"a root field of {definition.name}")


def field_claims(definition: Object, field: Field) -> Iterator[Claim]:
    """Every word that a field of the object occupies."""
    own = ("field", definition.id)
    meaning = f"the field {definition.name}.{field.name}"
    yield Claim(own, field.name, field.id, "name", meaning)
    kind = FIELD_TYPES.get(field.type)
    if kind is not None and (named := input_name(field)) != field.name:
        yield Claim(own, named, field.id, "name", f"the id behind {definition.name}.{field.name}")
    if field.targets:
        yield Claim(own, object_column(field), field.id, "name", f"the object behind {meaning[4:]}")
    if field.links is not None:
        yield Claim(own, f"{field.name}Groups", field.id, "name", f"the groups of {meaning[4:]}")
    for there in (("field", pointed) for pointed in field.points_to):
        if field.reverse is not None:
            listed = f"the reverse list of {meaning[4:]}"
            yield Claim(there, field.reverse, field.id, "reverse", listed)
            yield Claim(there, f"{field.reverse}Groups", field.id, "reverse", f"the groups of {listed}")
    if kind is not None and kind.scalar is Scalar.RECORD:
        for suffix in ("", "Where", "GroupBy", "Order"):
            word = enum_name(definition, field) + suffix
            yield Claim(("type", ""), word, field.id, "name", f"a type of {meaning[4:]}")
    if kind is not None and kind.scalar in (Scalar.ENUM, Scalar.ENUMS):
        enum = enum_name(definition, field)
        of_lists = "List" if kind.scalar is Scalar.ENUMS else ""
        for word in (enum, f"{enum}{of_lists}Filter"):
            yield Claim(("type", ""), word, field.id, "name", f"a type of {meaning[4:]}")


def type_words(definition: Object) -> tuple[tuple[str, str], ...]:
    """The GraphQL types of an object, each with the attribute it comes from."""
    plural = plural_type_name(definition)
    # Only an object that has several tells its pipelines; a field may have the name elsewhere.
    further = definition.pipeline is not None and definition.pipeline.further
    several = ("Pipeline", "PipelineFilter") if further else ()
    of_name = tuple((definition.type_name + suffix, "name") for suffix in ("", *TYPE_SUFFIXES, *several))
    return (
        *of_name,
        (f"{plural}Payload", "plural"),
        (f"{plural}Promotion", "plural"),
        (f"{plural}Creation", "plural"),
        (f"{plural}Upsert", "plural"),
    )


def spelled(definition: Object) -> tuple[object, ...]:
    """What the words of an object are made of, and those of its fields beside their own: alike, they are the same."""
    pipeline = definition.pipeline
    further, tasks = (pipeline.further, pipeline.task_by_name) if pipeline else ((), {})
    return definition.name, definition.plural, bool(further), bool(tasks)


def root_words(definition: Object) -> tuple[tuple[str, str], ...]:
    """The root fields of an object, each with the attribute it comes from."""
    one, many = definition.type_name, plural_type_name(definition)
    # Only an object whose stages have tasks has these; another may bear the name elsewhere.
    has_tasks = definition.pipeline is not None and definition.pipeline.task_by_name
    verbs = ("create", "update", "delete", "restore", "upsert", "promote")
    return (
        (definition.name, "name"),
        (f"{definition.name}Groups", "name"),
        (f"{definition.name}Changed", "name"),
        (f"{definition.name}Funnel", "name"),
        *((verb + one, "name") for verb in verbs),
        (definition.plural, "plural"),
        ("stuck" + many, "plural"),
        *(
            (f"{verb}{one}{tasks}", "name")
            for verb in ("complete", "reopen")
            for tasks in ("Task", "Tasks")
            if has_tasks
        ),
        *((verb + many, "plural") for verb in (*verbs, "merge")),
    )


def plural_type_name(definition: Object) -> str:
    """What the types and root fields of many records begin or end with: `Deals`."""
    return _upper(definition.plural)


def enum_name(definition: Object, field: Field) -> str:
    """The GraphQL type of a field's own values, an enum or a union: `deal.lostReason` -> `DealLostReason`."""
    return definition.type_name + _upper(field.name)


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _shown(name: str) -> Sentence:
    return Sentence("`{0}`", "`{0}`").of(name[:60]) if name else Sentence("An empty text", "空文本")


def _hint(name: str, spelling: Spelling) -> Sentence:
    if any(ord(character) > 127 for character in name):
        return Sentence(
            "Use ASCII letters and digits for the name, and put these words in the labels.",
            "API 名称请使用英文字母和数字，这些文字请填在显示名称中。",
        )
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", name) if part]
    if spelling == "camel":
        joined = "".join([part if index == 0 else _upper(part) for index, part in enumerate(parts)])
        proposal = joined[:1].lower() + joined[1:]
    else:
        proposal = "_".join(parts)
    pattern = _CAMEL if spelling == "camel" else _WORD
    if pattern.fullmatch(proposal):
        return Sentence("Use `{0}`.", "请使用 `{0}`。").of(proposal)
    return Sentence(
        "Begin with a letter and use ASCII letters and digits.", "请以字母开头，使用英文字母和数字。"
    )


def _fixed_claims() -> Mapping[Key, Claim]:
    spaces: tuple[tuple[Space, frozenset[str], str], ...] = (
        (("type", ""), FIXED_TYPES, "a GraphQL type of Sluice"),
        (("root", ""), FIXED_ROOT_FIELDS, "a root field of Sluice"),
    )
    return {
        (space, word.lower()): Claim(space, word, "", "name", meaning)
        for space, words, meaning in spaces
        for word in words
    }


FIXED_CLAIMS = _fixed_claims()
"""The words that Sluice itself occupies."""
