"""What a shopper does not want: 'not gold', 'without a lid', 'plastic-free'. Pure.

A vector cannot say not, so the words that were denied leave the query, and become conditions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.document import CATEGORY_SEPARATOR
from search.understanding import deniable, denying
from search.understanding.people import RELATIONS
from search.understanding.synonyms import FILLER, plain
from search.understanding.text import PAUSE, is_word, tokens
from search.understanding.vocabulary import Entry, Vocabulary

_ByFirst = Mapping[str, Sequence[tuple[str, ...]]]


def _by_first(phrases: Iterable[tuple[str, ...]]) -> _ByFirst:
    """Return the phrases by their first words, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


_CUES, _ASIDE = _by_first(denying.CUES), _by_first(denying.SAID_ASIDE)
_NO_OBJECT = _by_first(denying.NO_OBJECT)
_FREE, _NON = "free", "non"

STUFF = frozenset({"material", "color"})
_FEW = 5  # listings
_OF_CHINA = (["made", "in"], ["not", "from"])  # the country, of which nothing tells
_LAST = (["or"], ["nor"], ["and"])  # before the last thing of a list
# One word for what makers file under several names.
_KINDS_OF = {"jewellery": frozenset("necklace earring bracelet ring brooch pendant anklet".split())}


@dataclass(frozen=True)
class Denied:
    """One thing that is not wanted: its name, and the values it stands for (none when only words can tell)."""

    label: str
    entries: tuple[Entry, ...] = ()


def read_negations(words: Sequence[str], vocabulary: Vocabulary) -> tuple[list[Denied], list[str]]:
    """Return what is not wanted, and the tokens that are left."""
    denied: list[Denied] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        aside = _starts_with(words, at, _ASIDE) or _commanded(words, at)
        if aside:
            left += words[at : at + aside]
            at += aside
            continue
        if idle := _lacking(words, at, vocabulary) or _moderate(words, at, vocabulary):
            left.append(PAUSE)
            at += idle
            continue
        found = _marked(words, at, vocabulary) or _cued(words, at, vocabulary)
        if found:
            things, at = found
            denied += [thing for thing in things if thing not in denied]
            left.append(PAUSE)
            continue
        left.append(words[at])
        at += 1
    if denied and _is_slogan(words, denied, left, vocabulary):
        return [], list(words)
    return denied, left


def denies(denied: Sequence[Denied], word: str) -> bool:
    """Tell whether this one word is not wanted."""
    return any(plain(thing.label) == plain(word) for thing in denied)


def leave_out(words: Sequence[str], denied: Sequence[Denied]) -> list[int]:
    """Return the positions of the words that name nothing denied: 'a gold ring, not gold' wants no gold."""
    phrases = [tuple(plain(word) for word in thing.label.split()) for thing in denied]
    plains = [plain(word) for word in words]
    single = {phrase[0] for phrase in phrases if len(phrase) == 1}
    # A size is one token of several words: 'set of 4, but no sets'.
    gone = {
        at for at, word in enumerate(words) if " " in word and not single.isdisjoint(map(plain, word.split()))
    }
    for phrase in phrases:
        for at in range(len(plains) - len(phrase) + 1):
            if tuple(plains[at : at + len(phrase)]) == phrase:
                gone.update(range(at, at + len(phrase)))
    return [at for at in range(len(words)) if at not in gone]


def exclusion(phrase: Sequence[str], vocabulary: Vocabulary) -> Denied:
    """Return what to leave out for a phrase: of materials and colours everything whose name holds it."""
    match = vocabulary.match(phrase, 0)
    named = match.entries if match and match.length == len(phrase) else ()
    stuff = [entry for entry in vocabulary.holding(phrase) if entry.kind in STUFF]
    shade = vocabulary.value("color", phrase[0]) if phrase[0] in denying.COLOURED_SHADES else None
    rest = [entry for entry in named if entry.kind in deniable.DENIABLE - STUFF and entry.whole]
    found = [*stuff, *([shade] if shade else []), *rest, *_kinds_of(phrase, vocabulary)]
    return Denied(" ".join(filter(is_word, phrase)), tuple(dict.fromkeys(found)))


def _kinds_of(phrase: Sequence[str], vocabulary: Vocabulary) -> list[Entry]:
    """Return the categories of nothing but kinds of this: 'jewellery' is earrings, and rings with brooches."""
    kinds = _KINDS_OF.get(" ".join(plain(word) for word in phrase), frozenset())
    found = {entry for kind in kinds for entry in vocabulary.holding([kind]) if entry.kind == "category"}
    return sorted(entry for entry in found if _things(entry) <= kinds)


