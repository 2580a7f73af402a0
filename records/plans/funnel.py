"""The funnel of a pipeline: how far records came in it, and how long they stayed in its stages."""

from dataclasses import dataclass
from typing import Literal

from metadata.catalog import Object
from records.plans.conditions import Condition
from records.plans.groups import AggregatesPart, CountPart
from records.plans.inputs import Input
from records.plans.search import Search
from records.plans.type_name import TypeName

Standing = Literal["reached", "entered", "advanced", "standing", "lost", "elsewhere", "won"]
"""How records stand to a stage. Who reached it has been in it or in a later one, and of these each is one of

- advanced: has been in a later one, won included;
- standing: came no further, and is in it now;
- lost: came no further, and is in a stage that is lost;
- elsewhere: came no further, and is in an earlier stage or in another pipeline.

Beside that, who entered has been in the very stage, and who won reached it and has been won.
"""

Fact = Literal[
    "stage",
    "label",
    "conversion",
    "winRate",
    "stays",
    "medianDuration",
    "averageDuration",
    "medianWorkingDuration",
    "averageWorkingDuration",
]


@dataclass(frozen=True)
class FunnelRecords:
    """How many records stand so, and what they add up to."""

    name: str
    standing: Standing
    parts: tuple[CountPart | AggregatesPart | TypeName, ...]


@dataclass(frozen=True)
class FunnelFact:
    """What else is told of a stage."""

    name: str
    fact: Fact


@dataclass(frozen=True)
class FunnelStages:
    """The stages in order, but those that are lost."""

    name: str
    parts: tuple[FunnelRecords | FunnelFact | TypeName, ...]


@dataclass(frozen=True)
class FindFunnel:
    """The funnel of the records that came into a pipeline.

    Attributes:
        pipeline: its name.
        since, until: only those that came into it from this moment on, and before that one.
    """

    object: Object
    pipeline: str
    where: Condition | None
    search: Search | None
    since: Input | None
    until: Input | None
    parts: tuple[FunnelRecords | FunnelStages | TypeName, ...]
