"""The chart: CPU time of a request, server and database, for each side of each question."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.bench.measure import Line
from tests.bench.report import by_question
from tests.bench.run import Result

COLUMNS = 3
COLOURS = {
    "sluice": "#1769aa",
    "limit": "#7b8794",
    "same-sql": "#7b8794",
    "postgraphile": "#d97b29",
    "strawberry": "#b83b4b",
}
DATABASE_OPACITY = 0.45


def draw(result: Result, path: Path) -> None:
    """Write the chart as SVG."""
    questions = by_question(result)
    rows = -(-len(questions) // COLUMNS)
    # Text as text: small, and it can be searched.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sluice", "font.size": 8}):
        figure = Figure(figsize=(10, 0.4 + 1.35 * rows), layout="constrained")
        places = figure.subplots(rows, COLUMNS, squeeze=False)
        flat = [axes for row in places for axes in row]
        for axes, (name, sides) in zip(flat, questions.items(), strict=False):
            _panel(axes, name, list(sides.values()))
        for axes in flat[len(questions) :]:
            axes.set_visible(False)
        figure.suptitle("CPU of a request, µs (logarithmic): server, and paler the database", fontsize=9)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _panel(axes: Axes, name: str, lines: list[Line]) -> None:
    lines = lines[::-1]
    names = [line.side for line in lines]
    colours = [COLOURS[each] for each in names]
    totals = [line.cpu_us for line in lines]
    axes.barh(names, totals, color=colours, alpha=DATABASE_OPACITY)
    axes.barh(names, [line.server_us for line in lines], color=colours)
    for position, total in enumerate(totals):
        axes.text(total, position, f" {total:,.0f}", va="center", fontsize=7)
    axes.set_xscale("log")
    axes.set_xlim(10, max(totals) * 4)
    axes.set_title(name, fontsize=8, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
