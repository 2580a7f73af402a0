"""How work grows with what it is given, in CPU time of this thread: what else the machine does is not counted."""

import gc
from collections.abc import Callable
from time import thread_time

ROUNDS = 3
LEAST_SECONDS = 0.002
"""Of a measurement: the clock of a thread is too coarse for less."""


def growth(work: Callable[[int], object], small: int, large: int) -> float:
    """How many times the CPU time of `work(small)` it takes to do `work(large)`: the best of some rounds of each."""
    return cpu_seconds(work, large) / cpu_seconds(work, small)


def cpu_seconds(work: Callable[[int], object], size: int) -> float:
    """CPU seconds that `work(size)` takes when nothing disturbs it."""
    return min(_once(work, size) for _ in range(ROUNDS))


def _once(work: Callable[[int], object], size: int) -> float:
    # As `timeit` does: what earlier tests have left is not collected on the account of the work.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _uncollected(work, size)
    finally:
        if collects:
            gc.enable()


def _uncollected(work: Callable[[int], object], size: int) -> float:
    times, began = 0, thread_time()
    while True:
        work(size)
        times += 1
        taken = thread_time() - began
        if taken >= LEAST_SECONDS:
            return taken / times
