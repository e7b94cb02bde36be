"""Filters → Meilisearch's filter language, every value quoted. Pure."""

from collections.abc import Collection, Iterable, Sequence
from math import degrees

from search.document import stated
from search.engine import Filters
from search.geo import EARTH_RADIUS_KM, Circle
from search.meilisearch.documents import ELSEWHERE, IN_TAGS, IN_TITLE, LABEL_ID
from search.stems import stem, words_in

NOTHING = "id IN []"
ANYWHERE = (IN_TITLE, IN_TAGS, ELSEWHERE)
NAMED = (IN_TITLE, IN_TAGS)


def conditions(filters: Filters, places: Collection[str] | None = None) -> list[str]:
    """Return what every result must meet; all of them. `places` are those that `within` holds, when it is set."""
    found = [f'id != "{LABEL_ID}"']
    found += [f"terms IN {quoted(group)}" for group in filters.any_of]
    if filters.none_of:
        found.append(f"terms NOT IN {quoted(filters.none_of)}")
    found += [f"NOT {_says(phrase, NAMED)}" for phrase in sorted(filters.without)]
    found += [
        f"NOT ({_says(phrase, [IN_TITLE])} AND terms NOT IN {quoted([stated(kind)])})"
        for kind, phrase in sorted(filters.untold)
    ]
    if filters.min_price_minor is not None:
        found.append(f"price_minor >= {filters.min_price_minor:d}")
    if filters.max_price_minor is not None:
        found.append(f"price_minor <= {filters.max_price_minor:d}")
    if filters.max_lead_days is not None:
        found.append(f"lead_days <= {filters.max_lead_days:d}")
    if places is not None:
        found.append(f"place IN {quoted(places)}")
    return found


def band(circle: Circle) -> list[str]:
    """Return what asks for the latitudes the circle reaches, and a little more: few enough to look at each place."""
    reach = degrees(circle.radius_km / EARTH_RADIUS_KM) * 1.01 + 0.001
    return [f"lat >= {circle.center[0] - reach:.6f}", f"lat <= {circle.center[0] + reach:.6f}"]


def _says(phrase: str, places: Sequence[str]) -> str:
    return everywhere([stem(word) for word in words_in(phrase)], places)


def everywhere(stems: Sequence[str], places: Sequence[str] = ANYWHERE) -> str:
    """Return what asks for every one of the stems in any of the places; nothing has none of them."""
    return all_of([has([one], places) for one in stems]) if stems else NOTHING


def has(stems: Collection[str], places: Sequence[str] = ANYWHERE) -> str:
    """Return what asks for one of the stems in any of the places."""
    return f"stems IN {quoted(place + one for one in stems for place in places)}"


def ids(listing_ids: Collection[str]) -> str:
    """Return what asks for one of these listings."""
    return f"id IN {quoted(listing_ids)}"


def all_of(parts: Sequence[str]) -> str:
    """Return what asks for all of the parts."""
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"


def any_of(parts: Sequence[str]) -> str:
    """Return what asks for one of the parts."""
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def beyond(field: str, value: int, tie: int, *, rising: bool) -> str:
    """Return what asks for listings after this value of the field and, where they are equal, after this tie."""
    sign = ">" if rising else "<"
    return f"({field} {sign} {value:d} OR ({field} = {value:d} AND tie {sign} {tie:d}))"


def quoted(values: Iterable[str]) -> str:
    """Return the values as a list whose members cannot end it, whatever is in them."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in sorted(values))
    return "[" + ", ".join(f'"{value}"' for value in escaped) + "]"
