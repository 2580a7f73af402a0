"""Records as they were when they moved, as far as history was kept of them.

A field whose history is kept has the value of that time, what was given along with the move included, or as rules read
it of the record before, left out; a formula over such fields is computed of these values anew. Tasks are as they were
when the record left their stage. All else is as it is now: other fields, related records, roll-ups.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSON, JSONPATH

from core.sql import DIALECT, Columns
from expressions.comparisons import variables
from expressions.nodes import Expression
from expressions.types import Reference
from metadata.actor import ACTOR_ID
from metadata.catalog import Object
from metadata.field_history import tracked
from metadata.field_types.all_types import type_of
from metadata.field_types.base import ColumnSpec, Scalar
from metadata.fields import Field
from metadata.formula_sql import formula_columns
from metadata.reading import places_behind
from metadata.system_fields import PIPELINE, STAGE, STAGE_ENTERED, STAGE_FIELDS
from metadata.tables import record_columns
from records.build import Build
from records.constants import constant
from records.defaults import valued
from records.gates import pipeline_of
from records.steps import EARLIER

Column = ColumnElement[Any]

UNCHANGING = ("id", "createdAt", "createdBy")
"""The system fields that nobody writes again."""

AS_SHOWN = frozenset(
    {
        Scalar.STRING,
        Scalar.INT,
        Scalar.DECIMAL,
        Scalar.BOOLEAN,
        Scalar.DATE,
        Scalar.DATETIME,
        Scalar.TIME,
        Scalar.ENUM,
        Scalar.ID,
        Scalar.MEMBER,
        Scalar.MONEY,
    }
)
"""How values look whose columns can be read from their JSON, which is what the history keeps."""


MOVE, MOVER, ENTERED, SOURCE, TARGET, OCCURRED, RECORDED, STANDING = (
    "_move",
    "_mover",
    "_entered",
    "_source",
    "_target",
    "_occurred",
    "_recorded",
    "_standing",
)
"""Columns of a move beside those of its record: its id, who made it, since when the record was in the stage it left,
the stages, its moments, and the stage of the record now."""


NOTE, EARLIER_NOTE = "_note_", "_before_"
"""What the names begin with of the columns with the first change of a field after the move, and of that or with it."""


def remembered(of: Object) -> tuple[Field, ...]:
    """The fields of which a past value can be read."""
    return tuple(
        each
        for each in tracked(of)
        if not each.computed and (type_of(each).scalar in AS_SHOWN or each.target is not None)
    )


def behind(build: Build, of: Object, field_id: str) -> frozenset[str]:
    """Ids of the fields of the same record that a value is made of: itself, or what its formula reads."""
    field = of.field_by_id.get(field_id)
    if field is None or not field.computed:
        return frozenset({field_id})
    found = places_behind(build.catalog, of, field)
    return frozenset(part for place, part in found if place == of.id)


@dataclass(frozen=True)
class PastFields:
    """Ids of the fields whose past values are wanted: as they were judged at a move, and before what it gave."""

    judged: frozenset[str]
    before: frozenset[str]


def past_fields(build: Build, of: Object, rules: Iterable[Expression]) -> PastFields:
    """Those that rules read, or follow to another record, which is that of the time as it is now."""
    judged, before = set[str](), set[str]()
    for reference in (each for rule in rules for each in variables(rule) if not each.actor):
        first = reference.steps[0].field if reference.steps else reference.field
        (before if reference.before else judged).update(behind(build, of, first))
    return PastFields(frozenset(judged), frozenset(before))


class BeforeMove:
    """The records of `past_rows` as they were before what was given along with the move."""

    def __init__(self, rows: FromClause) -> None:
        self._rows = rows

    @property
    def c(self) -> Columns:
        """Their columns."""
        return self

    def __getitem__(self, name: str, /) -> Column:
        earlier = EARLIER + name
        return self._rows.c[earlier if earlier in self._rows.c else name]

    def __contains__(self, name: str, /) -> bool:
        return name in self._rows.c


def past_rows(
    build: Build,
    of: Object,
    read: PastFields,
    since: datetime,
    conditions: Sequence[Callable[[FromClause], ColumnElement[bool]]],
    name: str,
    among: FromClause | None = None,
) -> Subquery:
    """The moves since then of records that the caller may read, each with the record as it was.

    The columns are those of the record, `stage` the one it left, with since when it was there, and those of the move;
    `BeforeMove` has the record before what the move gave.

    Args:
        conditions: from the rows as they are now to what else they must satisfy.
        among: ids of the moves; None for all.
    """
    moves, rows = build.tables.stage_history.alias(build.fresh("m")), build.rows(of)
    wanted = [each for each in remembered(of) if each.id in read.judged | read.before]
    tasks = [task for task in _tasks(of) if task in read.judged | read.before]
    notes = [*_notes(build, of, read, wanted, moves, rows)]
    moved = (
        select(
            *record_columns(rows),
            moves.c.id.label(MOVE),
            moves.c.actor.label(MOVER),
            moves.c.from_stage.label(SOURCE),
            moves.c.to_stage.label(TARGET),
            moves.c.occurred_at.label(OCCURRED),
            moves.c.recorded_at.label(RECORDED),
            _entered(build, moves, rows).label(ENTERED),
            *notes,
            *(_was_done(build, task, moves, rows).label(task) for task in tasks),
        )
        .select_from(moves.join(rows, rows.c.id == moves.c.record_id))
        .where(
            moves.c.object_id == constant(of.id),
            moves.c.pipeline_id == constant(pipeline_of(of).id),
            moves.c.from_stage.is_not(None),
            moves.c.occurred_at >= bindparam(None, since, DateTime(timezone=True)),
            build.visible(rows, of),
            *(condition(rows) for condition in conditions),
            *(() if among is None else (moves.c.id.in_(select(among.c.id)),)),
        )
        # What is looked up is looked up once for each move, however often it is read.
        .offset(constant(0))
        .subquery(build.fresh("m"))
    )
    was = _as_it_was(build, of, wanted, read.before, moved)
    kept = (*tasks, MOVE, MOVER, TARGET, OCCURRED, RECORDED)
    found: Select[Any] = select(*was, *(moved.c[each] for each in kept), moved.c.stage.label(STANDING))
    return found.offset(constant(0)).subquery(name)


def _notes(
    build: Build, of: Object, read: PastFields, wanted: Sequence[Field], moves: FromClause, rows: FromClause
) -> Iterator[ColumnElement[Any]]:
    """What the history of fields says of the record as it moved, and as it was before what was given along."""
    for mark, given, asked in ((NOTE, False, read.judged | read.before), (EARLIER_NOTE, True, read.before)):
        for each in wanted:
            if each.id in asked:
                yield _first_note(build, of, each, moves, rows, given=given).label(f"{mark}{each.id}")


def _entered(build: Build, moves: FromClause, rows: FromClause) -> Column:
    """Since when the record was in the stage that the move left; since it was made, where that was never noted."""
    return func.coalesce(_earlier(build, moves, "occurred_at"), rows.c.createdAt)


def _earlier(build: Build, moves: FromClause, column: str, *same: str) -> Column:
    """What the move has by which the record came into the stage that this one left; null where none was noted.

    Args:
        same: columns in which it must be like this one.
    """
    earlier = build.tables.stage_history.alias(build.fresh("m"))
    return (
        select(earlier.c[column])
        .where(
            earlier.c.record_id == moves.c.record_id,
            tuple_(earlier.c.occurred_at, earlier.c.id) < tuple_(moves.c.occurred_at, moves.c.id),
            *(earlier.c[each] == moves.c[each] for each in same),
        )
        .order_by(earlier.c.occurred_at.desc(), earlier.c.id.desc())
        .limit(constant(1))
        .correlate(moves)
        .scalar_subquery()
    )


def _first_note(
    build: Build, of: Object, field: Field, moves: FromClause, rows: FromClause, *, given: bool
) -> Column:
    """`[old]` of the first change of the field after the move; null where it has not changed since.

    Args:
        given: the change that was given along with the move counts too.
    """
    notes = build.tables.field_history.alias(build.fresh("n"))
    return (
        select(func.json_build_array(notes.c.old, type_=JSON))
        .where(
            notes.c.record_id == rows.c.id,
            notes.c.object_id == constant(of.id),
            notes.c.field_id == constant(field.id),
            # What was given along with the move has its moment.
            notes.c.recorded_at >= moves.c.recorded_at
            if given
            else notes.c.recorded_at > moves.c.recorded_at,
        )
        .order_by(notes.c.id)
        .limit(constant(1))
        .correlate(moves, rows)
        .scalar_subquery()
    )


def _tasks(of: Object) -> Iterator[str]:
    """Ids of the tasks of the object's stages."""
    return (task.id for _, task in pipeline_of(of).task_by_name.values())


