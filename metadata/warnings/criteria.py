"""Criteria that are asked of no move."""

from collections.abc import Iterator

from core.sentences import Sentence
from metadata.catalog import Object
from metadata.passed_criteria import stages_past
from metadata.warnings.base import CatalogWarning


def criterion_warnings(definition: Object) -> Iterator[CatalogWarning]:
    """The criteria that no edge of the object's pipelines leads past; gates are taken for open.

    One with a grace date is asked of the records too that have passed it, whichever way they came.
    """
    pipeline = definition.pipeline
    if pipeline is None:
        return
    for index, criterion in enumerate(pipeline.criteria):
        if stages_past(pipeline, criterion):
            continue
        if not any(pipeline.asked_along(criterion, edge) for edge in pipeline.transitions):
            message = Sentence(
                "The criterion {0} of {1} is asked of no move: no edge leads there.",
                "{1} 的附加条件 {0} 不会被任何移动用到：没有流转通往那里。",
            ).of(criterion.name, definition.name)
            yield CatalogWarning(
                "CRITERION_NEVER_ASKED", message, ("objects", definition.name, "pipeline", "criteria", index)
            )
