"""Criteria that are asked of records which have passed them too, with a date until which these may be put right.

A criterion to enter a stage is passed by the records in it and in the open stages after it; one to leave a stage by
those in the open stages after that; one of every promotion by all records in open stages, of one pipeline where it is
asked in that one. After a stage stand those of its own pipeline: nobody knows which way a record in another one has
come.
"""

from metadata.pipelines import Criterion, Pipeline, Stage


def stages_past(pipeline: Pipeline, criterion: Criterion) -> tuple[Stage, ...]:
    """The stages whose records have passed the criterion; none where it has no date for them."""
    if criterion.grace_until is None:
        return ()
    if criterion.entering is not None:
        return (pipeline.stage_by_name[criterion.entering], *_open_after(pipeline, criterion.entering))
    if criterion.leaving is not None:
        return _open_after(pipeline, criterion.leaving)
    within = pipeline.stages if criterion.pipeline is None else pipeline.along(criterion.pipeline)
    return tuple(each for each in within if each.kind == "open")


def _open_after(pipeline: Pipeline, name: str) -> tuple[Stage, ...]:
    """The open stages after one, in its pipeline."""
    here = pipeline.stage_by_name[name]
    own = pipeline.along(pipeline.named_of(here))
    return tuple(each for each in own[own.index(here) + 1 :] if each.kind == "open")
