"""A place in a shopper's words or arguments: 'near Portland', 'in Leeds', 'within 20 miles of York'. Pure.

'Near' is strong: what follows is a town where we know it. 'In' and 'around' are weak: 'bath mat in bath', 'toys in
reading', 'print of a bridge in london' name no place to buy at. 'Made in' and 'from' say where a piece comes from.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from search.geo import Circle
from search.understanding import placing
from search.understanding.amounts import written_number
from search.understanding.gazetteer import ALIASES, CITIES
from search.understanding.people import RELATIONS
from search.understanding.synonyms import plain
from search.understanding.text import PAUSE, is_number, tokens

DEFAULT_RADIUS_KM = 80.0
KM_A_MILE = 1.609344
LARGEST_RADIUS_KM = 20_000.0

_UNITS = {
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), 1.0),
    **dict.fromkeys(("mi", "mile", "miles"), KM_A_MILE),
}
_LONGEST_NAME, _MOST_HINTS = 4, 2
_LONGEST_SAID = 12
_PLAIN_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ı": "i"})


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
    radius_km: float | None  # None where none was said
    others: tuple[City, ...] = ()

    def circle(self, radius_km: float | None = None) -> Circle:
        """Return the ground it covers; a radius given here wins."""
        radius = radius_km or self.radius_km or DEFAULT_RADIUS_KM
        return Circle((self.city.lat, self.city.lng), radius)


def find_place(text: str) -> Place | None:
    """Return the place a whole text names, such as 'Portland, Maine'; None when it is not known."""
    words = tokens(text.replace(".", ""))  # 'St. Louis', 'Washington, D.C.'
    found = _city(words, 0, alone=True)
    return Place(found[0], None, found[1]) if found and found[2] == len(words) else None


@dataclass(frozen=True)
class Whereabouts:
    """Where shops should be, whether the shopper's own place was meant, and where pieces should come from."""

    place: Place | None = None
    near_me: bool = False
    origin: City | None = None
    origin_words: tuple[str, ...] = ()


def read_place(words: Sequence[str]) -> tuple[Whereabouts, list[str]]:
    """Return the places named, and the tokens that are left."""
    words = _without_places_elsewhere(words)
    for at in range(len(words)):
        radius, start = _cue(words, at)
        if start == at:
            continue
        if words[start : start + 1] and words[start] in placing.ME:
            return Whereabouts(near_me=True), [*words[:at], PAUSE, *words[start + 1 :]]
        found = _city(words, start)
        if found:
            place, end = _or_another(words, found, radius)
            return Whereabouts(place), [*words[:at], PAUSE, *words[end:]]
    for at, word in enumerate(words):
        if word in _WEAK_FIRST and (said := _origin(words, at) or _weak(words, at)):
            where, end = said
            return where, [*words[:at], PAUSE, *words[end:]]
    return Whereabouts(), words


def _without_places_elsewhere(words: Sequence[str]) -> list[str]:
    """Return the words without 'nowhere near London', 'delivered in York' and the town of 'my aunt in Leeds'."""
    left: list[str] = []
    at = 0
    while at < len(words):
        end = _elsewhere(words, at)
        begun = max(at + 1, _cue(words, at)[1])  # the 'far from' in 'not far from' is none by itself
        left += [PAUSE] if end else words[at:begun]
        at = end or begun
    return left


def _elsewhere(words: Sequence[str], at: int) -> int:
    """Return where the name ends of a town that is only told not to be meant; 0 where none is."""
    if words[at] == "in" and at and plain(words[at - 1]) in RELATIONS:
        found = _city(words, at + 1)  # 'my aunt in Leeds' lives there
        lives = found and _ends(words, found[2]) and _is_meant(words, at + 1, found[2])
        return found[2] if found and lives and placing.DEPICTS.isdisjoint(words) else 0
    if words[at] in placing.DELIVERED:
        start = at + 2 if words[at + 1 : at + 2] in (["in"], ["to"]) else 0
        if start and (land := _land(words, start)):
            return land
    elif words[at] in placing.AWAY and _cue(words, at)[1] == at:
        start = next(
            (
                at + 1 + len(cue)
                for cue in placing.AFTER_AWAY
                if tuple(words[at + 1 : at + 1 + len(cue)]) == cue
            ),
            0,
        )
        if not start and words[at] == "outside":
            start = at + 1
    else:
        return 0
    found = _city(words, start) if start else None
    return found[2] if found else 0


