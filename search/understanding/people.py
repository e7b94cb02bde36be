"""Whom a gift is for and what they care about: 'for my mom who gardens', 'cat lover'. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from search.understanding.synonyms import plain, singular
from search.understanding.text import PAUSE
from search.understanding.vocabulary import Vocabulary

_RECIPIENTS = {
    "for mum": "mum",
    "for dad": "dad",
    "for her": "her wife girlfriend sister grandma aunt auntie niece woman women lady ladies fiancee bridesmaid",
    "for him": "him husband boyfriend brother grandpa uncle nephew man men gentleman fiance groomsman",
    "for children": "child children toddler boy girl grandchild grandchildren grandson granddaughter "
    "godson goddaughter godchild",
    "for babies": "baby",
    "for teenagers": "teenager",
    "for couples": "couple newlywed",
    "": "friend teacher boss colleague coworker neighbour neighbor nurse daughter son partner family student cousin "
    "mate flatmate roommate classmate host hostess",
}
RELATIONS = {word: value for value, words in _RECIPIENTS.items() for word in words.split()}

# What people care about: the interest, the recipient that listings name, and the words that show it.
_INTERESTS = """
gardening|for gardeners|garden gardens gardening gardener gardeners plant plants
baking|for bakers|bake bakes baking baker bakers
cooking|for cooks|cook cooks cooking chef chefs
tea|for tea lovers|tea teas
coffee|for coffee lovers|coffee
crafts|for crafters|craft crafts crafting crafter crafters
sewing|for crafters|sew sews sewing sewist quilter quilting
knitting|for crafters|knit knits knitting knitter knitters crochet crochets crocheting
cats|for cat lovers|cat cats kitten kittens
dogs|for dog lovers|dog dogs puppy puppies
birds|for bird lovers|bird birds birdwatching birding birdwatcher
travel|for travellers|travel travels travelling traveling traveller traveler travellers travelers
writing|for writers|write writes writing writer writers journaling
cycling|for cyclists|cycle cycles cycling cyclist cyclists bike bikes biking
music|for music lovers|music musical musician musicians
reading||read reads reading reader readers book books bookworm
drawing||draw draws drawing paint paints painting artist artists
photography||photograph photographs photography photographer
wine and cocktails||wine cocktail cocktails gin
games||game games gaming gamer puzzles
football||football soccer footballer
flowers||flower flowers
seaside||sea seaside beach ocean sailing sailor
yoga||yoga
hiking||hike hikes hiking hiker hikers
fishing||fish fishes fishing angler
running||run runs running runner runners
camping||camp camps camping camper
horses||horse horses riding
space||space astronomy stars
dinosaurs||dinosaur dinosaurs
wildlife||nature wildlife animal animals
bath time||bath baths bathing pampering
sweets||sweets candy chocolate
skulls||goth goths gothic skulls
picnics||picnic picnics
fairy tales||fairy fairies fairytale unicorn unicorns
""".strip()
_ROWS = [line.split("|") for line in _INTERESTS.splitlines()]
INTERESTS = {word: (name, recipient) for name, recipient, words in _ROWS for word in words.split()}
_AGENTS = frozenset(
    word for word in INTERESTS if singular(word).endswith(("er", "ist", "chef", "cook", "or"))
)

_BEFORE_RELATION = frozenset(
    "my our the a an his her your their best new dear little older old elderly young lovely favourite".split()
)
_WHO = frozenset({"who", "that", "which"})
_AFTER_WHO = frozenset("is are really just also both absolutely".split())
_CARES = frozenset(
    "love loves loved like likes enjoy enjoys adore adores collect collects into about to for of with "
    "obsessed crazy mad passionate".split()
)
_LOVER = frozenset(
    "lover lovers enthusiast enthusiasts fan fans fanatic addict nut mad obsessed crazy".split()
)
_KEEN = frozenset("loves likes adores enjoys collects obsessed crazy mad keen passionate".split())
# 'Is into', 'she's really into'.
_IS = frozenset("is are really very so super totally".split())
_OWN = frozenset({"my", "our", "his"})  # 'her' is as often the person as whose
_CLAUSE_ENDS = frozenset({PAUSE, "but", "not", "without", "for", "my"})
_LONGEST_CLAUSE = 8

_DENYING = frozenset(
    """never not no hates doesn't doesnt don't dont isn't isnt can't cant won't wont hardly without""".split()
)
_IN_LAW = tuple(tuple(tail.split()) for tail in ("in law", "in laws", "- in - law", "- in - laws"))
_BIRTHDAY = frozenset({"birthday", "bday"})


CUES = _BEFORE_RELATION | _WHO | _AFTER_WHO | _CARES | _LOVER | _KEEN


@dataclass
class People:
    """Recipients and interests found, the filter terms they stand for, and the tokens they were said in."""

    recipients: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    groups: list[frozenset[str]] = field(default_factory=list)
    said: set[int] = field(default_factory=set)