def _was_done(build: Build, task_id: str, moves: FromClause, rows: FromClause) -> Column:
    """Whether a task was done in the stay that the move ended: nobody does anything of its list afterwards.

    Of a move from before there was the task it is not asked.
    """
    done = build.tables.task.alias(build.fresh("d"))
    stay = _earlier(build, moves, "id", "object_id", "pipeline_id")
    found = select(1).where(
        done.c.record_id == moves.c.record_id,
        done.c.task_id == constant(task_id),
        # As in `records.stage_tasks.in_stay`.
        (done.c.entry == func.coalesce(stay, rows.c.id)).is_(true()),
        done.c.reopened_at.is_(None),
    )
    earlier = moves.c.catalog_version < _first_version(build, task_id)
    return or_(earlier, exists(found.correlate_except(done)))


def _first_version(build: Build, task_id: str) -> Column:
    """The first version of the catalog that has a task."""
    version = build.tables.catalog_version.alias(build.fresh("w"))
    path = cast(constant(f'$.objects[*].pipeline.stages[*].tasks[*].id ? (@ == "{task_id}")'), JSONPATH())
    found = select(version.c.version).where(func.jsonb_path_exists(version.c.catalog, path))
    return found.order_by(version.c.version).limit(constant(1)).correlate_except(version).scalar_subquery()