def _land(words: Sequence[str], at: int) -> int:
    """Return where the name of a country or a region ends; 0 where none is."""
    at += words[at : at + 1] == ["the"]
    names = (name for name in _LANDS if tuple(words[at : at + len(name)]) == name)
    return at + max(map(len, names), default=-at)


def _origin(words: Sequence[str], at: int) -> tuple[Whereabouts, int] | None:
    """Read 'made in Portland', 'from Leeds makers': where it comes from is a wish, not a distance."""
    if at and words[at - 1] in {"not", "no", "isn't"}:
        return None
    for cue in placing.ORIGIN_CUES:
        if tuple(words[at : at + len(cue)]) != cue:
            continue
        start = at + len(cue)
        found = _city(words, start)
        if found is None:
            if words[start : start + 1] and (
                words[start] in placing.LANDS or words[at : start + 1] == placing.MADE_IN_CHINA
            ):
                return Whereabouts(origin_words=(words[start],)), start + 1
            continue
        city, _, end = found
        makers = end < len(words) and words[end] in placing.MAKERS
        surely = makers or cue[0] != "from" or _ends(words, end)
        if surely and (makers or _is_meant(words, start, end)):
            name = tuple(word for word in words[start:end] if word != PAUSE)
            return Whereabouts(origin=city, origin_words=name), end + makers
    return None


def _weak(words: Sequence[str], at: int) -> tuple[Whereabouts, int] | None:
    """Read 'in Leeds' and 'around Bristol', where they end what is said of the thing."""
    for cue in placing.WEAK_CUES:
        if tuple(words[at : at + len(cue)]) != cue:
            continue
        start = at + len(cue)
        found = _city(words, start)
        if found is None:
            continue
        place, end = _or_another(words, found, None)
        area = end < len(words) and words[end] in placing.AREA
        if cue == ("in", "the") and not area:
            continue
        # 'The makers in York' say themselves that shops are meant.
        shops = bool(at) and words[at - 1] in placing.MAKERS
        elsewhere = (
            not placing.DEPICTS.isdisjoint(words)
            or not placing.SOMEBODYS.isdisjoint(words[max(0, at - 2) : at])
            or (bool(at) and plain(words[at - 1]) in RELATIONS)  # 'my aunt in Leeds' lives there
            or (
                bool(at)
                and words[at - 1] in placing.HAPPENS
                and placing.ON_TIME.isdisjoint(words[max(0, at - 2) : at - 1])
            )
        )
        if (area or _ends(words, end)) and (shops or not elsewhere) and _is_meant(words, start, found[2]):
            return Whereabouts(place), end + area
    return None


def _or_another(
    words: Sequence[str], found: tuple[City, tuple[City, ...], int], radius_km: float | None
) -> tuple[Place, int]:
    """Return the place, and where it ends; of 'Leeds or York' the second is offered beside it."""
    city, others, end = found
    another = _city(words, end + 1) if words[end : end + 1] == ["or"] else None
    if another:
        others, end = (another[0], *others), another[2]
    return Place(city, radius_km, others), end


def _ends(words: Sequence[str], at: int) -> bool:
    return at >= len(words) or words[at] in placing.ENDS


def _is_meant(words: Sequence[str], start: int, end: int) -> bool:
    """Tell whether the town's name is no common word, or its region says that it is the town."""
    return words[start] not in placing.WORDS_TOO or end - start > 1


