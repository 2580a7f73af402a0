"""What of a publish is done before it, and what is left to it: what `metadata.preparations` finds of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from metadata.base_columns import IndexAhead
from metadata.conversions import Conversion
from metadata.fillings import Filling
from metadata.moves import RecordMove


@dataclass(frozen=True)
class Left:
    """What cannot be done before a publish although it is about records that are there.

    Attributes:
        index: the place of the change that does it.
        table: of the base, whose records it goes through.
        all_rows: it does, whatever they hold; else it writes those that the change touches.
    """

    index: int
    table: str
    all_rows: bool


@dataclass(frozen=True)
class Preparations:
    """What can be done before a publish.

    Attributes:
        again: by the key of each filling how many changes fill its columns: it does for all of them.
        superseded: the keys of those whose columns are not filled, as a later conversion does for them all.
        made_again: by the name of each index how many changes make it: what is made before is what the last one makes.
        never: the names of those that none of them makes: a later change ends them.
        watched: the tables whose rows are judged, converted or filled: by the id of the object, or by their own name
            where they are none of an object's.
        left: what is left to the publish.
    """

    moves: tuple[RecordMove, ...]
    conversions: tuple[Conversion, ...]
    fillings: tuple[Filling, ...]
    again: Mapping[str, int]
    superseded: frozenset[str]
    indexes: tuple[IndexAhead, ...]
    made_again: Mapping[str, int]
    never: frozenset[str]
    watched: Mapping[str, str]
    left: tuple[Left, ...]
