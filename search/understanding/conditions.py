"""What was asked for → filters an engine keeps to, and labels a shopper understands. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from core.errors import Code, MarketError
from core.listing import Understood
from search.arguments import SearchArguments
from search.document import IN_STOCK, PERSONALIZABLE, term
from search.engine import Filters
from search.understanding.deadline import Deadline
from search.understanding.denying import WANTED_FREE
from search.understanding.leaning import Leaning
from search.understanding.limits import Limits
from search.understanding.negation import STUFF, Denied
from search.understanding.people import People
from search.understanding.place import City, Place, find_place
from search.understanding.sizes import Sizes
from search.understanding.tagging import Tags
from search.understanding.values import Group

Source = Literal["query", "argument"]
POST_DAYS = 2  # what we allow for packing and the post, as no maker states it
WITHOUT_YEAR_DAYS = 330  # so far ahead a day and its month can only be of one year
_PROPER = frozenset(
    "christmas easter halloween valentine mother father jubilee pancake hanukkah eid diwali".split()
)


def filters_of(
    arguments: SearchArguments,
    limits: Limits,
    groups: Sequence[Group],
    denied: Sequence[Denied],
    place: Place | None,
    max_lead_days: int | None,
) -> Filters:
    """Return the conditions that every result meets."""
    terms = [
        limits.currency and term("currency", limits.currency),
        arguments.ships_to and term("ships_to", arguments.ships_to),
        arguments.personalizable and PERSONALIZABLE,
        arguments.in_stock and IN_STOCK,
    ]
    return Filters(
        any_of=(*(group.terms for group in groups), *(frozenset({one}) for one in terms if one)),
        none_of=frozenset(entry.term for thing in denied for entry in thing.entries),
        without=frozenset(thing.label for thing in denied if _only_words_tell(thing)),
        untold=frozenset(
            (entry.kind, thing.label)
            for thing in denied
            for entry in thing.entries
            if entry.kind in STUFF and entry.trusted and not _may_be_said(thing)
        ),
        min_price_minor=limits.min_minor,
        max_price_minor=limits.max_minor,
        max_lead_days=max_lead_days,
        within=place.circle(arguments.radius_km) if place else None,
    )


def lead_days_until(day: date | None, today: date) -> int | None:
    """Return how long a maker may take so that the piece arrives on the day; None when no day was given.

    Raises:
        MarketError: invalid_request when the day is over.
    """
    if day is None:
        return None
    if day < today:
        raise MarketError(
            Code.INVALID_REQUEST, f"deliver_by is over: give a day from {today} on.", param="deliver_by"
        )
    return (day - today).days - POST_DAYS


def lead_days(deadline: Deadline | None, today: date) -> int | None:
    """Return how long a maker may take by the words; None when they set no limit."""
    if deadline is None or deadline.day is None:
        return deadline.lead_days if deadline else None
    return lead_days_until(deadline.day, today)


def place_of(arguments: SearchArguments, read: Place | None) -> tuple[Place | None, Source]:
    """Return the place to search around: the argument's, else the one in the words.

    Raises:
        MarketError: invalid_request for a place we do not know, or a radius around nothing.
    """
    if arguments.near is not None:
        place = find_place(arguments.near)
        if place is None:
            raise MarketError(
                Code.INVALID_REQUEST, "We do not know this place: name a larger town nearby.", param="near"
            )
        return place, "argument"
    if read is None and arguments.radius_km is not None:
        raise MarketError(
            Code.INVALID_REQUEST, "radius_km needs a town: set near as well.", param="radius_km"
        )
    return read, "query"


def place_labels(arguments: SearchArguments, place: Place | None, source: Source) -> list[Understood]:
    """Return what was understood of the place."""
    if place is None:
        return []
    radius = place.circle(arguments.radius_km).radius_km
    return [label("place", f"within {radius:,.0f} km of {place.city.name}", source)]


def _only_words_tell(thing: Denied) -> bool:
    """Tell whether listings say it in words only: occasions and categories are often said in the title alone."""
    told_by = STUFF | {"recipient"}
    return not _may_be_said(thing) and not any(
        entry.kind in told_by and entry.trusted for entry in thing.entries
    )


def _may_be_said(thing: Denied) -> bool:
    """Tell whether makers name it to say that it is not there: 'nickel free'."""
    return thing.label in WANTED_FREE


def denied_labels(denied: Iterable[Denied], source: Source) -> list[Understood]:
    """Return what was understood not to be wanted."""
    return [label("excluded", f"not {thing.label}", source) for thing in denied]


def argument_labels(arguments: SearchArguments, today: date) -> list[Understood]:
    """Return the conditions that were set as arguments, prices and exclusions aside."""
    values = [
        ("category", arguments.category),
        *(("material", value) for value in arguments.materials),
        *(("color", value) for value in arguments.colors),
        ("occasion", arguments.occasion),
        ("recipient", arguments.recipient),
    ]
    found = [label(kind, value, "argument") for kind, value in values if value]
    if arguments.shop:
        found.append(label("shop", f"only from {arguments.shop}", "argument"))
    if arguments.ships_to:
        found.append(label("ships_to", f"ships to {arguments.ships_to}", "argument"))
    if arguments.personalizable:
        found.append(label("personalizable", "can be personalised", "argument"))
    if arguments.deliver_by:
        found.append(_by(arguments.deliver_by, today, "argument"))
    if not arguments.in_stock:
        found.append(label("in_stock", "sold-out pieces too", "argument"))
    return found


def deadline_labels(deadline: Deadline | None, today: date) -> list[Understood]:
    """Return what was understood of when it is needed."""
    if deadline is None:
        return []
    if deadline.day is None:
        return [label("deliver_by", f"made within {deadline.lead_days} days", "query")]
    return [_by(deadline.day, today, "query")]


def _by(day: date, today: date, source: Source) -> Understood:
    year = f" {day.year}" if (day - today).days > WITHOUT_YEAR_DAYS else ""
    return label("deliver_by", f"by {day.day} {day:%B}{year} ({POST_DAYS} days of it for the post)", source)


def wish_labels(sizes: Sizes, leaning: Leaning | None, origin: City | None) -> list[Understood]:
    """Return what else the words say that moves pieces up without keeping any out."""
    found = [label("size", size, "query") for size in sizes.labels]
    if leaning:
        dear = "cheaper" if leaning == "low" else "dearer"
        found.append(label("price", f"{dear} pieces first among equals", "query"))
    if origin:
        found.append(label("place", f"made around {origin.name} first among equals", "query"))
    return found


def read_labels(people: People, tags: Tags) -> list[Understood]:
    """Return whom and what occasion the words name: what is raised, not required."""
    return [
        *(label("recipient", value, "query") for value in people.recipients),
        *(label("interest", f"likes {name}", "query") for name in people.interests),
        *(label("occasion", spoken(value), "query") for value in dict.fromkeys(tags.occasions)),
    ]


def spoken(value: str) -> str:
    """Return a value of the vocabulary as it is written: 'christmas' as 'Christmas'."""
    proper = value.partition(" ")[0].removesuffix("'s") in _PROPER
    return value.title().replace("'S", "'s") if proper else value


def label(kind: Any, text: str, source: Source) -> Understood:
    """Return one thing that was understood."""
    return Understood(kind=kind, label=text, source=source)