def _cue(words: Sequence[str], at: int) -> tuple[float | None, int]:
    """Return the radius and where the name begins; the same position where no cue stands."""
    if words[at] in _STRONG_FIRST:
        for cue in placing.CUES:
            if tuple(words[at : at + len(cue)]) == cue:
                return None, at + len(cue)
    start = at + (words[at] == "within")
    part = words[start : start + 3]
    if len(part) < 3 or part[1] not in _UNITS or part[2] not in {"of", "from"} or not is_number(part[0]):
        return None, at
    radius = float(written_number(part[0]) or 0) * _UNITS[part[1]]
    return (radius, start + 3) if 0 < radius <= LARGEST_RADIUS_KM else (None, at)


def _city(words: Sequence[str], at: int, *, alone: bool = False) -> tuple[City, tuple[City, ...], int] | None:
    """Return the town named here, others of the name, and where it ends; `alone`, nothing but a place is said."""
    plains = [_folded(word) for word in words[at : at + _LONGEST_SAID]]
    for length in range(min(_LONGEST_NAME, len(plains)), 0, -1):
        cities = _BY_NAME.get(tuple(plains[:length]))
        if not cities:
            continue
        for city in cities:
            end = _after_hints(city, plains, length, alone=alone)
            if end > length:
                return city, (), at + end
        return None if _is_elsewhere(plains, length) else (cities[0], tuple(cities[1:]), at + length)
    return None


def _is_elsewhere(words: Sequence[str], at: int) -> bool:
    """Tell whether a region follows that none of the towns is in: 'Paris, Texas'."""
    start = at + (words[at : at + 1] == [PAUSE])
    lengths = range(1, _LONGEST_NAME)
    return any(tuple(words[start : start + length]) in _ELSEWHERE for length in lengths)


def _after_hints(city: City, words: Sequence[str], at: int, *, alone: bool) -> int:
    """Return where what tells the town from others ends: 'OR', 'Oregon', 'Oregon, USA'."""
    for _ in range(_MOST_HINTS):
        start = at + (words[at : at + 1] == [PAUSE])
        for hint in city.hints:
            told = alone or start > at or hint[0] not in placing.WORD_CODES
            if told and tuple(words[start : start + len(hint)]) == hint:
                at = start + len(hint)
                break
    return at


def _folded(word: str) -> str:
    """Return the word without accents: 'zürich' as 'zurich'."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word.translate(_PLAIN_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _read() -> dict[tuple[str, ...], list[City]]:
    found: dict[tuple[str, ...], list[City]] = {}
    for line in CITIES.strip().splitlines():
        name, region, country, lat, lng = (part.strip() for part in line.split(";"))
        code = region.rsplit(" ", 1)[-1] if region.rsplit(" ", 1)[-1].isupper() else ""
        region = region.removesuffix(code).strip()
        said = [region, code, country, *placing.COUNTRIES.get(country, "").split("|")]
        hints = tuple(tuple(tokens(hint)) for hint in said if hint)
        whole = ", ".join(part for part in (name, region, country) if part)
        city = City(whole, float(lat), float(lng), hints)
        for alias in {name, name.replace("St ", "Saint "), name.replace("St ", "St. ")}:
            found.setdefault(tuple(tokens(alias)), []).append(city)
    for line in ALIASES.strip().splitlines():
        alias, _, name = line.partition("; ")
        found[tuple(tokens(alias))] = found[tuple(tokens(name))]
    return found


_BY_NAME = _read()
_ELSEWHERE = {
    hint
    for cities in _BY_NAME.values()
    for city in cities
    for hint in city.hints
    if (len(hint[0]) > 2 or hint[0] in placing.CODES) and hint[0] not in placing.WORDS_TOO
}
_LANDS = {
    *((land,) for land in placing.LANDS),
    *(tuple(name.split()) for said in placing.COUNTRIES.values() for name in said.split("|")),
}
_STRONG_FIRST = frozenset(cue[0] for cue in placing.CUES)
_WEAK_FIRST = frozenset(cue[0] for cue in (*placing.WEAK_CUES, *placing.ORIGIN_CUES))
