"""After the kills: is every acknowledged write searchable, exactly once, and nothing else?"""

import asyncio
import time
from dataclasses import asdict, dataclass
from typing import Any

from load.bench.client import Client
from load.bench.kills import Shaken
from load.bench.pieces import Piece

LOOK_AGAIN_SECONDS = 0.25
VIOLATIONS_SHOWN = 10


@dataclass(frozen=True)
class Verdict:
    """What was promised and what is there."""

    acknowledged: int
    replayed: int
    searchable: int
    in_index: int
    in_database: int
    converged_after_seconds: float
    violations: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for --json."""
        return asdict(self)


async def judge(client: Client, shaken: Shaken, patience_seconds: float = 60.0) -> Verdict:
    """Wait until the index has caught up, that long at most, then count."""
    began = time.monotonic()
    missing = list(shaken.created)
    while missing and time.monotonic() - began < patience_seconds:
        missing = [piece for piece in missing if not await client.found(piece)]
        await asyncio.sleep(LOOK_AGAIN_SECONDS if missing else 0)
    converged_after = round(time.monotonic() - began, 2)
    violations = [f"{piece.word} is acknowledged and not searchable" for piece in missing]
    violations += [fault for piece in shaken.created if (fault := await _fault(client, shaken, piece))]
    await client.until_ready()
    in_index = (await client.search(shaken.run, sort="newest"))["total"]
    in_database = len(await client.own_listings(shaken.run))
    expected = len(shaken.created)
    violations += [
        f"{place} holds {count} listings of this run, {expected} were acknowledged"
        for place, count in (("the index", in_index), ("the database", in_database))
        if count != expected
    ]
    return Verdict(
        acknowledged=expected,
        replayed=sum(created.replayed for created in shaken.created.values()),
        searchable=expected - len(missing),
        in_index=in_index,
        in_database=in_database,
        converged_after_seconds=converged_after,
        violations=violations,
    )


async def _fault(client: Client, shaken: Shaken, piece: Piece) -> str | None:
    found = await client.found(piece)
    if len(found) > 1:
        return f"{piece.word} is there {len(found)} times: {', '.join(found)}"
    if found and found != [shaken.created[piece].listing_id]:
        return f"{piece.word} was acknowledged as {shaken.created[piece].listing_id}, found is {found[0]}"
    return None


def spoken(verdict: Verdict, shaken: Shaken) -> str:
    """Return the verdict in words."""
    killed = ", ".join(f"{service} {count}×" for service, count in sorted(shaken.killed.items()))
    unanswered = ", ".join(f"{count} {kind}" for kind, count in shaken.unanswered.most_common())
    lines = [
        f"kill -9: {killed} in {shaken.seconds:.0f} s; {verdict.acknowledged} writes acknowledged",
        f"unanswered and sent again: {unanswered or 'none'}; {verdict.replayed} answered from the ledger",
        f"longest wait for an acknowledgement {shaken.longest_write_seconds:.1f} s",
        f"all searchable {verdict.converged_after_seconds:.1f} s after the last acknowledgement",
        f"searchable {verdict.searchable}, in the index {verdict.in_index}, in the database {verdict.in_database}",
    ]
    if verdict.violations:
        shown = verdict.violations[:VIOLATIONS_SHOWN]
        lines += [f"VIOLATED, {len(verdict.violations)} times:", *(f"  {line}" for line in shown)]
    else:
        lines.append("HELD: every acknowledged write is searchable, exactly once")
    return "\n".join(lines)
