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
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.field_types.reference import object_column
from metadata.fields import Field
from records.binding import Variables, resolve, told_in, uuid_of
from records.build import Build
from records.checks import object_named
from records.constants import constant
from records.plans.writes import Patch, Rows
from records.targets import MOST_RECORDS

PLACE = "!place"
"""The place of a row's input in the list, from 0; no tenant can give this name or the following."""
UNFIT = "!unfit"
"""What is wrong with the values of a row, as lines that `problem_of` reads; null where nothing is."""
GIVES = "?"
"""What the name of a column begins with that tells whether the row gives a value for it."""

OWNER = "ownerId"


class RowField(NamedTuple):
    """What is read of each input under one name.

    Attributes:
        field: None for the owner.
        columns: parameter and column of each array; a column that is itself of arrays is bound as texts.
        gives: parameter of the array that tells which rows give it; None where nothing stands in for it.
    """

    name: str
    field: Field | None
    columns: tuple[tuple[str, str, bool], ...]
    gives: str | None


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
            message = f"{len(rows):,} inputs were given; {MOST_RECORDS:,} are allowed"
            raise fault("TOO_MANY_RECORDS", message, "inputs", hint="Send them in several writes.")
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
            if of.name not in row:
                continue
            try:
                stored = _stored(of, row[of.name])
            except SluiceError as error:
                told = (told_in(self.language, each, "input", of.name) for each in error.problems)
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
    if of.field is None:
        if value is None:
            raise fault("REQUIRED", "A record always has an owner")
        return {OWNER: uuid_of(value, ())}
    if value is not None:
        return FIELD_TYPES[of.field.type].stored(of.field, value)
    if of.field.required:
        raise fault("REQUIRED", f"{of.field.name} cannot be empty")
    return {}


def array_text(values: Sequence[object]) -> str:
    """An array of texts as PostgreSQL reads it."""
    quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in values)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def line_of(problem: Problem) -> str:
    """A problem as one line, which `problem_of` reads."""
    parts = [problem.code, problem.message, list(problem.path), problem.hint, dict(problem.details)]
    return json.dumps(parts, default=str)


def problem_of(line: str) -> Problem | None:
    """The problem of a line; None where it is the text of a check (`records.checks.Check`)."""
    if not line.startswith("["):
        return None
    code, message, path, hint, details = json.loads(line)
    return Problem(code, message, tuple(path), hint, details=details)


# The step


@dataclass(frozen=True)
class GivenRows:
    """The inputs as rows.

    Attributes:
        step: `inputs`.
        columns: name of a record's column to the value that the row gives, null where it gives none.
        gives: name of a column that a default may stand in for to whether the row gives it a value.
    """

    step: CTE
    columns: Mapping[str, ColumnElement[Any]]
    gives: Mapping[str, ColumnElement[Any]]

    @property
    def carried(self) -> tuple[ColumnElement[Any], ...]:
        """The columns that are no record's, and go along with each."""
        flags = dict.fromkeys(str(each.key) for each in self.gives.values())
        return tuple(self.step.c[each] for each in (PLACE, UNFIT, *flags))

    def over(self, standing: Mapping[str, ColumnElement[Any]]) -> Mapping[str, ColumnElement[Any]]:
        """The values that each row gives, those that are `standing` where it gives none, and what goes along."""
        found = dict(self.columns)
        for name, gives in self.gives.items():
            if name in standing:
                found[name] = case((gives, found[name]), else_=standing[name])
        return {**found, **{str(each.key): each for each in self.carried}}


def given_rows(build: Build, patch: Patch, rows: Rows, guard: CTE) -> GivenRows:
    """The inputs of a creation, bound; there are none where `guard` is empty."""
    arrays: dict[str, tuple[str, TypeEngine[Any]]] = {}
    types: dict[str, TypeEngine[Any]] = {}
    fields: list[RowField] = []

    def bound(name: str, type_: TypeEngine[Any]) -> str:
        parameter = build.fresh("r")
        arrays[name] = (parameter, type_)
        return parameter

    wanted: list[tuple[str, Field | None, dict[str, TypeEngine[Any]], bool]] = [
        (input_name(each.field), each.field, _types(each.field), each.field.has_default)
        for each in patch.assignments
    ]
    if patch.owner is not None:
        wanted.append((OWNER, None, {OWNER: Uuid()}, True))
    for name, own, specs, stands_in in wanted:
        types |= specs
        columns = tuple(
            (bound(each, Text() if isinstance(type_, ARRAY) else type_), each, isinstance(type_, ARRAY))
            for each, type_ in specs.items()
        )
        first = next(iter(specs))
        fields.append(RowField(name, own, columns, bound(GIVES + first, Boolean()) if stands_in else None))
    unfit = bound(UNFIT, Text())
    build.binders.append(RowsBinder(rows, tuple(fields), unfit, build.language))
    step = _step(arrays, guard)
    given: dict[str, ColumnElement[Any]] = {name: cast(step.c[name], types[name]) for name in types}
    for assignment in patch.assignments:
        if assignment.field.targets:
            named = given[input_name(assignment.field)]
            given[object_column(assignment.field)] = object_named(build, assignment.field, named)
    gives: dict[str, ColumnElement[Any]] = {}
    for each in fields:
        if each.gives is not None:
            flag = step.c[GIVES + each.columns[0][1]]
            gives |= {name: flag for _, name, _ in each.columns}
    return GivenRows(step, given, gives)


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
