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
LONGEST = 3.0
"""A bar ends at so many times the one of Sluice, however much longer it is: its number tells."""


def draw(result: Result, path: Path) -> None:
    """Write the chart as SVG."""
    questions = by_question(result)
    rows = -(-len(questions) // COLUMNS)
    # Text as text: small, and it can be searched.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sluice", "font.size": 8}):
        figure = Figure(figsize=(10, 0.5 + 1.1 * rows), layout="constrained")
        places = figure.subplots(rows, COLUMNS, squeeze=False)
        flat = [axes for row in places for axes in row]
        for axes, (name, sides) in zip(flat, questions.items(), strict=False):
            _panel(axes, name, sides)
        for axes in flat[len(questions) :]:
            axes.set_visible(False)
        figure.suptitle(
            "CPU µs of a request: the server's, and paler the database's; long bars are cut", fontsize=9
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None}, facecolor="white")


def _panel(axes: Axes, name: str, sides: dict[str, Line]) -> None:
    names = list(sides)[::-1]
    lines = [sides[each] for each in names]
    first = sides.get("sluice", lines[-1])
    end = LONGEST * first.cpu_us
    colours = [COLOURS[each] for each in names]
    axes.barh(names, [min(line.cpu_us, end) for line in lines], color=colours, alpha=DATABASE_OPACITY)
    axes.barh(names, [min(line.server_us, end) for line in lines], color=colours)
    for position, line in enumerate(lines):
        axes.text(min(line.cpu_us, end), position, f" {line.cpu_us:,.0f}", va="center", fontsize=7)
    axes.set_xlim(0, end * 1.25)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.set_title(name, fontsize=8, loc="left", fontweight="bold")
    axes.spines[["top", "right", "bottom"]].set_visible(False)
