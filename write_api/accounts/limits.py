"""How often one may try a password, or have a mail sent: refused, never let pass, while Redis is away."""

from aiohttp import web

from core.addresses import Networks, address_class, client_address
from core.limits import Limiter, Rule
from write_api.accounts.rules import normal_email

LIMITER = web.AppKey("LIMITER", Limiter)
PROXIES = web.AppKey[Networks]("PROXIES")

# Two for the same person from the same place make the wait grow: six tries at once, then one a minute, and
# from the twentieth of a day on one in half an hour.
PERSON_HERE = Rule("sign_in", limit=10, per_seconds=600, burst=6, closed_when_down=True)
PERSON_HERE_DAILY = Rule("sign_in_daily", limit=48, per_seconds=86_400, burst=20, closed_when_down=True)
# Wider for the person from everywhere: guessing with many machines is slow, locking somebody out is not easy.
PERSON = Rule("sign_in_person", limit=1440, per_seconds=86_400, burst=60, closed_when_down=True)
PLACE = Rule("sign_in_place", limit=360, per_seconds=3600, burst=60, closed_when_down=True)
MAIL_TO = Rule("mail_to", limit=6, per_seconds=3600, burst=3, closed_when_down=True)
MAIL_FROM = Rule("mail_from", limit=60, per_seconds=3600, burst=20, closed_when_down=True)


async def before_password(request: web.Request, email: str) -> None:
    """Count a password that is about to be checked, before it is: tries at once are counted too.

    Raises:
        RateLimitedError: it must wait; MarketError: service_unavailable while Redis is away.
    """
    person, place = normal_email(email), _place(request)
    here = f"{person}|{place}"
    await request.app[LIMITER].take_all(
        (PERSON_HERE, here), (PERSON_HERE_DAILY, here), (PERSON, person), (PLACE, place)
    )


async def before_mail(request: web.Request, email: str) -> None:
    """Count a mail that is about to be sent to an address, whether somebody here has it or not.

    Raises:
        RateLimitedError: it must wait; MarketError: service_unavailable while Redis is away.
    """
    await request.app[LIMITER].take_all((MAIL_TO, normal_email(email)), (MAIL_FROM, _place(request)))


def in_words(seconds: int) -> str:
    """Return a time to wait as people say it."""
    if seconds < 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"


def _place(request: web.Request) -> str:
    forwarded = request.headers.getall("X-Forwarded-For", [])
    return address_class(client_address(request.remote, forwarded, request.app[PROXIES]))
