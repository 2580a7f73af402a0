"""What a run measures, read from `SLUICE_BENCH_*` variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BenchSettings:
    """One run.

    Attributes:
        scale: of the data; 1.0 is 10,000 accounts, 50,000 contacts, 200,000 deals, 400,000 activities.
        sides, questions: names; empty for all.
        connections: requests under way at a time.
        rounds: turns of each side at each question.
        seconds: of one turn.
        folder: where the results, the chart and the packages of PostGraphile are kept.
    """

    scale: float = 1.0
    sides: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    connections: int = 8
    rounds: int = 6
    seconds: float = 0.75
    folder: Path = Path(".bench")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "BenchSettings":
        """Read the variables; one that is absent has its default.

        Raises:
            ValueError: one that is no number.
        """

        def names(variable: str) -> tuple[str, ...]:
            return tuple(each.strip() for each in environment.get(variable, "").split(",") if each.strip())

        return cls(
            float(environment.get("SLUICE_BENCH_SCALE") or cls.scale),
            names("SLUICE_BENCH_SIDES"),
            names("SLUICE_BENCH_QUESTIONS"),
            int(environment.get("SLUICE_BENCH_CONNECTIONS") or cls.connections),
            int(environment.get("SLUICE_BENCH_ROUNDS") or cls.rounds),
            float(environment.get("SLUICE_BENCH_SECONDS") or cls.seconds),
            Path(environment.get("SLUICE_BENCH_FOLDER") or cls.folder).absolute(),
        )


def chosen(wanted: tuple[str, ...], known: list[str], what: str) -> list[str]:
    """The known names that are wanted, in their own order.

    Raises:
        ValueError: a name that is not known.
    """
    unknown = [each for each in wanted if each not in known]
    if unknown:
        raise ValueError(f"no {what} {', '.join(unknown)}; there are: {', '.join(known)}")
    return [each for each in known if not wanted or each in wanted]
