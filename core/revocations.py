"""Grants that were revoked while access tokens of theirs may still be about."""

from redis.asyncio import Redis


async def revoke(redis: Redis, sid: str, ttl_seconds: int) -> None:
    """Let no access token of this grant (its `sid`) pass any more.

    `ttl_seconds` is how long one may still be about: the lifetime of access tokens with the leeway.
    """
    await redis.set(_key(sid), b"1", ex=ttl_seconds)


async def is_revoked(redis: Redis, sid: str) -> bool:
    """Tell whether tokens of this grant are to be refused."""
    return bool(await redis.exists(_key(sid)))


def _key(sid: str) -> str:
    return f"oauth:revoked:{sid}"
