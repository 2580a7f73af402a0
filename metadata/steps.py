"""The steps of a publish, for the person who decides: what each does and holds meanwhile, and all in a sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.sentences import NO_WORDS, Sentence, joined
from metadata.changes.base import Lock, Risk
from metadata.row_counts import Unfit
from metadata.uses import Use

READ_A_SECOND = 500_000
WRITTEN_A_SECOND = 15_000
"""Records, roughly, and rather too few: large ones whose indexes and search words are made anew."""

_RISKS = {
    Risk.DESTROYS: Sentence("{} to destroy values{}", "{} 项会删除数据{}"),
    Risk.HIDES: Sentence("{} to hide values{}", "{} 项会隐藏数据{}"),
    Risk.REWRITES: Sentence("{} to give records a value{}", "{} 项会改写记录{}"),
    Risk.SCANS: Sentence("{} to read records{}", "{} 项会检查记录{}"),
    Risk.SAFE: Sentence("{} to leave records alone{}", "{} 项不影响记录{}"),
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

    sentence: Sentence
    risk: Risk
    rows: int
    breaks: tuple[Sentence, ...]
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


def summary(steps: Sequence[Step]) -> Sentence:
    """All steps in a few sentences, the worst first: `3 changes: 1 destroys values (12 records), …`."""
    found = Counter(step.risk for step in steps)
    parts = []
    for risk, words in _RISKS.items():
        if found[risk]:
            rows = sum(step.rows for step in steps if step.risk is risk)
            of = NO_WORDS
            if risk is not Risk.SAFE:
                counted = "record" if rows == 1 else "records"
                of = Sentence(" ({:,} {})", "（{:,} 条记录）").of(rows, counted)
            parts.append(words.of(found[risk], of))
    counted = "change" if len(steps) == 1 else "changes"
    said = [
        Sentence("{0:,} {1}: {2}.", "共 {0:,} 项修改：{2}。").of(
            len(steps), counted, joined(parts, ", ", "，")
        )
    ]
    broken = sum(len(step.breaks) for step in steps)
    if broken:
        counted = "break" if broken == 1 else "breaks"
        said.append(Sentence("Clients meet {:,} {}.", "客户端会受到 {:,} 处影响。").of(broken, counted))
    seconds = sum(step.seconds for step in steps)
    if seconds >= 1:
        waits = Sentence(
            "The tenant's other requests wait for some {:,.0f} seconds.", "其他请求约等待 {:,.0f} 秒。"
        )
        said.append(waits.of(seconds))
    else:
        said.append(
            Sentence("The tenant's other requests wait for less than a second.", "其他请求等待不到一秒。")
        )
    return joined(said, " ", "")
