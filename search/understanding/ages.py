"""How old somebody is: 'a six year old boy', 'kids 6-8 years', 'mum who is turning 60'. Pure."""

import re
from collections.abc import Sequence

from search.understanding.people import RELATIONS
from search.understanding.synonyms import plain, singular
from search.understanding.text import PAUSE

_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety""".split()
)
_YEARS = frozenset("year years yr yrs".split())
_YEARS_OLD = frozenset({"yo", "yos"})
# 'In 2 years' is when, 'married 10 years' how long.
_HOW_LONG = frozenset(
    "in within after next last past anniversary married together warranty guarantee".split()
)
_OLDEST = 120
_IN_ONE = re.compile(r"\d{1,3}yos?")
_TURNS = frozenset({"turning", "turns"})
_IS = frozenset({"he's", "she's", "who's"})
_OF_WHOM = frozenset({"who", "he", "she"})
# What may follow an age that nothing else tells to be one: 'my daughter, 16, under £30', not 'girl 12 pack'.
_AFTER = frozenset(
    "and who that under below with loves likes enjoys wants needs soon on next this tomorrow".split()
) | {PAUSE}  # fmt: skip


def without_ages(words: Sequence[str]) -> list[str]:
    """Return the words without how old somebody is: of 'a six year old boy' the boy is what can be searched for."""
    left: list[str] = []
    at = 0
    while at < len(words):
        length = _age(words, at) or _of_somebody(words, at) or int(_IN_ONE.fullmatch(words[at]) is not None)
        if not length:
            left.append(words[at])
        at += length or 1
    return left


def _age(words: Sequence[str], at: int) -> int:
    """Return how many tokens tell an age: '6 year old', 'six - years - old', '8 - 10 year olds', 'aged 6'."""
    if words[at] in {"aged", "ages", "age"}:
        # 'Age 6' may stand on the badge.
        count = _numbers(words, at + 1)
        return 1 + count if count > 1 or (count and words[at] == "aged") else 0
    count = _numbers(words, at)
    if not count:
        return 0
    end = at + count
    said = [(place, word) for place, word in enumerate(words[end : end + 4], end) if word != "-"][:2]
    if not said:
        return 0
    if len(said) == 2 and said[0][1] in _YEARS and said[1][1] in {"old", "olds"}:
        return said[1][0] - at + 1
    if said[0][1] in _YEARS_OLD:
        return said[0][0] - at + 1
    last = end + 1 >= len(words) and _HOW_LONG.isdisjoint(words)
    return count + 1 if words[end] in _YEARS and (last or (at and _is_person(words[at - 1]))) else 0


def _of_somebody(words: Sequence[str], at: int) -> int:
    """Return how many tokens tell an age by a number alone: 'my daughter, 16,', 'who is 60', 'turning 60'."""
    turns = words[at] in _TURNS
    start = at + turns
    if not at or not words[start : start + 1] or not _is_age(words[start]):
        return 0
    if words[start + 1 : start + 2] and words[start + 1] not in _AFTER:
        return 0
    before = words[at - 1]
    said = turns or before in _IS or _is_person(before)
    said |= before == "is" and at > 1 and (words[at - 2] in _OF_WHOM or _is_person(words[at - 2]))
    # Between two pauses: 'my daughter, 16, under £30'.
    said |= before == PAUSE and at > 1 and _is_person(words[at - 2]) and words[at + 1 : at + 2] == [PAUSE]
    return start + 1 - at if said else 0


def _is_age(word: str) -> bool:
    return word in _NUMBERS or (word.isdecimal() and 0 < int(word) <= _OLDEST)


def _is_person(word: str) -> bool:
    return plain(word) in RELATIONS or singular(word) in RELATIONS


def _numbers(words: Sequence[str], at: int) -> int:
    """Return how many tokens are a number, or two with what stands between them: '8', '8 - 10', '3 to 5'."""
    if at >= len(words) or not _is_number(words[at]):
        return 0
    second = at + 2 < len(words) and words[at + 1] in {"-", "to", "or", "and"} and _is_number(words[at + 2])
    return 3 if second else 1


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in _NUMBERS
