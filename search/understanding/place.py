"""A place in a shopper's words or arguments: 'near Portland', 'within 20 miles of Leeds'. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.geo import Circle
from search.understanding.gazetteer import CITIES
from search.understanding.text import PAUSE, tokens

DEFAULT_RADIUS_KM = 80.0
KM_A_MILE = 1.609344
LARGEST_RADIUS_KM = 20_000.0

_UNITS = {
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), 1.0),
    **dict.fromkeys(("mi", "mile", "miles"), KM_A_MILE),
}
_CUES = (("close", "to"), ("not", "far", "from"), ("near",), ("nearby",))
_ME = frozenset("me my us here home".split())
_COUNTRIES = {
    "GB": "uk|united kingdom|britain", "US": "usa|united states|america", "CA": "canada", "IE": "ireland",
    "FR": "france", "DE": "germany", "NL": "netherlands", "AU": "australia", "NZ": "new zealand",
}  # fmt: skip
_LONGEST_NAME = 3


@dataclass(frozen=True)
class City:
    """A town with its whole name, as 'Portland, Oregon, US', and what may be said to tell it from others."""

    name: str
    lat: float
    lng: float
    hints: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Place:
    """The town that was meant, how far around it, and the other towns of that name."""

    city: City
    radius_km: float | None
    others: tuple[City, ...] = ()

    def circle(self, radius_km: float | None = None) -> Circle:
        """Return the ground it covers; a radius given here wins."""
        radius = radius_km or self.radius_km or DEFAULT_RADIUS_KM
        return Circle((self.city.lat, self.city.lng), radius)


def find_place(text: str) -> Place | None:
    """Return the place a whole text names, such as 'Portland, Maine'; None when it is not known."""
    words = tokens(text)
    found = _city(words, 0)
    return Place(found[0], None, found[1]) if found and found[2] == len(words) else None


def read_place(words: Sequence[str]) -> tuple[Place | None, bool, list[str]]:
    """Return the place named, whether the shopper's own place was meant, and the tokens that are left."""
    for at in range(len(words)):
        radius, start = _cue(words, at)
        if start == at:
            continue
        if words[start : start + 1] and words[start] in _ME:
            return None, True, [*words[:at], PAUSE, *words[start + 1 :]]
        found = _city(words, start)
        if found:
            city, others, end = found
            return Place(city, radius, others), False, [*words[:at], PAUSE, *words[end:]]
    return None, False, list(words)


def _cue(words: Sequence[str], at: int) -> tuple[float | None, int]:
    """Return the radius and where the name begins; the same position where no cue stands."""
    for cue in _CUES:
        if tuple(words[at : at + len(cue)]) == cue:
            return None, at + len(cue)
    if (
        words[at] == "within"
        and len(words) > at + 4
        and words[at + 2] in _UNITS
        and words[at + 3] in {"of", "from"}
    ):
        try:
            radius = float(words[at + 1].replace(",", "")) * _UNITS[words[at + 2]]
        except ValueError:
            return None, at
        if 0 < radius <= LARGEST_RADIUS_KM:
            return radius, at + 4
    return None, at


def _city(words: Sequence[str], at: int) -> tuple[City, tuple[City, ...], int] | None:
    for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        cities = _BY_NAME.get(tuple(words[at : at + length]))
        if not cities:
            continue
        end = at + length
        start = end + (words[end : end + 1] == [PAUSE])
        for city in cities:
            for hint in city.hints:
                if tuple(words[start : start + len(hint)]) == hint and (start > end or len(hint[0]) > 2):
                    return city, (), start + len(hint)
        return cities[0], tuple(cities[1:]), end
    return None


def _read() -> dict[tuple[str, ...], list[City]]:
    found: dict[tuple[str, ...], list[City]] = {}
    for line in CITIES.strip().splitlines():
        name, region, country, lat, lng = (part.strip() for part in line.split(";"))
        code = region.rsplit(" ", 1)[-1] if region.rsplit(" ", 1)[-1].isupper() else ""
        region = region.removesuffix(code).strip()
        said = [region, code, country, *_COUNTRIES.get(country, "").split("|")]
        hints = tuple(tuple(tokens(hint)) for hint in said if hint)
        whole = ", ".join(part for part in (name, region, country) if part)
        city = City(whole, float(lat), float(lng), hints)
        for alias in {name, name.removesuffix(" upon Tyne"), name.replace("St ", "Saint ")}:
            found.setdefault(tuple(tokens(alias)), []).append(city)
    return found


_BY_NAME = _read()
