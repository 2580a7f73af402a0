"""What a Change is: one operation that says its effect twice, on the catalog and on the tables.

A change names things by name, as people do; ids are made once, when the change value is built, so that
applying it again gives the same catalog. Paths in its problems are relative to the change.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import ClauseElement, ColumnElement, TableClause
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import PathPart, Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object, Role
from metadata.changes.words import OBJECT, unknown
from metadata.checks import number_problems
from metadata.codec import encoded, word_problems
from metadata.conversions import Conversion
from metadata.fields import Field, Option
from metadata.fillings import Filling
from metadata.holdings import Holding
from metadata.languages import with_languages
from metadata.moves import RecordMove
from metadata.occupied import following
from metadata.pipelines import FurtherPipeline, Pipeline, Stage, Transition
from metadata.reports import RowReport
from metadata.storable import value_problems
from metadata.text import called
from metadata.uses import Use

Item = TypeVar("Item")
Definition = TypeVar("Definition", Object, Field)


RowCondition = Callable[[Object, TableClause], ColumnElement[bool]]
"""From an object, as it stands in the catalog that the rows are of, and its table to a condition on a row."""

Fits = Callable[[Sequence[object]], bool]
"""From a value, by its columns in their order, to whether it can stay; called in another thread."""


class Risk(StrEnum):
    """What a change does to the records that exist.

    SAFE leaves them alone, SCANS reads each of them to see that it fits while the tenant's other statements wait,
    REWRITES gives each of them a value, HIDES takes values away that can be restored for a time, DESTROYS loses
    values for good.
    """

    SAFE = "safe"
    SCANS = "scans"
    REWRITES = "rewrites"
    HIDES = "hides"
    DESTROYS = "destroys"


class Lock(StrEnum):
    """What of the records a change goes through while the tenant's other statements wait.

    BRIEF none of them, READS the records that it scans, WRITES those that it rewrites.
    """

    BRIEF = "brief"
    READS = "reads"
    WRITES = "writes"


@dataclass(frozen=True)
class RowLimit:
    """A change fits only while an object has at most `most` records.

    Attributes:
        object: id of the object.
        alive_only: deleted records do not count.
        message: why, as a sentence.
        path: relative to the change.
        holding: only records that hold these keys count.
        where: which records count; all where it is None.
    """

    object: str
    most: int
    message: str
    hint: str
    path: tuple[PathPart, ...] = ()
    alive_only: bool = False
    holding: Holding | None = None
    where: RowCondition | None = None


@dataclass(frozen=True)
class ValueLimit:
    """A change fits only while every value of a field does, which cannot be said in SQL.

    Attributes:
        object, field: their ids.
        type: of the field; where it had another before the publish, its values are not judged beforehand.
        fits: whether a value does; an empty one is not asked about.
        message: why, as a sentence.
        path: relative to the change.
    """

    object: str
    field: str
    type: str
    fits: Fits
    message: str
    hint: str
    path: tuple[PathPart, ...] = ()


@dataclass(frozen=True)
class Stamp:
    """What the records that a publish writes tell of it.

    Attributes:
        actor: id of the member who publishes.
        version: of the catalog that is published.
    """

    actor: UUID | None
    version: int


class Change(ABC):
    """One operation. Subclasses are frozen dataclasses.

    Attributes:
        kind: its name in the API, `addField`.
    """

    kind: ClassVar[str]

    @abstractmethod
    def apply(self, catalog: Catalog) -> Catalog:
        """The catalog after the change; the version stays.

        Raises:
            SluiceError: every problem found, paths relative to the change.
        """

    @abstractmethod
    def sentence(self) -> Sentence:
        """What it does, in a sentence for the person who publishes it."""

    def told(self, before: Catalog) -> Sentence:
        """The sentence, in which what the change names by its id is named."""
        return self.sentence()

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        """What uses that which it removes: `apply` is refused for those that block, the others go with it.

        Raises:
            SluiceError: there is no such thing; the path is relative to the change.
        """
        return ()

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        """The same effect on the tables of the namespace, in order."""
        return ()

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        """What becomes of the records that exist, in order; run when the tables are as after the change.

        DDL too, where it has to wait for the values.
        """
        return ()

    def conversion(self, before: Catalog, after: Catalog) -> Conversion | None:
        """The values that become others which SQL alone does not make; after `ddl`, before `rewrites`."""
        return None

    def fillings(self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp) -> tuple[Filling, ...]:
        """The values that SQL makes of a row, which can be filled in beforehand; after `ddl`, before `rewrites`."""
        return ()

    def move(self, before: Catalog, after: Catalog, namespace: str) -> RecordMove | None:
        """The move of records, each for itself, that its `rewrites` make of those that are not moved before."""
        return None

    def risk(self, before: Catalog) -> Risk:
        """What it does to existing records."""
        return Risk.SAFE

    def lock(self, before: Catalog) -> Lock:
        """What it goes through while others wait. To drop a column or a table is brief, whatever was in it."""
        match self.risk(before):
            case Risk.SAFE | Risk.HIDES | Risk.DESTROYS:
                return Lock.BRIEF
            case Risk.SCANS:
                return Lock.READS
            case Risk.REWRITES:
                return Lock.WRITES

    def touches(self, before: Catalog) -> str | None:
        """Id of the object whose records it scans, rewrites or destroys, or None."""
        return None

    def holding(self, before: Catalog) -> Holding | None:
        """Which records of the object that it touches it rewrites or destroys; None for all."""
        return None

    def holding_before(self, before: Catalog, holding: Holding) -> Holding:
        """The records that the change leaves as `holding` says, as they were before it.

        So that records can be counted before any of the changes is made.
        """
        return holding

    def at(self, moment: datetime) -> "Change":
        """The change as it is when it is published at that moment."""
        return self

    def row_limits(self, before: Catalog) -> tuple[RowLimit | ValueLimit, ...]:
        """What the existing records must satisfy."""
        return ()

    def report(self, before: Catalog, after: Catalog) -> RowReport | None:
        """Which records that exist it leaves as they are although a new one could not be so."""
        return None

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        """What clients relied on and will not find, each as a sentence."""
        return ()


def applied(catalog: Catalog, changes: Sequence[Change]) -> tuple[Catalog, ...]:
    """The catalog after each of the changes; the version stays.

    Raises:
        SluiceError: the problems of the first change that does not fit, under `("changes", index, kind)`.
    """
    found = []
    with following():
        for index, change in enumerate(changes):
            try:
                raise_problems((*word_problems(change), *value_problems(encoded(change))))
                catalog = change.apply(catalog)
                raise_problems(number_problems(catalog))
            except SluiceError as error:
                prefix = ("changes", index, change.kind)
                raise SluiceError([problem.within(*prefix) for problem in error.problems]) from error
            found.append(catalog)
    if found:
        found[-1] = with_languages(found[-1])
    return tuple(found)


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise them all as one error, if there are any."""
    if problems:
        raise SluiceError(problems)


