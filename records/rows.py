"""The inputs of a creation of many records: bound as one array for each column, and read as rows.

    inputs   a row for each input, with its place in the list     (a step of the statement, before `merged`)

An input need not have what others have. Where a default would stand in for what is missing, a column of its own tells
which rows give a value. A value that does not fit its field speaks against its own record alone: what is wrong with it
goes along with the row, and comes back with what else is found.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    ColumnClause,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from core.errors import Problem, SluiceError, fault
from core.sentences import Sentence, kept, read_back
from core.sql import Row
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.masks import refuse_masked
from metadata.text import called
from records.binding import Variables, resolve, told_in, uuid_of
from records.build import Build
from records.checks import GIVES, object_named
from records.constants import constant
from records.plans.inputs import OfRow
from records.plans.writes import Assignment, Patch, Rows
from records.targets import MOST_RECORDS

NULL_KEY = Sentence(
    "A record is found by a value, and null is none", "需要用一个值来查找记录，而 null 不是值"
)
NO_OWNER = Sentence("A record always has an owner", "记录必须有负责人")
PLACE = "!place"
"""The place of a row's input in the list, from 0; no tenant can give this name or the following."""
UNFIT = "!unfit"
"""What is wrong with the values of a row, as lines that `problem_of` reads; null where nothing is."""
EXPECTED = "!expected"
"""The version that the record of a row is expected to have; null where any will do."""

OWNER, EXPECTED_VERSION = "ownerId", "expectedVersion"


