"""The result as Markdown, as JSON, and as a chart."""

import dataclasses
import json
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.configuring import table_of
from tests.bench.measure import Line, cores
from tests.bench.questions import QUESTIONS
from tests.bench.run import Result
from tests.bench.tables import table

SLUICE = "sluice"
MEGABYTE = 1_000_000


def by_question(result: Result) -> dict[str, dict[str, Line]]:
    """Question to side to line."""
    found: dict[str, dict[str, Line]] = {}
    for line in result.lines:
        found.setdefault(line.question, {})[line.side] = line
    return found


def costs(result: Result) -> str:
    """Everything that was measured, a row for each side of each question."""

    def rows() -> Iterator[list[str]]:
        for question, sides in by_question(result).items():
            for line in sides.values():
                yield [
                    question,
                    line.side,
                    f"{line.throughput:,.0f}",
                    f"{line.percentile(0.5):.2f}",
                    f"{line.percentile(0.99):.2f}",
                    f"{line.server_us:,.0f}",
                    f"{line.database_us:,.0f}",
                    f"{line.cpu_us:,.0f}",
                    f"{line.memory / MEGABYTE:.0f}",
                ]

    header = (
        *("question", "side", "requests/s", "p50 ms", "p99 ms"),
        *("server µs", "database µs", "CPU µs", "memory MB"),
    )
    return table(header, rows(), words=2)


def ratios(result: Result) -> str:
    """Sluice beside each of the others: throughput as a multiple, CPU as a part."""
    rows = (
        [
            question,
            *(_ratio(sides, name, lambda line: line.throughput) for name in _OTHERS),
            *(_ratio(sides, name, lambda line: line.cpu_us) for name in _OTHERS),
        ]
        for question, sides in by_question(result).items()
        if SLUICE in sides
    )
    header = (
        "question",
        *(f"throughput / {name}" for name in _OTHERS),
        *(f"CPU / {name}" for name in _OTHERS),
    )
    return table(header, rows)


_OTHERS = ("limit", "same-sql", "postgraphile", "strawberry")


def _ratio(sides: dict[str, Line], name: str, measure: Callable[[Line], float]) -> str:
    """Empty where the side has no answer, or where the clock's 10 ms were too coarse for it."""
    other = measure(sides[name]) if name in sides else 0.0
    return f"{measure(sides[SLUICE]) / other:.2f}" if other else ""


def _title(name: str) -> str:
    return next(each.title for each in QUESTIONS if each.name == name)


def summary(result: Result) -> str:
    """The short table of the README: Sluice, and beside it the others."""
    rows = (
        [
            _title(question),
            f"{sides[SLUICE].throughput:,.0f}",
            f"{sides[SLUICE].percentile(0.5):.1f}",
            f"{sides[SLUICE].cpu_us:,.0f}",
            *(
                _ratio(sides, name, lambda line: line.throughput)
                for name in ("limit", "postgraphile", "strawberry")
            ),
            _ratio(sides, "postgraphile", lambda line: line.cpu_us),
        ]
        for question, sides in by_question(result).items()
        if SLUICE in sides
    )
    header = (
        *("question", "requests/s", "p50 ms", "CPU µs"),
        *("× limit", "× PostGraphile", "× Strawberry", "CPU / PostGraphile's"),
    )
    return table(header, rows)


def own_times(result: Result) -> str:
    """The time of our own Python."""
    rows = ([each.question, f"{each.first_ms:.1f}", f"{each.cached_us:.0f}"] for each in result.own)
    return table(("question", "first compilation ms", "cached µs"), rows)


def configuration(result: Result) -> str:
    """What a change of the configuration costs."""
    return table_of(result.configured)


def heading(result: Result) -> str:
    """Where and with what it was measured."""
    sizes, settings = result.sizes, result.settings
    lines = [
        f"Python {platform.python_version()}, {cores()} cores; {sizes.accounts:,} accounts, "
        f"{sizes.contacts:,} contacts, {sizes.deals:,} deals, {sizes.activities:,} activities; "
        f"{settings.connections} connections, "
        f"{settings.rounds} rounds of {settings.seconds:g} s.",
        *(f"Left out: {name}: {why}" for name, why in result.skipped.items()),
    ]
    return "\n".join(lines)


def markdown(result: Result) -> str:
    """All tables."""
    parts = (
        heading(result),
        "**What each question costs on each side**",
        costs(result),
        "**Sluice beside the others**: throughput as a multiple of theirs, CPU as a part of theirs",
        ratios(result),
        "**Our own time**",
        own_times(result),
        "**The configuration**",
        configuration(result),
    )
    return "\n\n".join(parts) + "\n"


def statements(result: Result) -> str:
    """The final SQL of each question and its plan."""
    parts = []
    for each in result.plans:
        kept = "one plan for all values" if each.generic else "planned at each execution"
        parts.append(f"## {each.question}: {kept}\n\n```sql\n{each.sql}\n```\n\n```text\n{each.plan}\n```\n")
    return "\n".join(parts)


def as_json(result: Result) -> str:
    """The numbers for other programs."""
    lines = [
        {
            "question": line.question,
            "side": line.side,
            "requests": len(line.times),
            "throughput": line.throughput,
            "p50_ms": line.percentile(0.5),
            "p99_ms": line.percentile(0.99),
            "server_us": line.server_us,
            "database_us": line.database_us,
            "memory_bytes": line.memory,
        }
        for line in result.lines
    ]
    own = [
        {"question": each.question, "first_ms": each.first_ms, "cached_us": each.cached_us}
        for each in result.own
    ]
    configured = [dataclasses.asdict(each) for each in result.configured]
    return json.dumps(
        {"lines": lines, "own": own, "configured": configured, "skipped": result.skipped}, indent=1
    )


def write(result: Result, folder: Path) -> None:
    """`result.md`, `summary.md`, `result.json` and `statements.md` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.md").write_text(markdown(result), "utf-8")
    (folder / "summary.md").write_text(f"{heading(result)}\n\n{summary(result)}\n", "utf-8")
    (folder / "result.json").write_text(as_json(result), "utf-8")
    (folder / "statements.md").write_text(statements(result), "utf-8")
