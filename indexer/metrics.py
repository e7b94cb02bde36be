"""The indexer's figures in Prometheus' text form."""

import asyncio
import random
from dataclasses import asdict

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, Histogram, generate_latest

from indexer.behind_store import Figures
from indexer.indexing import Indexing
from indexer.verifying import Drift, Verification
from search.engine import IndexUnavailableError

CONTENT_TYPE = CONTENT_TYPE_LATEST
VERIFY_EVERY_SECONDS = 600.0
REPAIRED_AT_ONCE = 1000
FIGURES = {
    "stale": "Listings whose change, or vector, is not in the index",
    "lag_seconds": "Age of the oldest change of a listing that is not in the index",
    "waiting_vectors": "Listings whose vector is yet to be computed",
    "parked": "Listings the engine refuses",
    "outbox": "Jobs that wait to be handed to the queue",
}
DRIFT = ("missing", "surplus", "outdated", "without_vector")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
log = structlog.get_logger()


class Measures:
    """What is counted while it works, and what the last comparison with PostgreSQL found."""

    def __init__(self, indexing: Indexing) -> None:
        self._registry = CollectorRegistry()
        self._figures = {
            name: Gauge(f"craftlocal_index_{name}", text, registry=self._registry)
            for name, text in FIGURES.items()
        }
        self._drift = Gauge(
            "craftlocal_index_drift", "Found by the last comparison", ["kind"], registry=self._registry
        )
        self._batches = Histogram(
            "craftlocal_index_batch_seconds",
            "From reading a batch to its being searchable",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._listings = Histogram(
            "craftlocal_index_batch_listings",
            "Listings in a batch",
            buckets=(1, 2, 5, 10, 20, 50, 100),
            registry=self._registry,
        )
        self._indexing = indexing
        indexing.on_batch = self._count

    def _count(self, listings: int, seconds: float) -> None:
        self._batches.observe(seconds)
        self._listings.observe(listings)

    def text(self, figures: Figures) -> bytes:
        """Return all of it."""
        for name, value in asdict(figures).items():
            self._figures[name].set(value)
        return generate_latest(self._registry)

    def found(self, drift: Drift) -> None:
        """Note what a comparison found."""
        for kind in DRIFT:
            self._drift.labels(kind).set(len(getattr(drift, kind)))

    async def verify_for_ever(self, verification: Verification) -> None:
        """Compare every entry now and then; say so when something is wrong, and have it brought in again."""
        while True:
            await asyncio.sleep(VERIFY_EVERY_SECONDS)
            try:
                drift = await verification.run()
            except IndexUnavailableError as error:
                log.warning("verify.waits", reason=str(error))
            except Exception:
                log.exception("verify.failed")
            else:
                self.found(drift)
                if drift.ids:
                    # Any of them: one that stays wrong must not keep the others from their turn.
                    again = random.sample(drift.ids, min(REPAIRED_AT_ONCE, len(drift.ids)))
                    for listing_id in again:
                        self._indexing.ask(listing_id)
                    listings, first = len(drift.ids), drift.ids[:5]
                    log.error("verify.drift", listings=listings, first=first, brought_in_again=len(again))
