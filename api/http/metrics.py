"""`/metrics`: what the processes of this server have counted, for Prometheus.

While it answers, a process adds to plain numbers (`core.meter`, `api.process.meters`, the caches' own counters). They
are carried over to the library's metrics when Prometheus asks, and, where several worker processes share a folder, at
most a second after something was counted, so that whichever process is asked can tell for all. No label names a tenant.
"""

import asyncio
import hmac
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.requests import Request
from starlette.responses import Response

from api.context import Engine
from core.errors import fault
from core.meter import BOUNDS, Meter
from core.recent import Recent

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: the folder that worker processes share. `sluice serve` sets it."""
SHARE_SECONDS = 1.0


class _Durations(Histogram):
    """A histogram that takes many durations at once."""

    def carry(self, counts: Sequence[int], seconds: float) -> None:
        """Add durations that were counted elsewhere, by bucket, and their sum."""
        self._sum.inc(seconds)
        for bucket, more in zip(self._buckets, counts, strict=True):
            if more:
                bucket.inc(more)


class _Carried:
    """What of a meter has been carried over already."""

    def __init__(self, meter: Meter, durations: _Durations) -> None:
        self._meter = meter
        self._durations = durations
        self._counts = list(meter.counts)
        self._seconds = meter.seconds

    def carry(self) -> None:
        """Carry over what has been added since."""
        counts, seconds = list(self._meter.counts), self._meter.seconds
        more = [now - before for now, before in zip(counts, self._counts, strict=True)]
        if any(more):
            self._durations.carry(more, seconds - self._seconds)
            self._counts, self._seconds = counts, seconds


class Metrics:
    """The metrics of one process, and of those that share its folder.

    Args:
        shared: the folder, None where the process is alone.
    """

    def __init__(self, engine: Engine, shared: Path | None) -> None:
        self._engine = engine
        self._shared = shared
        self._registry = registry = CollectorRegistry()
        buckets = (*BOUNDS, float("inf"))
        requests = _Durations(
            "sluice_request_duration_seconds",
            "GraphQL requests by kind of operation and class of status",
            ("kind", "status"),
            buckets=buckets,
            registry=registry,
        )
        statements = _Durations(
            "sluice_statement_duration_seconds", "SQL statements", buckets=buckets, registry=registry
        )
        self._carried = [_Carried(engine.database.statements, statements)]
        for (kind, status), meter in engine.meters.requests.items():
            self._carried.append(_Carried(meter, requests.labels(kind, f"{status}xx")))
        self._totals = {
            what: Counter(f"sluice_cache_{what}", f"Cache {what} by cache", ("cache",), registry=registry)
            for what in ("hits", "misses", "evictions")
        }
        self._stale = Counter(
            "sluice_stale_plans",
            "Operations begun again because catalog or rights had changed",
            registry=registry,
        )
        self._last: dict[tuple[str, str], int] = {}
        self._cache_bytes = self._gauge("sluice_cache_bytes", "Memory of a cache, estimated", "cache")
        self._cache_values = self._gauge("sluice_cache_values", "Values in a cache", "cache")
        self._pool = self._gauge("sluice_pool_connections", "Database connections by state", "state")
        self._waiting = self._gauge("sluice_pool_waiting", "Requests that wait for a database connection")
        self._subscriptions = self._gauge("sluice_subscriptions", "Open subscriptions")
        self._memory = Gauge(
            "sluice_process_resident_memory_bytes",
            "Resident memory of a process",
            registry=registry,
            multiprocess_mode="liveall",
        )
        self._process = psutil.Process()
        self._sharing = asyncio.create_task(self._share()) if shared is not None else None

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(name, about, labels, registry=self._registry, multiprocess_mode="livesum")

    def close(self) -> None:
        """Leave the folder: what the process holds at the moment is nothing any more."""
        if self._sharing is not None:
            self._sharing.cancel()
            self.carry()
            mark_process_dead(os.getpid(), self._shared)  # type: ignore[no-untyped-call]

    def text(self, accept: str) -> tuple[bytes, str]:
        """Everything as Prometheus reads it, and its media type."""
        self.carry()
        encode, media_type = choose_encoder(accept)
        if self._shared is None:
            return encode(self._registry), media_type
        _bury(self._shared)
        merged = CollectorRegistry()
        MultiProcessCollector(merged, str(self._shared))  # type: ignore[no-untyped-call]
        return encode(merged), media_type

    async def _share(self) -> None:
        while True:
            await asyncio.sleep(SHARE_SECONDS)
            self.carry()

    def carry(self) -> None:
        """Bring the library's metrics up to date."""
        for each in self._carried:
            each.carry()
        for name, cache in self._caches().items():
            for what, counter in self._totals.items():
                self._count(counter.labels(name), (what, name), getattr(cache, what))
            self._cache_bytes.labels(name).set(cache.held)
            self._cache_values.labels(name).set(len(cache))
        self._count(self._stale, ("stale", ""), self._engine.meters.stale)
        pool = self._engine.database.pool()
        self._pool.labels("in_use").set(pool.in_use)
        self._pool.labels("idle").set(pool.idle)
        self._waiting.set(pool.waiting)
        self._subscriptions.set(self._engine.following.count)
        self._memory.set(self._process.memory_info().rss)

    def _caches(self) -> Mapping[str, Recent[Any, Any]]:
        engine = self._engine
        return {
            **engine.caches.by_name(),
            "catalogs": engine.catalogs.kept,
            "accesses": engine.accesses.kept,
        }

    def _count(self, counter: Counter, key: tuple[str, str], now: int) -> None:
        counter.inc(now - self._last.get(key, 0))
        self._last[key] = now


def _bury(folder: Path) -> None:
    """Forget what processes that were killed hold at the moment; what they have counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not psutil.pid_exists(pid):
            mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]


def shared_folder() -> Path | None:
    """The folder that this process shares with others."""
    found = os.environ.get(SHARED_FOLDER)
    return Path(found) if found else None


async def metrics(request: Request) -> Response:
    """Answer Prometheus. Where `SLUICE_METRICS_TOKEN` is set, it must be sent as the bearer token.

    Raises:
        SluiceError: UNAUTHENTICATED.
    """
    engine: Engine = request.app.state.engine
    token = engine.settings.metrics_token
    sent = request.headers.get("authorization", "")
    if token is not None and not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        raise fault(
            "UNAUTHENTICATED",
            "Metrics need the token that the server was given",
            hint="Send the bearer token of SLUICE_METRICS_TOKEN.",
        )
    told: Metrics = request.app.state.metrics
    body, media_type = told.text(request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})