class RowField(NamedTuple):
    """What is read of each input under one name.

    Attributes:
        name: of the input; where it has parts, `part.name`.
        field: None for the owner and for the expected version.
        columns: parameter and column of each array; a column that is itself of arrays is bound as texts.
        gives: parameter of the array that tells which rows give it; None where nothing stands in for it.
        key: it is of the key that the record of a row is found by, so that each row has a value.
        masked: the writer sees values of the field masked.
    """

    name: str
    field: Field | None
    columns: tuple[tuple[str, str, bool], ...]
    gives: str | None
    key: bool = False
    masked: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Where in the input it stands."""
        return tuple(self.name.split(".")) if "." in self.name else ("input", self.name)


@dataclass(frozen=True)
class RowsBinder:
    """The inputs of many records as arrays.

    Attributes:
        unfit: parameter of the array of what is wrong with each row.
        language: of the messages that the tenant has written.
    """

    rows: Rows
    fields: tuple[RowField, ...]
    unfit: str
    language: str

    def values(self, variables: Variables) -> Mapping[str, object]:
        rows = self._listed(variables)
        if len(rows) > MOST_RECORDS:
            message = Sentence(
                "{:,} inputs were given; {:,} are allowed", "提供了 {:,} 条输入，最多 {:,} 条"
            ).of(len(rows), MOST_RECORDS)
            raise fault(
                "TOO_MANY_RECORDS",
                message,
                "inputs",
                hint=Sentence("Send them in several writes.", "请分几次写入。"),
            )
        read = _Read(rows, self.language)
        for each in self.fields:
            read.take(each)
        lines = [read.unfit.get(place) for place in range(len(rows))]
        return {**read.arrays, self.unfit: ["\n".join(each) if each else None for each in lines]}

    def _listed(self, variables: Variables) -> list[Mapping[str, object]]:
        source = self.rows.source
        if isinstance(source, tuple):
            found: Any = [resolve(each, variables) for each in source]
        else:
            found = resolve(source, variables)
        listed: list[Mapping[str, object]] = found
        return listed


@dataclass
class _Read:
    """The arrays as they are filled.

    Attributes:
        unfit: place of a row to what is wrong with it.
    """

    rows: Sequence[Mapping[str, object]]
    language: str
    arrays: dict[str, list[object]] = field(default_factory=dict)
    unfit: dict[int, list[str]] = field(default_factory=dict)

    def take(self, of: RowField) -> None:
        """Read one field of all rows."""
        arrays: list[list[object]] = [[None] * len(self.rows) for _ in of.columns]
        for place, row in enumerate(self.rows):
            if of.name not in row and not of.key:
                continue
            try:
                stored = _stored(of, row.get(of.name))
            except SluiceError as error:
                told = (told_in(self.language, each, *of.path) for each in error.problems)
                self.unfit.setdefault(place, []).extend(line_of(each) for each in told)
                continue
            for array, (_, name, many) in zip(arrays, of.columns, strict=True):
                value = stored.get(name)
                array[place] = array_text(value) if many and isinstance(value, list | tuple) else value
        self.arrays |= {name: array for array, (name, _, _) in zip(arrays, of.columns, strict=True)}
        if of.gives is not None:
            self.arrays[of.gives] = [of.name in row for row in self.rows]


def _stored(of: RowField, value: object) -> Mapping[str, object]:
    """Column name to what is stored; nothing where the value is null.

    Raises:
        SluiceError: the value does not fit; its path begins at the value.
    """
    if of.key and value is None:
        raise fault("BAD_USER_INPUT", NULL_KEY)
    if of.name == EXPECTED_VERSION:
        return {EXPECTED: value}
    if of.field is None:
        if value is None:
            raise fault("REQUIRED", NO_OWNER)
        return {OWNER: uuid_of(value, ())}
    if value is not None:
        if of.masked:
            refuse_masked(of.field, value)
        return FIELD_TYPES[of.field.type].stored(of.field, value)
    if of.field.required:
        raise fault("REQUIRED", Sentence("{} cannot be empty", "{}不能为空").of(called(of.field)))
    return {}


def array_text(values: Sequence[object]) -> str:
    """An array of texts as PostgreSQL reads it."""
    quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in values)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def line_of(problem: Problem) -> str:
    """A problem as one line, which `problem_of` reads."""
    said = (kept(problem.message), kept(problem.hint))
    return json.dumps([problem.code, *said, list(problem.path), dict(problem.details)], default=str)


def problem_of(line: str) -> Problem | None:
    """The problem of a line; None where it is the text of a check (`records.checks.Check`)."""
    if not line.startswith("["):
        return None
    code, message, hint, path, details = json.loads(line)
    return Problem(code, read_back(message), tuple(path), read_back(hint), details=details)


# The step


@dataclass(frozen=True)
class BoundRows:
    """The inputs, bound, and where the statement reads them.

    Attributes:
        step: `inputs`.
        patch: what is read of each.
        types: name of a record's column that a row may give to its type.
        flags: name of a column that a row may leave alone to that of the column which tells whether it gives it.
    """

    step: CTE
    patch: Patch
    types: Mapping[str, TypeEngine[Any]]
    flags: Mapping[str, str]

    @property
    def further(self) -> tuple[str, ...]:
        """The names of the columns that are no record's, and go along with each."""
        expected = [EXPECTED] if EXPECTED in self.step.c else []
        return (PLACE, UNFIT, *expected, *dict.fromkeys(self.flags.values()))

    def on(self, build: Build, rows: Row, patch: Patch | None = None) -> "GivenRows":
        """What the rows of a step give that has the columns of `inputs`, or the part of it that is in the patch."""
        asked = self.patch if patch is None else patch
        names = {name for each in asked.assignments for name in _types(each.field)}
        names |= {OWNER} if asked.owner is not None else set()
        given: dict[str, ColumnElement[Any]] = {
            name: cast(rows.c[name], type_) for name, type_ in self.types.items() if name in names
        }
        gives = {name: rows.c[flag] for name, flag in self.flags.items() if name in names}
        for assignment in asked.assignments:
            if assignment.field.targets:
                name, of = input_name(assignment.field), object_column(assignment.field)
                given[of] = object_named(build, assignment.field, given[name])
                gives |= {of: gives[name]} if name in gives else {}
        return GivenRows(given, gives, tuple(rows.c[each] for each in self.further))


