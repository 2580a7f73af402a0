"""Criteria that are asked of records which have passed them too, with a date until which these may be put right.

A criterion to enter a stage is passed by the records in it and in the open stages after it; one to leave a stage by
those in the open stages after that; one of every promotion by all records in open stages.
"""

from metadata.catalog import Criterion, Pipeline, Stage, Transition


def stages_past(pipeline: Pipeline, criterion: Criterion) -> tuple[Stage, ...]:
    """The stages whose records have passed the criterion; none where it has no date for them."""
    if criterion.grace_until is None:
        return ()
    names = [each.name for each in pipeline.stages]
    if criterion.entering is not None:
        here = pipeline.stages[names.index(criterion.entering)]
        after = pipeline.stages[names.index(criterion.entering) + 1 :]
        return (here, *(each for each in after if each.kind == "open"))
    first = 0 if criterion.leaving is None else names.index(criterion.leaving) + 1
    return tuple(each for each in pipeline.stages[first:] if each.kind == "open")


def goes_on(pipeline: Pipeline, edge: Transition) -> bool:
    """Whether an edge leads forward: to a later stage, and not to one of what is lost."""
    names = [each.name for each in pipeline.stages]
    forward = names.index(edge.target) > names.index(edge.source)
    return forward and pipeline.stage_by_name[edge.target].kind != "lost"
