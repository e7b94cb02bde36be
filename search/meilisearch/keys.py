"""Keys that may do what our services do, and nothing else."""

import uuid
from typing import Any, NamedTuple

from search.engine import IndexUnavailableError
from search.meilisearch.client import AnswerError, AwayError, Client, check_version, unavailable

READ = ("search", "indexes.get")
WRITE = (
    *READ, "documents.add", "documents.get", "documents.delete", "indexes.create", "indexes.delete",
    "indexes.swap", "settings.get", "settings.update", "stats.get", "tasks.get",
)  # fmt: skip
# The server lets only a key for every index ask for its version: one that may do nothing else gives nothing away.
VERSION = ("version",)
# The same index always gets the same keys: a server makes a key out of its id and the master key.
_OURS = uuid.UUID("6f3b0f1e-5d0c-4a53-9b2e-3c8d2f7a9e41")


class Keys(NamedTuple):
    """A key for services that only search, one for the indexer (which may search as well), one to see the version."""

    read: str
    write: str
    version: str


async def make(client: Client, index: str) -> Keys:
    """Make the keys with a client that has the master key; those that are there already are returned.

    Raises:
        IndexUnavailableError: the server does not answer, or refuses; says what to do.
    """
    indexes = [index, f"{index}_gen_*"]  # being filled, or replaced and read by who cannot read the new one
    try:
        await check_version(client)
        return Keys(
            read=await _make(client, f"craftlocal {index} read", READ, indexes),
            write=await _make(client, f"craftlocal {index} write", WRITE, indexes),
            version=await _make(client, "craftlocal version", VERSION, ["*"]),
        )
    except AwayError as error:
        raise unavailable(error) from None
    except AnswerError as error:
        if error.status in {401, 403}:
            raise IndexUnavailableError(
                "Meilisearch does not take this key: it has to be the server's master key."
            ) from None
        raise unavailable(error) from None


async def _make(client: Client, name: str, actions: tuple[str, ...], indexes: list[str]) -> str:
    uid = str(uuid.uuid5(_OURS, name))
    wanted: dict[str, Any] = {"name": name, "uid": uid, "actions": sorted(actions), "indexes": indexes}
    try:
        found = await client.request("GET", f"/keys/{uid}")
    except AnswerError as error:
        if error.code != "api_key_not_found":
            raise
    else:
        if sorted(found["actions"]) == wanted["actions"] and found["indexes"] == indexes:
            return str(found["key"])
        # What a key may do cannot be changed; made anew under its id it stays the same key.
        await client.request("DELETE", f"/keys/{uid}")
    return str((await client.request("POST", "/keys", wanted | {"expiresAt": None}))["key"])
