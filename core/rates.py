"""Which limits a request falls under: those of its person and client, or those of its address."""

from collections.abc import Iterable
from dataclasses import dataclass

from redis.asyncio import Redis

from core.addresses import Networks, address_class, client_address, is_in, networks
from core.auth import Principal
from core.limits import Allowance, Limiter, Rule
from core.settings import Limits

MINUTE = 60


@dataclass(frozen=True)
class Origin:
    """Where a request comes from, as its connection and headers say.

    `openai_subject` is X-Openai-Subject: a person at ChatGPT, believed from shared networks only.
    """

    peer: str | None
    forwarded_for: tuple[str, ...] = ()
    openai_subject: str | None = None


@dataclass(frozen=True)
class Rates:
    """The usual limits of a service. An address alone never counts for a person who is signed in."""

    limiter: Limiter
    subject: Rule
    client: Rule
    address: Rule
    shared_address: Rule
    shared_networks: Networks = ()
    trusted_proxies: Networks = ()

    async def admit(self, caller: Principal | None, origin: Origin) -> Allowance | None:
        """Count one request and return what is left, None when it is not counted.

        Raises:
            MarketError: rate_limited.
        """
        return await self.limiter.take_all(*self._shares(caller, origin))

    async def admit_guest(self, rule: Rule, origin: Origin) -> None:
        """Count something that one guest may do only so often; among those who share an address nobody is one.

        Raises:
            MarketError: rate_limited; service_unavailable when Redis is away and the rule is closed then.
        """
        line, _ = self._lines(origin)
        if line:
            await self.limiter.take(rule, line)

    def _shares(self, caller: Principal | None, origin: Origin) -> list[tuple[Rule, str]]:
        if caller:
            return [(self.subject, caller.account_id), *_of_client(self.client, caller.client_id)]
        line, shared_line = self._lines(origin)
        own = [(self.address, line)] if line else []
        return [*own, (self.shared_address, shared_line)] if shared_line else own

    def _lines(self, origin: Origin) -> tuple[str | None, str | None]:
        """Return what stands for the one caller, where that can be told, and for those who share an address."""
        address = client_address(origin.peer, origin.forwarded_for, self.trusted_proxies)
        line = address_class(address)
        if not is_in(address, self.shared_networks):
            return line, None
        return (f"openai {origin.openai_subject}" if origin.openai_subject else None), line


def rates(limits: Limits, redis: Redis) -> Rates:
    """Return the limits that the settings describe, counted in `redis`."""
    return Rates(
        limiter=Limiter(redis, limits.factor),
        subject=Rule("subject", limits.subject_per_minute, MINUTE),
        client=Rule("client", limits.client_per_minute, MINUTE),
        address=Rule("address", limits.address_per_minute, MINUTE),
        shared_address=Rule("shared_address", limits.shared_address_per_minute, MINUTE),
        shared_networks=networks(limits.shared_networks),
        trusted_proxies=networks(limits.trusted_proxies),
    )


def _of_client(rule: Rule, client_id: str) -> Iterable[tuple[Rule, str]]:
    return [(rule, client_id)] if client_id else []
