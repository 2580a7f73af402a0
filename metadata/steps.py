"""The steps of a publish, for the person who decides: what each does and holds meanwhile, and all in a sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from metadata.changes.base import Lock, Risk
from metadata.row_counts import Unfit
from metadata.uses import Use

READ_A_SECOND = 500_000
WRITTEN_A_SECOND = 15_000
"""Records, roughly, and rather too few: large ones whose indexes and search words are made anew."""

_RISKS = {
    Risk.DESTROYS: "destroy values",
    Risk.HIDES: "hide values",
    Risk.REWRITES: "give records a value",
    Risk.SCANS: "read records",
    Risk.SAFE: "leave records alone",
}


@dataclass(frozen=True)
class Step:
    """What one change does.

    Attributes:
        sentence: what it does.
        risk: what happens to existing records.
        rows: how many records it scans, rewrites or destroys.
        breaks: what clients relied on and will not find, each as a sentence.
        lock: for how long the tenant's other requests wait.
        unfit: the records that do not satisfy a new rule; None where it is none, where nobody can know before
            the publish, and where it is published: a report is no reason to keep others waiting.
        uses: of a removal: what goes, or changes, with that which it removes.
    """

    sentence: str
    risk: Risk
    rows: int
    breaks: tuple[str, ...]
    lock: Lock
    unfit: Unfit | None = None
    uses: tuple[Use, ...] = ()

    @property
    def seconds(self) -> float:
        """How long others wait for it, roughly; 0 where it is milliseconds, however many records there are."""
        match self.lock:
            case Lock.BRIEF:
                return 0.0
            case Lock.READS:
                return round(self.rows / READ_A_SECOND, 1)
            case Lock.WRITES:
                return round(self.rows / WRITTEN_A_SECOND, 1)


def summary(steps: Sequence[Step]) -> str:
    """All steps in a few sentences, the worst first: `3 changes: 1 destroys values (12 records), …`."""
    found = Counter(step.risk for step in steps)
    parts = []
    for risk, words in _RISKS.items():
        if found[risk]:
            rows = sum(step.rows for step in steps if step.risk is risk)
            of = f" ({rows:,} {'record' if rows == 1 else 'records'})" if risk is not Risk.SAFE else ""
            parts.append(f"{found[risk]} to {words}{of}")
    said = f"{len(steps):,} {'change' if len(steps) == 1 else 'changes'}: {', '.join(parts)}."
    broken = sum(len(step.breaks) for step in steps)
    if broken:
        said += f" Clients meet {broken:,} {'break' if broken == 1 else 'breaks'}."
    seconds = sum(step.seconds for step in steps)
    if seconds >= 1:
        return f"{said} The tenant's other requests wait for some {seconds:,.0f} seconds."
    return f"{said} The tenant's other requests wait for less than a second."
