"""Progress on stderr: a bar on a terminal, a line for each tenth elsewhere."""

import sys
import time

WIDTH = 30


class Progress:
    """Counts `total` things done; use it as a context manager."""

    def __init__(self, label: str, total: int) -> None:
        self._label = label
        self._total = total
        self._done = 0
        self._told = -1
        self._began = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        self._show()
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal:
            sys.stderr.write("\n")

    def advance(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        self._show()

    def _show(self) -> None:
        share = self._done / self._total if self._total else 1.0
        seconds = time.monotonic() - self._began
        words = f"{self._label:<28} {self._done:>6,} / {self._total:,}  {seconds:5.1f} s"
        if self._terminal:
            full = round(share * WIDTH)
            sys.stderr.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {words}")
        elif int(share * 10) > self._told:
            self._told = int(share * 10)
            sys.stderr.write(words + "\n")
        sys.stderr.flush()