def _as_it_was(
    build: Build, of: Object, wanted: Sequence[Field], given: Collection[str], moved: Subquery
) -> list[Column]:
    """The columns of the records with their values of that time.

    What fields of `given`, and formulas, were before what the move gave stands under `EARLIER` and the column's name.
    """
    then: dict[str, Column] = {STAGE: moved.c[SOURCE], STAGE_ENTERED: moved.c[ENTERED]}
    then |= _noted(moved, NOTE, wanted)
    before = then | _noted(moved, EARLIER_NOTE, [each for each in wanted if each.id in given])

    def stored(column: str) -> Column:
        return then.get(column, moved.c[column])

    def stored_before(column: str) -> Column:
        return before.get(column, moved.c[column])

    names = [each.name for each in record_columns(build.table(of))]
    changed = [each for each in names if before.get(each) is not then.get(each)]
    if given:
        changed += formula_columns(of)
    return [
        *valued(build, of, names, stored),
        *(each.label(EARLIER + each.name) for each in valued(build, of, changed, stored_before)),
    ]


def _noted(moved: FromClause, mark: str, fields: Iterable[Field]) -> dict[str, Column]:
    """The columns of fields by name, as the notes have them that stand under the mark."""
    return {
        spec.name: case((note.is_(None), moved.c[spec.name]), else_=_kept(note, spec))
        for field in fields
        for note in (moved.c[mark + field.id],)
        for spec in type_of(field).columns(field)
    }


def _kept(note: Column, spec: ColumnSpec) -> Column:
    """A value of the history as the column keeps it; null where it has a form that the column no longer takes."""
    old = note.op("->", return_type=JSON)(constant(0))
    if spec.part is None:
        text: Column = old.op("#>>", return_type=Text())(literal_column("'{}'", Text()))
    else:
        text = old.op("->>", return_type=Text())(constant(spec.part))
    kind = spec.type.compile(dialect=DIALECT)
    return case(
        (func.pg_input_is_valid(text, constant(kind)), cast(text, spec.type)), else_=cast(null(), spec.type)
    )


def is_remembered(build: Build, of: Object, reference: Reference) -> bool:
    """Whether a column that a rule reads is known as it was; who moved is, and what members were is not."""
    if reference.actor:
        return reference.field == ACTOR_ID
    kept = {each.id for each in remembered(of)}
    always = reference.task or reference.field in (*STAGE_FIELDS, PIPELINE, *UNCHANGING)
    own = always or behind(build, of, reference.field) <= kept
    return not reference.steps and own
