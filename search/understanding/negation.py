"""What a shopper does not want: 'not gold', 'without a lid', 'plastic-free'. Pure.

A vector cannot say not, so the words that were denied leave the query, and become conditions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from search.document import CATEGORY_SEPARATOR
from search.understanding.synonyms import plain
from search.understanding.text import PAUSE, is_word, tokens
from search.understanding.vocabulary import Entry, Vocabulary

_CUES = tuple(
    sorted(
        (tuple(cue.split()) for cue in (
            "not", "no", "without", "w / o", "except", "except for", "excluding", "but not", "but no", "and not",
            "anything but", "other than", "nor", "avoid", "don't want", "dont want", "do not want", "don't like",
            "doesn't like", "does not like", "dislikes", "hates", "isn't", "is not", "aren't", "are not",
            "that isn't", "that is not", "which isn't", "that aren't", "that are not", "allergic to",
            "not made of", "not made from", "not made with", "and no", "with no", "or no", "neither", "apart from",
            "aside from", "rather than", "instead of", "everything but", "anything except", "all but", "colour but",
            "color but", "please no", "definitely not", "absolutely no", "which are not", "which aren't",
            "doesn't have", "does not have", "don't have", "doesn't contain", "does not contain", "i hate", "we hate",
            "they hate", "i dislike",
            "can't wear", "cannot wear", "can not wear", "can't stand", "never wears", "doesn't wear",
            "does not wear", "and without", "or without", "nothing with", "none of", "nothing", "nothing in",
        )),
        key=len,
        reverse=True,
    )
)  # fmt: skip
_SKIPPED = frozenset("a an the any some in of with containing made from too its it's their for".split())
_STOPS = frozenset(
    """but for under below over above near with within around from to that which who please and or nor not no
    without except excluding between less more than up at on by in of if as only just gift gifts present is are
    i my you me us""".split()
) | {PAUSE, "-", "/", "+", "~", "%", "<", ">", "£", "$", "€"}  # fmt: skip

# After 'no' and 'not' these say something else: 'no sew', 'not your average mug', 'not too big'.
_NOT_DENIED = frozenset(
    """your just only too very so sure average bad much many even quite really as if the-same more less than
    another one sew knead bake show slip drill tie spill heat iron dig mess cook kill fuss frills nonsense
    problem idea ordinary boring later again disturb number matter today all my it perfect place worries want waste
    pain gain rain good cheap bigger larger longer taller wider smaller shorter
    higher ok okay allowed important necessary fancy else""".split()
)
_OF_KNOWN = frozenset({"nothing", "can't"})  # 'nothing compares', 'can't stand the heat'
_SIGNS = frozenset({"sign", "signs", "plaque", "notice"})
_FREE, _NON = "free", "non"
# What makers say of their pieces in just these words: who asks for it wants the words found.
_AFTER_FREE = frozenset(
    "standing shipping delivery postage form range spirit hand gift flowing motion".split()
)
_WANTED_FREE = frozenset({"nickel", "latex"})

_SAID_ASIDE = (("forget", "-", "me", "-", "not"), ("forget", "me", "not"), ("forget", "me", "nots"),
               ("why", "not"), ("knot",), ("or", "not"), ("if", "not"), ("yes", "or", "no"), ("waste", "not"),
               ("want", "not"), ("hate", "you"), ("love", "hate"))  # fmt: skip
# 'Do not open' is written on the piece; 'do not like' is said of it.
_AFTER_DO_NOT = frozenset("want like need have contain include use wear".split())
# Part of the name of a material: 'not rose gold' leaves gold alone.
_TINTS = frozenset("yellow white rose red sterling solid faux fake real fine plated vegan".split())

_FIRST = frozenset(phrase[0] for phrase in (*_CUES, *_SAID_ASIDE))

STUFF = frozenset({"material", "color"})
DENIABLE = STUFF | {"category", "occasion", "recipient"}
# Well known, so that 'plastic-free' is understood where nobody sells plastic.
_SUBSTANCES = frozenset(
    """gold silver brass copper bronze nickel leather plastic metal wood glass ceramic wool cotton silk polyester
    acrylic fur feather pearl diamond crystal latex rubber""".split()
)
_LONGEST_UNKNOWN = 2
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
        aside = _starts_with(words, at, _SAID_ASIDE) or _commanded(words, at)
        if aside:
            left += words[at : at + aside]
            at += aside
            continue
        found = _marked(words, at, vocabulary) or _cued(words, at, vocabulary)
        if found:
            things, at = found
            denied += [thing for thing in things if thing not in denied]
            left.append(PAUSE)
            continue
        left.append(words[at])
        at += 1
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
    rest = [entry for entry in named if entry.kind in DENIABLE - STUFF and entry.whole]
    return Denied(" ".join(phrase), (*stuff, *rest, *_kinds_of(phrase, vocabulary)))


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
        known = _known(words, start, vocabulary)
        return ([_denied(words, start, known, vocabulary)], start + known) if known else None
    known = _known(words, at, vocabulary)
    end = at + known
    if not known or words[at] in _WANTED_FREE:
        return None
    if end < len(words) and words[end] == "-":
        end += 1
    elif words[end + 1 : end + 2] and words[end + 1] in _AFTER_FREE:
        return None
    if end >= len(words) or words[end] != _FREE or vocabulary.value("tag", f"{' '.join(words[at:end])} free"):
        return None
    return [_denied(words, at, known, vocabulary)], end + 1


def _cued(words: Sequence[str], at: int, vocabulary: Vocabulary) -> tuple[list[Denied], int] | None:
    length = _starts_with(words, at, _CUES)
    bare = words[at + length - 1] in {"no", "not", "isn't", "aren't"} and words[at : at + 1] != ["with"]
    if not length or (bare and _means_something_else(words, at + length, vocabulary)):
        return None
    if words[at] in _OF_KNOWN and not _known(words, _after_skipped(words, at + length), vocabulary):
        return None
    # 'No junk mail sign': what is written on it.
    if words[at] == "no" and not _SIGNS.isdisjoint(words[at:]) and not _known(words, at + length, vocabulary):
        return None
    things: list[Denied] = []
    at += length
    while True:
        while at < len(words) and words[at] in _SKIPPED:
            at += 1
        size = _known(words, at, vocabulary) or _unknown(words, at, vocabulary)
        if not size:
            break
        things.append(_denied(words, at, size, vocabulary))
        at += size
        if not _goes_on(words, at, vocabulary):
            break
        at += 1
    return (things, at) if things else None


def _commanded(words: Sequence[str], at: int) -> int:
    command = tuple(words[at : at + 2]) == ("do", "not") and at + 2 < len(words)
    return 3 if command and words[at + 2] not in _AFTER_DO_NOT else 0


def _goes_on(words: Sequence[str], at: int, vocabulary: Vocabulary) -> bool:
    """Tell 'no gold and silver' and 'no roses or hearts' from 'no gold and a blue stone'."""
    if words[at : at + 1] == [PAUSE]:
        return _lists(words, at, vocabulary)
    if at >= len(words) or words[at] not in {"or", "nor", "and", "/"}:
        return False
    after = _after_skipped(words, at + 1)
    return bool(
        _known(words, after, vocabulary)
        or (words[at] in {"or", "nor"} and _unknown(words, after, vocabulary))
    )


def _lists(words: Sequence[str], at: int, vocabulary: Vocabulary) -> bool:
    """Tell 'no mugs, candles or cards' from 'not gold, blue stones': the list ends in 'or' and in nothing else."""
    while words[at : at + 1] == [PAUSE] and (size := _known(words, at + 1, vocabulary)):
        at += 1 + size
    if words[at : at + 1] not in (["or"], ["nor"], ["and"]):
        return False
    end = at + 1 + (_known(words, at + 1, vocabulary) or min(1, _unknown(words, at + 1, vocabulary)))
    return end > at + 1 and (end >= len(words) or words[end] in _STOPS)


def _means_something_else(words: Sequence[str], at: int, vocabulary: Vocabulary) -> bool:
    if at >= len(words):
        return True
    hyphened = words[at] == "-"
    at += hyphened
    if at >= len(words) or not words[at][0].isalpha() or words[at] in _NOT_DENIED:
        return True
    return hyphened and not _known(words, at, vocabulary)


def _after_skipped(words: Sequence[str], at: int) -> int:
    while at < len(words) and words[at] in _SKIPPED:
        at += 1
    return at


def _known(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    """Return how many tokens name something of the catalogue here, or a well-known substance."""
    if at < len(words) and words[at] in _TINTS and (more := _material(words, at + 1, vocabulary)):
        return 1 + more
    match = vocabulary.match(words, at) if at < len(words) else None
    if match and any(entry.kind in DENIABLE or entry.kind == "style" for entry in match.entries):
        return match.length
    return 1 if at < len(words) and plain(words[at]) in _SUBSTANCES else 0


def _material(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    match = vocabulary.match(words, at) if at < len(words) else None
    if match and any(entry.kind == "material" for entry in match.entries):
        return match.length
    return 1 if at < len(words) and plain(words[at]) in _SUBSTANCES else 0


def _unknown(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int:
    size = 0
    while size < _LONGEST_UNKNOWN and at + size < len(words):
        token = words[at + size]
        if token in _STOPS or not token[0].isalpha() or (size and _known(words, at + size, vocabulary)):
            break
        size += 1
    return size


def _denied(words: Sequence[str], at: int, size: int, vocabulary: Vocabulary) -> Denied:
    return exclusion(words[at : at + size], vocabulary)


def _starts_with(words: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> int:
    if words[at] not in _FIRST:
        return 0
    return next((len(cue) for cue in phrases if tuple(words[at : at + len(cue)]) == cue), 0)
