"""What may be denied: how many of the next words name one thing, known to the catalogue or not. Pure."""

from collections.abc import Sequence

from search.understanding import denying
from search.understanding.synonyms import FILLER, plain, singular
from search.understanding.vocabulary import Vocabulary

DENIABLE = frozenset({"material", "color", "category", "occasion", "recipient"})
# Well known, so that 'plastic-free' is understood where nobody sells plastic.
_SUBSTANCES = frozenset(
    """gold silver brass copper bronze nickel leather plastic metal wood glass ceramic wool cotton silk polyester
    acrylic fur feather pearl diamond crystal latex rubber""".split()
)
_COLOURS = frozenset(
    "red orange yellow green blue purple pink brown black white grey beige cream turquoise".split()
)
_LONGEST_UNKNOWN = 2
_NOTHING = FILLER | denying.STOPS


def kinds(words: Sequence[str], at: int, vocabulary: Vocabulary) -> set[str]:
    """Return what the thing here is first of all: gold is a material, though a colour as well."""
    match = vocabulary.match(words, at)
    kinds = {entry.kind for entry in match.entries} if match else set()
    if "material" in kinds or plain(words[at]) in _SUBSTANCES:
        return {"material"}
    return set(kinds)


def after_skipped(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    """Return where the thing begins: after 'any', 'made of', 'the colour'."""
    while at < len(words) and (
        words[at] in denying.SKIPPED
        or (words[at] in denying.NOUN_OF_COLOURS and stuff(words, at + 1, vocabulary, "color"))
    ):
        at += 1
    return at


def known(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens name something of the catalogue here, or a well-known substance."""
    if at >= len(words):
        return 0
    match = vocabulary.match(words, at)
    named = match and any(entry.kind in DENIABLE or entry.kind == "style" for entry in match.entries)
    size = match.length if match and named else int(plain(words[at]) in _SUBSTANCES)
    more = 0
    if words[at] in denying.TINTS:
        more = stuff(words, at + 1, vocabulary, "material")
    if not more and words[at] in denying.SHADES:
        more = stuff(words, at + 1, vocabulary, "material", "color")
    size = max(size, 1 + more if more else 0)
    return size + _plated(words, at + size) if size else 0


def _plated(words: Sequence[str], at: int) -> int:
    """Return how many tokens say that a metal is only the outside: 'plated', '-filled'."""
    hyphened = words[at : at + 1] == ["-"]
    return (
        1 + hyphened
        if words[at + hyphened : at + hyphened + 1] in (["plated"], ["filled"], ["coated"])
        else 0
    )


def stuff(words: Sequence[str], at: int, vocabulary: Vocabulary, *kinds: str) -> int:
    """Return how many tokens name something of these kinds here."""
    if at >= len(words):
        return 0
    match = vocabulary.match(words, at)
    if match and any(entry.kind in kinds for entry in match.entries):
        return match.length
    well_known = (_SUBSTANCES if "material" in kinds else set()) | (_COLOURS if "color" in kinds else set())
    return int(plain(words[at]) in well_known)


def described(words: Sequence[str], begun: int, at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens are denied that nobody lists: both of 'cartoon characters', one of 'scratchy blanket'."""
    size = unknown(words, at, vocabulary)
    if size < _LONGEST_UNKNOWN or _belong(words[at], words[at + 1]):
        return size
    first, last, bare = words[at], words[at + 1], words[at - 1] in denying.BARE
    if (_is_plural(first) and not _is_plural(last)) or (bare and first.endswith(denying.LIKENESS)):
        return 1  # 'without tassels soft', 'not scratchy soft'
    if any(word not in _NOTHING for word in (*words[:begun], *words[at + 2 :])):
        return 2
    # Something must be left to look for.
    return 1 if words[at - 1] == "not" or not _is_plural(last) or last in denying.WRITTEN_ON else 2


def _belong(first: str, second: str) -> bool:
    return (first, second) in denying.PAIRS or second == "made" or second.endswith("ed")


def _is_plural(word: str) -> bool:
    return singular(word) != word


def unknown(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens, two at most, may name something that nobody lists."""
    size = 0
    while size < _LONGEST_UNKNOWN and at + size < len(words):
        token = words[at + size]
        if token in denying.STOPS or not token[0].isalpha() or (size and known(words, at + size, vocabulary)):
            break
        size += 1
    return size
