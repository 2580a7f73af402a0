"""`make bench`: Sluice beside the limit of its own statements, PostGraphile and plain Strawberry.

`docs/performance.md` says what is measured and how, and which variables there are.
"""

import os
import sys

from tests.bench import report
from tests.bench.chart import draw
from tests.bench.measure import DifferentError
from tests.bench.run import run
from tests.bench.settings import BenchSettings


def main() -> int:
    """Measure, print, write."""
    try:
        settings = BenchSettings.from_environment(os.environ)
        result = run(settings, lambda text: print(f"bench: {text}", file=sys.stderr, flush=True))
    except (DifferentError, RuntimeError, ValueError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    report.write(result, settings.folder)
    draw(result, settings.folder / "performance.svg")
    print(report.markdown(result))
    print(f"written to {settings.folder}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
