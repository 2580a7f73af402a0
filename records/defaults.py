"""What a new record has where no value is given: plain defaults, and defaults that are formulas.

Where there are formulas, steps come before `merged`, two for each level of them (`metadata.default_formulas`):

    given      the record with what is given, and plain defaults
    proposed1  what the formulas of the level come to
    filled1    the record with that, as far as it is a value of the field; that of the last level is `merged`

What a formula reads of other records is the same for everybody, as in every formula (decision 23). It is made when the
draft is: the answer, which reads the tables as the write leaves them, comes later in the statement.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    FromClause,
    Numeric,
    Select,
    TableClause,
    and_,
    case,
    cast,
    column,
    literal,
    not_,
    select,
)
from sqlalchemy.types import TypeEngine

from core.errors import Problem
from core.sentences import Sentence
from expressions.languages import label_in
from expressions.types import ValueType
from metadata.catalog import Object
from metadata.default_formulas import as_computed, default_levels, fits
from metadata.field_types.all_types import FIELD_TYPES, input_name, type_of
from metadata.fields import Field
from metadata.formula_sql import Stored, formula_columns, formula_sql, stored_formula_sql
from records.build import Build
from records.checks import GIVES, Check
from records.items import items_of
from records.plans.writes import Create
from records.stand_ins import Judged
from records.steps import Step, step
from records.validations import missing

UNFIT = Sentence(
    "The default of {} comes to a value that the field does not take.",
    "{}的默认值计算结果不符合该字段的要求。",
)
HIDDEN_UNFIT = Sentence(
    "The default of a field that your role may not give a value comes to one that the field does not take.",
    "一个你的角色无权填写的字段，其默认值计算结果不符合要求。",
)


@dataclass(frozen=True)
class Filled:
    """A new record with all that it gets.

    Attributes:
        before: the steps before `merged`, in their order.
        merged: the record.
        fields: those whose default is a formula that was asked.
    """

    before: tuple[Step, ...]
    merged: Step
    fields: tuple[Field, ...]


def valued(build: Build, of: Object, names: Sequence[str], stored: Stored) -> list[ColumnElement[Any]]:
    """The columns of a record as it would be; what formulas give is computed of the others."""
    computed = formula_columns(of)
    return [
        (
            stored_formula_sql(build.catalog, of, computed[name], stored)
            if name in computed
            else stored(name)
        ).label(name)
        for name in names
    ]


def plain_defaults(of: Object) -> dict[str, ColumnElement[Any]]:
    """Column name to the value that a new record has when none is given, where it is no formula."""
    found: dict[str, ColumnElement[Any]] = {}
    for field in of.fields:
        if field.default is not None:
            field_type = FIELD_TYPES[field.type]
            stored = field_type.stored(field, field.default)
            for spec in field_type.columns(field):
                found[spec.name] = cast(literal(stored[spec.name], spec.type), spec.type)
    return found


def filled(
    build: Build,
    of: Object,
    given: frozenset[str],
    first: Callable[[str], Step],
    judged: Callable[[TableClause], Judged],
) -> Filled:
    """The record with the defaults that are formulas.

    Args:
        given: names of the columns that a value is given for.
        first: makes the step with what is given, under the name that it gets.
        judged: the record of a step with the links that are given, which roll-ups count.
    """
    if all(field.default_formula is None for field in of.fields):
        return Filled((), first("merged"), ())
    asked = [
        tuple(field for field in level if _column(field).name not in given)
        for level in default_levels(build.catalog, of)
    ]
    levels = [level for level in asked if level]
    if not levels:
        return Filled((), first("merged"), ())
    steps = [first("given")]
    for number, level in enumerate(levels, start=1):
        build.judged = judged(steps[-1].rows)
        steps.append(_proposed(build, of, steps[-1], f"proposed{number}", level))
        build.judged = None
        name = "merged" if number == len(levels) else f"filled{number}"
        steps.append(_fitting(build, of, steps[-1], name, level))
    return Filled(tuple(steps[:-1]), steps[-1], tuple(field for level in levels for field in level))


def default_checks(
    build: Build, of: Object, operation: Create, filled: Filled, blind: ColumnElement[bool]
) -> Iterator[Check]:
    """What a default comes to is held to its field as a value that is given.

    Args:
        blind: where nothing is said of it: the record would point to one that the caller may not see.
    """
    rows = filled.merged.rows
    for field in filled.fields:
        proposed, value = rows.c[_proposal(field)], rows.c[_column(field).name]
        code = "INVALID_VALUE" if field.options else "OUT_OF_RANGE"
        unfit = Check(code, f"defaults.{field.id}", and_(not_(blind), proposed.is_not(None), value.is_(None)))
        build.refusals[unfit.text] = (_unfit(build, of, field, code),)
        yield unfit
        if field.required:
            empty = Check("REQUIRED", f"defaults.{field.id}", and_(not_(blind), proposed.is_(None)))
            build.refusals[empty.text] = (missing(build, of, operation, field),)
            yield empty


def _unfit(build: Build, of: Object, field: Field, code: str) -> Problem:
    access, name = build.access_to(of), label_in(field.labels, build.language, field.name)
    if field.id in access.create:
        hint = Sentence("Give a value.", "请填写一个值。")
        return Problem(code, UNFIT.of(name), ("input", input_name(field)), hint)
    message = UNFIT.of(name) if field.id in access.read else HIDDEN_UNFIT
    return Problem(code, message, ("input",))


def _proposed(build: Build, of: Object, previous: Step, name: str, level: Sequence[Field]) -> Step:
    rows = previous.rows
    proposals: dict[str, ColumnClause[Any]] = {
        _proposal(field): column(_proposal(field), _type(field)) for field in level
    }
    computed = {
        _proposal(field): _unless_given(field, rows, _computed(build, of, field, rows)).label(
            _proposal(field)
        )
        for field in level
    }

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (computed[each] if each in computed else rows.c[each] for each in names)
        return select(*columns).select_from(rows)

    return step(build.called(name), (*rows.c, *proposals.values()), define)


def _unless_given(field: Field, rows: TableClause, computed: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the formula comes to, or of many rows what the row gives."""
    given = _given(field, rows)
    if given is None:
        return computed
    return case((given, cast(rows.c[_column(field).name], _type(field))), else_=computed)


