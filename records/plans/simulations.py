"""What becomes of the records at the gates of an object under a draft of the catalog, and would have become of them."""

from dataclasses import dataclass
from datetime import datetime

from expressions.nodes import Expression
from metadata.catalog import Catalog
from metadata.fields import Field
from records.plans.question import Question


@dataclass(frozen=True)
class SimulationPlan(Question):
    """One simulation.

    Attributes:
        draft: the catalog that would be.
        where: a rule of the caller's own that the records satisfy; None for all that the caller may read.
        worth: the field of money or numbers whose sum is at risk; None where nobody asks.
        owners: of how many owners is told, those first with the most records blocked.
        samples: how many records, or moves, are shown.
        since: of a replay, from when on moves are judged.
        trees: samples tell the rules as trees too.
    """

    draft: Catalog
    where: Expression | None = None
    worth: Field | None = None
    owners: int = 20
    samples: int = 10
    since: datetime | None = None
    trees: bool = False