@dataclass(frozen=True)
class GivenRows:
    """What rows give, each to a record of its own.

    Attributes:
        columns: name of a record's column to the value that the row gives, null where it gives none.
        gives: name of a column that a row may leave alone to whether it gives it a value.
        carried: the columns that are no record's, and go along with each.
    """

    columns: Mapping[str, ColumnElement[Any]]
    gives: Mapping[str, ColumnElement[Any]]
    carried: tuple[ColumnElement[Any], ...]

    def over(self, standing: Mapping[str, ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
        """The values that each row gives, those that are `standing` where it gives none, and what goes along."""
        found = dict(self.columns)
        for name, gives in self.gives.items():
            if name in standing:
                found[name] = case((gives, found[name]), else_=standing[name])
        return {**found, **{str(each.key): each for each in self.carried}}


@dataclass(frozen=True)
class Asking:
    """What of rows is asked beside their values, where some of their records are there already.

    Attributes:
        key: ids of the fields that a record is found by.
        left: the part of what rows give that a record which is there may keep as it is.
        versions: some rows say which version they expect.
    """

    key: frozenset[str] = frozenset()
    left: Patch = field(default_factory=Patch)
    versions: bool = False


def bound_rows(build: Build, patch: Patch, rows: Rows, guard: CTE, asking: Asking | None = None) -> BoundRows:
    """The inputs of a write of many, bound; there are none where `guard` is empty."""
    asked = asking or Asking()
    arrays: dict[str, tuple[str, TypeEngine[Any]]] = {}
    types: dict[str, TypeEngine[Any]] = {}
    fields: list[RowField] = []

    def bound(name: str, type_: TypeEngine[Any]) -> str:
        parameter = build.fresh("r")
        arrays[name] = (parameter, type_)
        return parameter

    left = {each.field.id for each in asked.left.assignments}
    wanted: list[tuple[str, Field | None, dict[str, TypeEngine[Any]], bool]] = [
        (_name_of(each), each.field, _types(each.field), each.field.has_default or each.field.id in left)
        for each in patch.assignments
    ]
    if isinstance(patch.owner, OfRow):
        wanted.append((patch.owner.name, None, {OWNER: Uuid()}, True))
    if asked.versions:
        wanted.append((EXPECTED_VERSION, None, {EXPECTED: Integer()}, False))
    flags: dict[str, str] = {}
    for name, own, specs, stands_in in wanted:
        types |= specs
        columns = tuple(
            (bound(each, Text() if isinstance(type_, ARRAY) else type_), each, isinstance(type_, ARRAY))
            for each, type_ in specs.items()
        )
        flag = GIVES + next(iter(specs))
        flags |= dict.fromkeys(specs, flag) if stands_in else {}
        gives = bound(flag, Boolean()) if stands_in else None
        of_key, masked = (
            own is not None and own.id in asked.key,
            own is not None and build.access.sees_masked(own.id),
        )
        fields.append(RowField(name, own, columns, gives, of_key, masked))
    unfit = bound(UNFIT, Text())
    build.binders.append(RowsBinder(rows, tuple(fields), unfit, build.language))
    return BoundRows(_step(arrays, guard), patch, types, flags)


def _name_of(assignment: Assignment) -> str:
    if not isinstance(assignment.value, OfRow):
        raise TypeError("a row gives its own value")
    return assignment.value.name


def _types(of: Field) -> dict[str, TypeEngine[Any]]:
    specs = FIELD_TYPES[of.type].columns(of)
    return {spec.name: spec.type for spec in (specs[:1] if of.targets else specs)}


def _step(arrays: Mapping[str, tuple[str, TypeEngine[Any]]], guard: CTE) -> CTE:
    bound = [
        bindparam(parameter, type_=ARRAY(type_, dimensions=1), required=True)
        for parameter, type_ in arrays.values()
    ]
    named: list[ColumnClause[Any]] = [column(name, type_) for name, (_, type_) in arrays.items()]
    rows = (
        func.unnest(*(cast(each, each.type) for each in bound))
        .table_valued(*named, with_ordinality=PLACE)
        .render_derived(name="given_rows")
    )
    place = cast(rows.c[PLACE], BigInteger) - constant(1)
    return (
        select(place.label(PLACE), *(rows.c[name] for name in arrays))
        .select_from(guard.join(rows, true()))
        .cte("inputs")
    )
