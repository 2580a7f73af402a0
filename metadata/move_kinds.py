"""The kinds of moves along a pipeline: what an edge means for the record that takes it.

Here alone is said what goes on and what goes back. The first line that fits tells the kind:

lose      it leads to a stage where the record is lost, of whichever pipeline
win       it leads to one where the record is won
transfer  it leads to an open stage of another pipeline of the object
reopen    it leads from a stage where the record is won or lost to an open one of the same pipeline
back      it leads from an open stage to one before it
forward   it leads to the next open stage
skip      it leads over at least one open stage to a later one
"""

from typing import get_args

from metadata.pipelines import MoveKind, Pipeline, Stage, Transition

MOVE_KINDS: tuple[MoveKind, ...] = get_args(MoveKind)


def kind_of(pipeline: Pipeline, edge: Transition) -> MoveKind:
    """What kind of move an edge of the pipeline is.

    Raises:
        KeyError: the edge names no stage of the pipeline, which a published catalog rules out.
    """
    source, target = pipeline.stage_by_name[edge.source], pipeline.stage_by_name[edge.target]
    if target.kind == "lost":
        return "lose"
    if target.kind == "won":
        return "win"
    if source.pipeline != target.pipeline:
        return "transfer"
    if source.kind != "open":
        return "reopen"
    return _between(pipeline, source, target)


def _between(pipeline: Pipeline, source: Stage, target: Stage) -> MoveKind:
    """The kind of a move between open stages of one pipeline."""
    ways = [each for each in pipeline.along(pipeline.named_of(source)) if each.kind == "open"]
    steps = ways.index(target) - ways.index(source)
    if steps < 0:
        return "back"
    return "forward" if steps == 1 else "skip"


def goes_on(kind: MoveKind) -> bool:
    """Whether a record that moves so has to be in order: it comes nearer to being won, or to another pipeline."""
    return kind in ("forward", "skip", "win", "transfer")
