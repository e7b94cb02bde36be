"""Single writes of a maker one after another, and stock calls of a thousand rows: how long until acknowledged."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from load.bench.client import LISTINGS, Client
from load.bench.errors import OverdueError, WriteFailedError
from load.bench.measures import Spread, spread
from load.bench.pieces import new_pieces

INVENTORY = "/api/v1/sellers/inventory"
BULK = LISTINGS + "/bulk"
LARGEST_CALL = 1000
UPLOADED_WITHIN_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 0.2


@dataclass
class Stopwatch:
    """Sends writes and keeps how long each took, by what it was."""

    client: Client
    seconds: dict[str, list[float]] = field(default_factory=dict)

    async def send(self, name: str, method: str, path: str, body: Any, key: str = "") -> dict[str, Any]:
        """Send one and return its answer.

        Raises:
            WriteFailedError: it was refused.
        """
        token = await self.client.shop.token("write-api")
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        url = self.client.shop.write_api + path
        began = time.perf_counter()
        async with self.client.session.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
        self.seconds.setdefault(name, []).append(time.perf_counter() - began)
        if answer.status >= 300:
            raise WriteFailedError(f"{name}: HTTP {answer.status}: {text[:200]}")
        told: dict[str, Any] = json.loads(text) if text else {}
        return told


async def measure(client: Client, *, writes: int, calls: int, keep: bool) -> dict[str, Spread]:
    """Return the spreads by what was written; rows of a stock call change every SKU each time.

    Raises:
        WriteFailedError, OverdueError: the shop did not do its work.
    """
    await client.shop.token("write-api")  # outside what is timed
    watch = Stopwatch(client)
    for piece in new_pieces(writes, random.Random()):
        made = await watch.send("list a piece", "POST", LISTINGS, piece.for_rest(), piece.key)
        one = f"{LISTINGS}/{made['id']}"
        price = {"amount_minor": 3300, "currency": "USD"}
        await watch.send("change its price", "PUT", one, {"expected_version": 1, "price": price})
        row = {"sku": made["sku"], "adjust": 1}
        await watch.send("adjust its stock", "POST", INVENTORY, {"items": [row]}, f"stock-{piece.key}")
        await watch.send("delete it", "DELETE", one, None)
    run = new_pieces(1, random.Random())[0].run
    uploaded = await _upload(client, run)
    for number in range(calls):
        rows = [{"sku": sku, "set": 10 + number} for sku in uploaded]
        name = f"stock of {LARGEST_CALL:,} SKUs"
        report = await watch.send(name, "POST", INVENTORY, {"items": rows}, f"{run}-{number}")
        if report["updated"] != LARGEST_CALL:
            raise WriteFailedError(f"{report['updated']} of {LARGEST_CALL} rows were updated")
    if not keep:
        await client.delete([listing["id"] for listing in await client.own_listings(run)])
    return {name: spread(seconds) for name, seconds in watch.seconds.items()}


async def _upload(client: Client, run: str) -> list[str]:
    """Bring a thousand listings in by one file; return their SKUs."""
    skus = [f"{run}-{number:04}" for number in range(LARGEST_CALL)]
    lines = [
        json.dumps({"sku": sku, "title": f"Mug {run} {sku}", "price": 32, "currency": "USD", "quantity": 5})
        for sku in skus
    ]
    headers = {
        "Authorization": f"Bearer {await client.shop.token('write-api')}",
        "Content-Type": "application/jsonl",
    }
    url = client.shop.write_api + BULK
    async with client.session.post(url, data="\n".join(lines).encode(), headers=headers) as answer:
        upload = await answer.json()
        if answer.status != 202:
            raise WriteFailedError(f"upload: HTTP {answer.status}: {upload.get('detail', '')}")
    deadline = time.monotonic() + UPLOADED_WITHIN_SECONDS
    while upload["state"] not in ("done", "refused", "failed"):
        if time.monotonic() > deadline:
            raise OverdueError(f"the upload was not done within {UPLOADED_WITHIN_SECONDS:.0f} s")
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        async with client.session.get(f"{url}/{upload['id']}", headers=headers) as answer:
            upload = await answer.json()
    if upload["created"] != LARGEST_CALL:
        raise WriteFailedError(f"{upload['created']} of {LARGEST_CALL} rows were listed")
    return skus