def _things(entry: Entry) -> set[str]:
    leaf = entry.value.rpartition(CATEGORY_SEPARATOR)[2]
    return {plain(word) for word in tokens(leaf) if is_word(word)} - {"and"}


def _marked(words: Sequence[str], at: int, vocabulary: Vocabulary) -> tuple[list[Denied], int] | None:
    """Read 'plastic-free', 'plastic free' and 'non-leather', where they name what a piece is made of."""
    if words[at] == _NON and at + 1 < len(words):
        start = at + 2 if words[at + 1] == "-" else at + 1
        known = deniable.known(words, start, vocabulary)
        return ([exclusion(words[start : start + known], vocabulary)], start + known) if known else None
    known = deniable.known(words, at, vocabulary)
    end = at + known
    if not known or words[at] in denying.WANTED_FREE:
        return None
    if end < len(words) and words[end] == "-":
        end += 1
    elif words[end + 1 : end + 2] and words[end + 1] in denying.AFTER_FREE:
        return None
    if end >= len(words) or words[end] != _FREE or words[end + 1 : end + 2] in (["of"], ["from"]):
        return None
    if vocabulary.value("tag", f"{' '.join(words[at : at + known])} free"):
        return None
    return [exclusion(words[at : at + known], vocabulary)], end + 1


def _cued(words: Sequence[str], at: int, vocabulary: Vocabulary) -> tuple[list[Denied], int] | None:
    length = _starts_with(words, at, _CUES)
    if not length or _says_something_else(words, at, at + length, vocabulary):
        return None
    things: list[Denied] = []
    begun, at = at, at + length
    while True:
        at = deniable.after_skipped(words, at, vocabulary)
        if words[at : at + 1] == ["china"] and words[at - 2 : at] in _OF_CHINA:
            return things, at + 1
        size = deniable.known(words, at, vocabulary) or deniable.described(words, begun, at, vocabulary)
        if not size:
            break
        things.append(exclusion(words[at : at + size], vocabulary))
        at += size
        step = _goes_on(words, begun, at, vocabulary)
        if not step:
            break
        at += step
    return (things, at) if things else None


def _says_something_else(words: Sequence[str], at: int, after: int, vocabulary: Vocabulary) -> bool:
    if words[after - 1] in denying.BARE and words[at] != "with" and _is_phrase(words, after, vocabulary):
        return True
    thing = deniable.after_skipped(words, after, vocabulary)
    known = deniable.known(words, thing, vocabulary)
    if words[at] == _FREE and known and words[thing] in denying.WANTED_FREE:
        return True
    # 'No junk mail sign': what is written on it.
    written = words[at] == "no" and not denying.SIGNS.isdisjoint(words[at:])
    last = words[after - 1]
    anything = last in denying.OF_ANYTHING_AFTER
    only_known = last in denying.OF_KNOWN_AFTER or (words[at] in denying.OF_KNOWN and not anything)
    return not known and (written or only_known)


def _is_slogan(
    words: Sequence[str], denied: Sequence[Denied], left: Sequence[str], vocabulary: Vocabulary
) -> bool:
    """Tell 'no regrets mug' from 'no handle mug': what is written on a piece is looked for."""
    if not _opens_slogan(words) or not denying.WRITTEN_ON.issuperset(
        set(left) - denying.OPENING - FILLER - {PAUSE}
    ):
        return False
    phrases = [thing.label.split() for thing in denied]
    stated = any(entry.trusted for thing in denied for entry in thing.entries)
    if stated or any(deniable.known(said, 0, vocabulary) for said in phrases):
        return False
    if any(denying.PARTS.issuperset(said) or said[0] in denying.SHADES for said in phrases):
        return False
    # What all makers write of is no slogan either.
    return any(vocabulary.words.get(word, 0) < _FEW for said in phrases for word in said)


def _opens_slogan(words: Sequence[str]) -> bool:
    for at, word in enumerate(words):
        if length := _starts_with(words, at, _CUES):
            last, after = words[at + length - 1], words[at + length : at + length + 1]
            # 'Not a morning person', but 'not scratchy'.
            return word == "no" or last == "hate" or (last in denying.BARE and after in (["a"], ["an"]))
        if word not in denying.OPENING:
            break
    return False