def read_people(words: Sequence[str], vocabulary: Vocabulary) -> People:
    """Return whom the words name and what those people care about, with the positions of these words."""
    found = People()
    for at, word in enumerate(words):
        if word == "for":
            _relation(words, at + 1, found, vocabulary)
        elif (
            word.endswith("'s")
            and plain(word) in {"mum", "dad"}
            and _names_no_occasion(words, at, vocabulary)
        ):
            _add_recipient(RELATIONS[plain(word)], at, found, vocabulary)
        elif word in _WHO:
            _interest(words, at + 1, found, vocabulary)
        elif word.removesuffix("'s") in _LOVER and at and words[at - 1] in INTERESTS:
            _add_interest(at - 1, words, found, vocabulary)
            found.said.add(at)
        elif word in {"lovers", "fans"} and words[at + 1 : at + 2] == ["of"]:
            _interest(words, at + 1, found, vocabulary)
        elif word in _KEEN:
            _interest(words, at, found, vocabulary)
        elif word == "into" and at and (words[at - 1] in _IS or words[at - 1].endswith(("'s", "'re"))):
            found.said.add(at)
            _interest(words, at + 1, found, vocabulary)
        elif word in _OWN:
            _relation(words, at + 1, found, vocabulary)
        elif (whose := _related(word)) is not None and (_in_law(words, at) or _has_birthday(words, at)):
            _add_person(whose, words, at, found, vocabulary)
        elif (known := RELATIONS.get(singular(word))) is not None and _stands_alone(words, at):
            _add_recipient(known, at, found, vocabulary)
    return found


def _relation(words: Sequence[str], at: int, found: People, vocabulary: Vocabulary) -> None:
    """Read the person after 'for': 'my mom', 'a gardener', 'cat lovers'."""
    while at < len(words):
        word = words[at]
        known = _related(word)
        if known and not _names_no_occasion(words, at, vocabulary):
            return
        if known is not None and not (
            word == "her" and at + 1 < len(words) and plain(words[at + 1]) in RELATIONS
        ):
            end = _add_person(known, words, at, found, vocabulary)
            if words[end : end + 1] in (["and"], ["or"]):
                _relation(words, end + 1, found, vocabulary)
            return
        if word in _AGENTS:
            _add_interest(at, words, found, vocabulary)
            return
        if word not in _BEFORE_RELATION:
            return
        at += 1


def _related(word: str) -> str | None:
    """Return the recipient whom listings name for this relation; empty where they name none, None for other words."""
    return RELATIONS.get(plain(word), RELATIONS.get(singular(word)))


def _in_law(words: Sequence[str], at: int) -> int:
    """Return how many tokens after a relation make it one by marriage: '-in-law'."""
    for tail in _IN_LAW:
        end = at + 1 + len(tail)
        # 'Mother-in-law tongue' is a plant.
        if tuple(words[at + 1 : end]) == tail and words[end : end + 1] not in (["tongue"], ["tongues"]):
            return len(tail)
    return 0


def _has_birthday(words: Sequence[str], at: int) -> bool:
    """Tell whose birthday it is, with an apostrophe or without: 'dads 60th birthday'."""
    return words[at].endswith("s") and not _BIRTHDAY.isdisjoint(words[at + 1 : at + 3])


def _add_person(known: str, words: Sequence[str], at: int, found: People, vocabulary: Vocabulary) -> int:
    """Add the recipient named here and return where the name ends."""
    end = at + 1 + _in_law(words, at)
    _add_recipient(known, at, found, vocabulary)
    found.said.update(range(at, end))
    return end


def _stands_alone(words: Sequence[str], at: int) -> bool:
    """Tell whether a person was named for their own sake: not 'baby blanket', but 'goth niece' and 'girl who reads'."""
    if at and words[at - 1] in {"of", "and"}:
        return False
    after = words[at + 1 : at + 2]
    return after[0] in _WHO | _KEEN | _CARES | {PAUSE} if after else at > 0


def _interest(words: Sequence[str], at: int, found: People, vocabulary: Vocabulary) -> None:
    """Read what somebody cares about: 'gardens', 'is into baking', 'drinks too much tea', 'loves cats and tea'."""
    while at < len(words) and words[at] in _AFTER_WHO:
        at += 1
    begun = at
    while at < len(words) and at - begun < _LONGEST_CLAUSE and words[at] not in INTERESTS:
        if words[at] in _CLAUSE_ENDS and at > begun:
            return
        at += 1
    if at < len(words) and words[at] in INTERESTS and _DENYING.isdisjoint(words[begun:at]):
        found.said.update(range(begun, at))
        _add_interest(at, words, found, vocabulary)
        if words[at + 1 : at + 2] == ["and"] and at + 2 < len(words) and words[at + 2] in INTERESTS:
            _add_interest(at + 2, words, found, vocabulary)


def _names_no_occasion(words: Sequence[str], at: int, vocabulary: Vocabulary) -> bool:
    """Tell 'mum's birthday' from 'mother's day'."""
    match = vocabulary.match(words, at)
    return words[at + 1 : at + 2] != ["day"] and (match is None or match.length == 1)


def _add_recipient(value: str, at: int, found: People, vocabulary: Vocabulary) -> None:
    found.said.add(at)
    if value and value not in found.recipients:
        found.recipients.append(value)
        if value in vocabulary.recipients:
            found.groups.append(frozenset({f"recipient:{value}"}))


def _add_interest(at: int, words: Sequence[str], found: People, vocabulary: Vocabulary) -> None:
    name, recipient = INTERESTS[words[at]]
    found.said.add(at)
    if name in found.interests:
        return
    found.interests.append(name)
    terms = {f"recipient:{recipient}"} if recipient in vocabulary.recipients else set()
    terms |= {f"tag:{name}"} if name in vocabulary.tags else set()
    if terms:
        found.groups.append(frozenset(terms))
