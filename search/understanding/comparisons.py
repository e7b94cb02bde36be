"""Which limit the words around an amount set: 'under', 'not more than', 'or less', 'each including postage'. Pure."""

from collections.abc import Sequence

from search.understanding.counted import Side
from search.understanding.text import PAUSE

Phrases = dict[str, tuple[tuple[tuple[str, ...], Side], ...]]


def _phrases(**sides: str) -> Phrases:
    """Return the phrases of each side by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Side]]] = {}
    for side, text in sides.items():
        for phrase in text.split("|"):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, side))  # type: ignore[arg-type]
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


_BEFORE = _phrases(
    high="no more than|no more then|not more than|not more then|less than|less then|cheaper than|lower than|up to|"
    "up to a maximum of|up to a max of|upto|at most|max|max of|max ,|maximum|maximum of|maximum ,|max price|"
    "max price of|max price ,|maximum price|maximum price of|maximum price ,|under|below|beneath|within|"
    "within a budget of|within my budget of|within budget of|<|<=|sub|sub -|budget of|budget is|budget|budget ,|"
    "to spend|spend|price range|price range of|price range ,|limit|limit of|limit is|price limit|price cap|"
    "price cap of|capped at",
    low="no less than|not less than|more than|at least|starting at|starting from|starts at|over|above|min|min of|"
    "min ,|minimum|minimum of|minimum ,|min price|min price of|min price ,|minimum price|minimum price of|"
    "minimum price ,|>|>=|from|upwards of|spend at least|greater than|higher than|pricier than|dearer than|"
    "more expensive than|beyond|exceed|exceeds|exceeding",
    about="around|about|roughly|approximately|approx|approx ,|circa|~|in the region of|somewhere around",
)
_AFTER = _phrases(
    high="or less|or under|and under|or below|and below|or cheaper|or lower|max|maximum|tops|at most|at the most|"
    "budget|each or less",
    low="or more|or above|or over|+|and up|and above|and over|or up|plus|upwards|or higher|and higher|or greater|"
    "minimum|min|at least|at the least",
    about="ish|- ish|or so|give or take",
)
# Said beside a price, and no part of what is looked for.
_TRAILING = (("price", "range"), ("range",), ("bracket",), ("mark",), ("each",), ("per", "piece"), ("per", "item"),
             ("per", "person"), ("per", "head"), ("pp",), ("apiece",), ("to", "spend"), ("in", "total"), ("sterling",),
             ("limit",))  # fmt: skip
_POST = frozenset("shipping postage delivery tax vat".split())
_WITH_POST = (("including",), ("incl", PAUSE), ("incl",), ("inc", PAUSE), ("inc",), ("with",), ("plus",), ("before",),
              ("excluding",), ("without",), ("not", "including"))  # fmt: skip
_PLUS_SOMETHING = _POST | {"free", "size", "sizes"}  # '$50 plus size', '$50 plus postage'
_NOT = frozenset(
    """not no don't dont can't cant cannot nothing never won't wont wouldn't wouldnt shouldn't shouldnt mustn't mustnt
    couldn't couldnt doesn't doesnt didn't isn't isnt aren't nor without avoid refuse unwilling unable""".split()
)
_AUXILIARIES = frozenset("do does can could should would must will may".split())
_BETWEEN_NOT = frozenset(
    """want wanna wanting to spend spending pay paying be being go going cost costing costs priced anything is afford
    need needs looking willing trying able really have happy prepared planning plan hoping for a that any it much
    too far lot very all wouldn't""".split()
)
_LONGEST_BETWEEN_NOT = 6
# 'I don't mind paying over £50' and 'happy to pay over £50' set no lowest price.
_NO_MATTER = frozenset(
    "mind matter matters care cares problem bothered happy willing prepared ok okay fine".split()
)
_BEFORE_NO_MATTER = (_BETWEEN_NOT | {"if", "it's", "its", "when", "with"}) - _NO_MATTER
# '$20, minimum age 18' is no lowest price either.
_MEASURES = frozenset("age height width length size weight depth".split())
# With these 'not' says something else: 'no minimum'.
_NEVER_TURNED = frozenset("from to budget max maximum min minimum limit price sub capped".split())


def said_before(tokens: Sequence[str], at: int) -> tuple[int, Side] | None:
    """Return where a comparison that begins here ends, and which side it limits; None for none."""
    return _phrase(tokens, at, _BEFORE)


def said_after(tokens: Sequence[str], at: int) -> tuple[int, Side] | None:
    """Return the same of what is said after an amount."""
    found = _phrase(tokens, at, _AFTER)
    if found is None or found[1] != "low":
        return found
    after = tokens[found[0]] if found[0] < len(tokens) else ""
    if tokens[at] == "plus":
        return None if after in _PLUS_SOMETHING else found
    # '$50 at least 30 cm wide': that is how wide.
    of_what_follows = after[:1].isdigit() or after in _MEASURES
    return None if said_before(tokens, at) and of_what_follows else found


def negated(tokens: Sequence[str], start: int) -> tuple[tuple[int, Side], int] | None:
    """Return the same of 'not over' and 'don't want to spend more than', and where the comparison itself begins.

    The other side is meant than the comparison says.
    """
    at = start + (tokens[start] in _AUXILIARIES)
    if at >= len(tokens) or tokens[at] not in _NOT:
        return None
    at += 1
    while at < len(tokens) and at - start <= _LONGEST_BETWEEN_NOT and tokens[at] in _BETWEEN_NOT:
        at += 1
    found = said_before(tokens, at)
    if found is None or found[1] == "about" or tokens[at] in _NEVER_TURNED:
        return None
    return (found[0], "high" if found[1] == "low" else "low"), at


def is_denied(tokens: Sequence[str], at: int) -> bool:
    """Tell whether the comparison that begins here is what something before says 'not' of."""
    while at and tokens[at - 1] in _BETWEEN_NOT:
        at -= 1
    return at > 0 and tokens[at - 1] in _NOT


def is_no_matter(tokens: Sequence[str], at: int) -> bool:
    """Tell whether a lower limit that begins here is one that would do: 'happy to pay over £50'."""
    while at and tokens[at - 1] in _BEFORE_NO_MATTER:
        at -= 1
    return at > 0 and tokens[at - 1] in _NO_MATTER


def after_trailing(tokens: Sequence[str], at: int) -> int:
    """Return the end of what is said beside the price: 'each', 'mark', 'including shipping'."""
    while length := _length(tokens, at, _TRAILING):
        at += length
    words = _length(tokens, at, _WITH_POST)
    if words and tokens[at + words : at + words + 1] and tokens[at + words] in _POST:
        return at + words + 1
    included = tokens[at : at + 1] and tokens[at] in _POST and tokens[at + 1 : at + 2] == ["included"]
    return at + 2 if included else at


def _phrase(tokens: Sequence[str], at: int, phrases: Phrases) -> tuple[int, Side] | None:
    if at >= len(tokens):
        return None
    for words, side in phrases.get(tokens[at], ()):
        if tuple(tokens[at : at + len(words)]) == words:
            return at + len(words), side
    return None


def _length(tokens: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> int:
    return next((len(words) for words in phrases if tuple(tokens[at : at + len(words)]) == words), 0)