def _commanded(words: Sequence[str], at: int) -> int:
    """Return how many tokens are a saying, as 'do not open' and 'no cat left behind'."""
    if words[at] == "no" and tuple(words[at + 2 : at + 4]) == ("left", "behind"):
        return 4
    command = words[at] in denying.DO and words[at + 1 : at + 2] == ["not"] and at + 2 < len(words)
    return 3 if command and words[at + 2] not in denying.AFTER_DO_NOT else 0


def _lacking(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens say what somebody is without: 'people with no garden', 'money no object'."""
    if length := _starts_with(words, at, _NO_OBJECT):
        return length
    length = _starts_with(words, at, _CUES)
    who = at - 1 - (words[at - 1] in denying.HAVING)
    if not length or who < 0 or not (words[who] in denying.PEOPLE or plain(words[who]) in RELATIONS):
        return 0
    thing = deniable.after_skipped(words, at + length, vocabulary)
    return thing + 1 - at if words[thing : thing + 1] and words[thing] in denying.LACKED else 0


def _moderate(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens say what it should not be much of: 'not too big', 'nothing too fancy or too heavy'."""
    begun = at + (words[at] in denying.NOT_MUCH)
    end, which = begun, words[begun : begun + 1]
    while begun > at and which and which[0] in denying.TOO and deniable.unknown(words, end + 1, vocabulary):
        goes_on = words[end + 2 : end + 3]
        # 'Not so silent night'.
        slogan = which == ["so"] and bool(goes_on) and goes_on[0] not in denying.STOPS
        if slogan or deniable.known(words, end + 1, vocabulary):
            break
        end += 2
        which = words[end + 1 : end + 2] if words[end : end + 1] in _LAST else []
        end += bool(which and which[0] in denying.TOO)
    return end - at if end > begun else 0


def _goes_on(words: Sequence[str], begun: int, at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens lead to one more thing: 'no gold and silver', not 'no gold and a blue stone'."""
    if words[at : at + 1] == [PAUSE]:
        ends = words[at + 1 : at + 2] in _LAST
        return (1 + ends) * _lists(words, begun, at, vocabulary)
    if at >= len(words) or words[at] not in {"or", "nor", "and", "/"}:
        return 0
    after = deniable.after_skipped(words, at + 1, vocabulary)
    unknown = words[at] in {"or", "nor"} and deniable.unknown(words, after, vocabulary)
    return int(bool(deniable.known(words, after, vocabulary) or unknown))


def _lists(words: Sequence[str], begun: int, at: int, vocabulary: Vocabulary) -> bool:
    """Tell 'no mugs, candles or cards' from 'not gold, blue stones': the list ends in 'or' and in nothing else."""
    kinds = deniable.kinds(words, at - 1, vocabulary)
    while words[at : at + 1] == [PAUSE]:
        thing = _after_article(words, at + 1)
        size = deniable.known(words, thing, vocabulary)
        if not size:
            break
        kinds &= deniable.kinds(words, thing, vocabulary)
        at = thing + size
    at += words[at : at + 1] == [PAUSE]
    if words[at : at + 1] not in _LAST:
        return False
    thing = _after_article(words, at + 1)
    known = deniable.known(words, thing, vocabulary)
    end = thing + (known or min(1, deniable.unknown(words, thing, vocabulary)))
    if end == thing:
        return False
    # 'No gold, silver or bronze ring' denies things of one kind; 'not gold, blue or green stones' two.
    alike = known and kinds & deniable.kinds(words, thing, vocabulary) and words[begun] in {"no", "without"}
    return bool(alike) or end >= len(words) or words[end] in denying.STOPS


def _after_article(words: Sequence[str], at: int) -> int:
    return at + (words[at : at + 1] in (["a"], ["an"], ["the"]))


def _is_phrase(words: Sequence[str], at: int, vocabulary: Vocabulary) -> bool:
    """Tell whether the words after a bare 'no' or 'not' deny nothing: 'no-sew', 'not your average'."""
    hyphened = words[at : at + 1] == ["-"]
    at += hyphened
    at = _after_article(words, at)
    if at >= len(words) or not words[at][0].isalpha() or words[at] in denying.NOT_DENIED:
        return True
    return hyphened and not deniable.known(words, at, vocabulary)


def _starts_with(words: Sequence[str], at: int, phrases: _ByFirst) -> int:
    found = phrases.get(words[at], ())
    return next((len(phrase) for phrase in found if tuple(words[at : at + len(phrase)]) == phrase), 0)
