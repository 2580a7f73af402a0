"""Moves of records from stage to stage that a publish makes, and that each record can make for itself before it."""

from dataclasses import dataclass

from metadata.catalog import Object


@dataclass(frozen=True)
class StageMove:
    """All records that are in a stage of an object, as it is before, move to another one of it."""

    object: Object
    source: str
    target: str
