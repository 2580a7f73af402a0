"""A pipeline in its object and catalog, as changes of its stages see it."""

from dataclasses import dataclass, replace

from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import PathPart, Problem
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    object_named,
    pipeline_of,
    raise_problems,
    stage_named,
    with_pipeline,
)
from metadata.changes.table_ddl import first_stage_ddl
from metadata.holdings import Holding
from metadata.pipeline_checks import pipeline_problems
from metadata.pipelines import Pipeline, Stage
from metadata.system_fields import STAGE


@dataclass(frozen=True)
class StagePlace:
    """A pipeline, in its object and catalog."""

    catalog: Catalog
    object: Object
    pipeline: Pipeline

    def with_stages(self, stages: tuple[Stage, ...]) -> tuple[Catalog, tuple[Problem, ...]]:
        """The catalog with other stages, and what is wrong with the pipeline then."""
        # Those of the first pipeline stand before all others: records start in the first of them.
        names = [None, *(each.name for each in self.pipeline.further)]
        apart = sorted(stages, key=lambda each: names.index(each.pipeline))
        return self.with_pipeline(replace(self.pipeline, stages=tuple(apart)))

    def with_pipeline(self, changed: Pipeline) -> tuple[Catalog, tuple[Problem, ...]]:
        """The same with another pipeline."""
        after = with_pipeline(self.catalog, self.object, changed)
        return after, pipeline_problems(after, after.object_by_name[self.object.name], changed)


def stage_place(catalog: Catalog, object_name: str) -> StagePlace:
    definition = object_named(catalog, object_name, "object")
    return StagePlace(catalog, definition, pipeline_of(definition, "object"))


def stage_before(place: StagePlace, name: str | None) -> Stage | None:
    return None if name is None else stage_named(place.pipeline, name, "before")


def raise_at(problems: tuple[Problem, ...], *path: PathPart) -> None:
    """Raise what is wrong with a stage at the part of the change that made it so."""
    raise_problems([replace(each, path=path) for each in problems])


def first_stage_moved(
    object_name: str, before: Catalog, after: Catalog, namespace: str
) -> tuple[ExecutableDDLElement, ...]:
    one, other = (pipeline_of(each.object_by_name[object_name]) for each in (before, after))
    return first_stage_ddl(one, other, object_name, namespace)


def records_in(catalog: Catalog, object_name: str, stage: str) -> Holding:
    return Holding(catalog.object_by_name[object_name].id, STAGE, frozenset({stage}))
