"""`python -m tests.bench.document`: the result of the last `make bench` into the README and `docs/performance.md`."""

import os
import re
import shutil
from pathlib import Path

from tests.bench.settings import BenchSettings

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(<!-- make bench -->\n).*?(<!-- until here -->)", re.S)


def put(page: Path, text: str) -> None:
    """Replace what stands between the page's two marks.

    Raises:
        ValueError: the page has no marks, or more than two.
    """
    found, many = BLOCK.subn(
        lambda marks: f"{marks[1]}\n{text.strip()}\n\n{marks[2]}", page.read_text("utf-8")
    )
    if many != 1:
        raise ValueError(f"{page} has {many} places for the result")
    page.write_text(found, "utf-8")


def main() -> None:
    """Write both pages and the chart."""
    folder = BenchSettings.from_environment(os.environ).folder
    put(ROOT / "README.md", (folder / "summary.md").read_text("utf-8"))
    put(ROOT / "docs" / "performance.md", (folder / "result.md").read_text("utf-8"))
    shutil.copy(folder / "performance.svg", ROOT / "docs" / "performance.svg")


if __name__ == "__main__":
    main()