def object_named(catalog: Catalog, name: str, *path: PathPart) -> Object:
    """The object of that name.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    found = catalog.object_by_name.get(name)
    if found is None:
        raise unknown(OBJECT, name, [*catalog.object_by_name], *path)
    return found


def field_named(definition: Object, name: str, *path: PathPart) -> Field:
    """The field of that name.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    found = definition.field_by_name.get(name)
    if found is None:
        what = Sentence("field of {}", "{}字段").of(called(definition))
        raise unknown(what, name, [*definition.field_by_name], *path)
    return found


def replaced(items: Iterable[Definition], new: Definition) -> tuple[Definition, ...]:
    """`items` with the one of the same id replaced by `new`."""
    return tuple(new if each.id == new.id else each for each in items)


def with_field(catalog: Catalog, owner: Object, changed: Field) -> Catalog:
    """The catalog with the field of that id of `owner` replaced."""
    new = replace(owner, fields=replaced(owner.fields, changed))
    return replace(catalog, objects=replaced(catalog.objects, new))


def with_pipeline(catalog: Catalog, owner: Object, changed: Pipeline) -> Catalog:
    """The catalog with that pipeline for `owner`."""
    return replace(catalog, objects=replaced(catalog.objects, replace(owner, pipeline=changed)))


def role_named(catalog: Catalog, name: str, *path: PathPart) -> Role:
    """The role of that name.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    found = catalog.role_by_name.get(name)
    if found is None:
        raise unknown(Sentence("role", "角色"), name, [*catalog.role_by_name], *path)
    return found


def option_named(field: Field, key: str, *path: PathPart) -> Option:
    """The option of the field with that key.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    for option in field.options:
        if option.key == key:
            return option
    what = Sentence("option of {}", "{}选项").of(called(field))
    raise unknown(what, key, [option.key for option in field.options], *path)


def pipeline_of(definition: Object, *path: PathPart) -> Pipeline:
    """The pipeline of the object.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    if definition.pipeline is None:
        raise fault(
            "CATALOG_UNKNOWN",
            Sentence("{} has no pipeline.", "{}没有流程。").of(called(definition)),
            *path,
            hint=Sentence("Add one first.", "请先添加流程。"),
        )
    return definition.pipeline


def pipeline_named(pipeline: Pipeline, name: str, *path: PathPart) -> Pipeline | FurtherPipeline:
    """The pipeline of that name, of those of an object.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    for each in pipeline.parts:
        if each.name == name:
            return each
    raise unknown(Sentence("pipeline", "流程"), name, [*pipeline.entries], *path)


def stage_named(pipeline: Pipeline, name: str, *path: PathPart) -> Stage:
    """The stage of that name.

    Raises:
        SluiceError: STAGE_UNKNOWN at `path`.
    """
    found = pipeline.stage_by_name.get(name)
    if found is None:
        known = ", ".join(pipeline.stage_by_name)
        raise fault(
            "STAGE_UNKNOWN",
            Sentence("There is no stage {!r}.", "没有阶段 {!r}。").of(name[:60]),
            *path,
            hint=Sentence("Use one of {}.", "请使用其中之一：{}。").of(known),
        )
    return found


def edge_named(definition: Object, pipeline: Pipeline, source: str, target: str) -> Transition:
    """The edge between two stages.

    Raises:
        SluiceError: TRANSITION_NOT_ALLOWED at `source`.
    """
    for edge in pipeline.transitions:
        if (edge.source, edge.target) == (source, target):
            return edge
    known = ", ".join(f"{edge.source} to {edge.target}" for edge in pipeline.transitions)
    message = Sentence("{} has no edge from {!r} to {!r}.", "{}没有从 {!r} 到 {!r} 的流转。").of(
        called(definition), source[:60], target[:60]
    )
    raise fault(
        "TRANSITION_NOT_ALLOWED",
        message,
        "source",
        hint=Sentence("Use one of {}.", "请使用其中之一：{}。").of(known) if known else "",
    )


def standing_before(items: Sequence[Item], new: Item, successor: Item | None) -> tuple[Item, ...]:
    """`items` with `new`, which may be one of them, before `successor`, or last."""
    others = [each for each in items if each is not new]
    at = len(others) if successor is None else others.index(successor)
    return (*others[:at], new, *others[at:])