def _given(field: Field, rows: TableClause) -> ColumnElement[bool] | None:
    """Of many rows, whether each gives the field a value; None where the whole statement says it."""
    return rows.c.get(GIVES + _column(field).name)


def _fitting(build: Build, of: Object, previous: Step, name: str, level: Sequence[Field]) -> Step:
    rows = previous.rows
    by_name = {_column(field).name: field for field in level}

    def stored(wanted: str) -> ColumnElement[Any]:
        field = by_name.get(wanted)
        if field is None:
            return rows.c[wanted]
        proposed = rows.c[_proposal(field)]
        fitting = (fits(field, proposed), cast(proposed, _column(field).type))
        given = _given(field, rows)
        # What is given is held to the field as in every write (`records.checks`), and not as a default is.
        return case(fitting) if given is None else case((given, rows.c[wanted]), fitting)

    def define(names: Sequence[str]) -> Select[Any]:
        return select(*valued(build, of, names, stored)).select_from(rows)

    return step(build.called(name), rows.c, define)


def _computed(build: Build, of: Object, field: Field, rows: FromClause) -> ColumnElement[Any]:
    return formula_sql(
        build.catalog, of, as_computed(field), build.columns_of(rows, of), items_of(build, rows, of)
    )


def _type(field: Field) -> TypeEngine[Any]:
    """A number may be more than the column takes."""
    number = type_of(field).rule_parts(field)[0].type is ValueType.NUMBER
    return Numeric() if number else _column(field).type


def _column(field: Field) -> ColumnClause[Any]:
    (spec,) = type_of(field).columns(field)
    return column(spec.name, spec.type)


def _proposal(field: Field) -> str:
    """Under a name that no tenant can give a field."""
    return f"proposed {_column(field).name}"
