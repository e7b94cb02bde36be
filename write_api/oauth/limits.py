"""How often strangers may make us work: look up clients, keep registrations, judge tokens."""

from aiohttp import web

from core.addresses import address_class, client_address, is_in
from core.http.operations import RATES, origin_of
from core.limits import Rule

# Each may make us fetch a document of a stranger's choice, at most so often from one line.
PAGES = Rule("authorize", limit=120, per_seconds=60, burst=60)
# Refreshing is every few minutes for one person; a line may have many people behind it.
TOKENS = Rule("token", limit=1200, per_seconds=60)
# Each leaves a row for a day.
REGISTRATIONS = Rule("register", limit=30, per_seconds=3600, burst=10, closed_when_down=True)
# A platform's servers come from a few addresses for all of its people.
SHARED_TIMES = 50


async def count(request: web.Request, rule: Rule) -> None:
    """Count a request of somebody we do not know yet.

    Raises:
        MarketError: rate_limited; service_unavailable when that cannot be told and the rule is closed then.
    """
    rates = request.app.get(RATES)
    if rates is None:
        return
    origin = origin_of(request)
    address = client_address(origin.peer, origin.forwarded_for, rates.trusted_proxies)
    wider = rule.times(SHARED_TIMES) if is_in(address, rates.shared_networks) else rule
    await rates.limiter.take(wider, address_class(address))
