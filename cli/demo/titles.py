"""A till's title made readable: "HOT WATER BOTTLE TEA AND SYMPATHY" → "Tea and Sympathy Hot Water Bottle"."""

import re

from cli.demo.tables import gazetteer, sections

_SPELLING = sections("spelling")
_PHRASES = tuple(
    (re.compile(pattern.replace("␣", " ")), replacement.strip().replace("␣", " "))
    for pattern, _, replacement in (line.partition("  =>") for line in _SPELLING["phrases"])
)
_WORDS = {word: written for word, _, written in (line.partition(" = ") for line in _SPELLING["words"])}
# What the thing is, and how it reads at the end of the title.
_HEADS = {head: end or head for head, _, end in (line.partition(" = ") for line in _SPELLING["heads"])}
_HEAD_FIRST = re.compile(rf"^({'|'.join(sorted(_HEADS, key=len, reverse=True))})[ ,]+(.+)$")
_KEPT = frozenset({"3D", "A4", "A5", "A6", "A7", "ABC", "CD", "LED", "TV", "USB", "VIP", "WC", "US", "I"})
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "de",
        "du",
        "en",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
    ]
)
_SIZE_LAST = re.compile(
    r"^(?!(?:SET|PACK|BOX) OF \d)(.*\S),? (SMALL|MEDIUM|LARGE|ASSORTED|ASST|VINTAGE|ANTIQUE)$"
)
_COLOR_WORDS = sorted(
    {word.upper() for words in gazetteer("colors")[0].values() for word in words}, key=len, reverse=True
)
_COLOR_LAST = re.compile(
    r"^(?!\d|SET OF|PACK OF|BOX OF|LETTER|CARD|WRAP)(.*?\S),? "
    rf"((?:(?:HOT|BABY|LIGHT|DARK|SKY|OLIVE|JET|COAL) )?(?:{'|'.join(_COLOR_WORDS)}))$"
)
# "Set of 3 Rose Candle in Jewelled Box": the till had no room for the plural.
_SET_OF_ONE = re.compile(
    r"^((?:Set|Pack|Box) of \d+ (?:.* )?(?:Candle|Card|Coaster|Note ?book|Decoration))\b(?! Holder| Plate)"
)
_JOINED = re.compile(r"( &| AND| IN| ON| OF| WITH| W|,| TO|/)$")
_WORD = re.compile(r"[^\W_](?:[^\W_]|['.-](?=[^\W_]))*(?:'(?=\s|$))?")


def readable_title(raw: str) -> str:
    """Return the title in title case, its abbreviations written out and its words in reading order."""
    text = _separated(raw.upper())
    text = _size_first(text)
    cased = " ".join(_WORD.sub(lambda match: _cased(match[0]), text).split()).strip(" .,")
    cased = re.sub(r"\bLetter ([a-z])\b", lambda match: match[0].title(), cased)
    cased = _SET_OF_ONE.sub(r"\1s", cased)
    return cased[:1].upper() + cased[1:]


def _separated(text: str) -> str:
    """Expand the till's phrases; make `/` and `+` between words an ampersand; tidy commas and spaces."""
    text = " ".join(text.split())
    for pattern, replacement in _PHRASES:
        text = pattern.sub(replacement, text)
    text = text.replace('"', " ")
    text = re.sub(r"(?<=[A-Z'.])\s*[/+]\s*(?=[A-Z])", " & ", text)
    text = re.sub(r"(?<=[A-Z])-(?= )|(?<= )-(?=[A-Z])", " - ", text)
    text = re.sub(r"\s*,\s*", ", ", text)
    return " ".join(text.split()).strip(" .,;*-")


def _size_first(text: str) -> str:
    """Move a trailing size or colour to the front, and a leading kind of thing to the end."""
    front: list[str] = []
    for ending in (_SIZE_LAST, _COLOR_LAST, _SIZE_LAST):
        match = ending.match(text)
        if (
            match
            and not _JOINED.search(match[1])
            and not (ending is _COLOR_LAST and _ends_in_color(match[1]))
        ):
            text = match[1].rstrip(",")
            front.insert(0, match[2])
    match = _HEAD_FIRST.match(text)
    if match and not re.match(
        r"(WITH|W|IN|FOR|ON|OF|SET|PACK|STAND|HOLDER|SINGLE|AND|GAME|KIT|&|\d)\b", match[2]
    ):
        text = f"{match[2]} {_HEADS[match[1]]}"
    front.sort(key=lambda word: word in _COLOR_WORDS)
    return " ".join([*front, text])


def _ends_in_color(text: str) -> bool:
    return text.rsplit(" ", 1)[-1] in _COLOR_WORDS


def _cased(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    if word in _KEPT:
        return word
    if word.lower() in _SMALL or word[0].isdigit():
        return re.sub(r"-[a-z]", lambda match: match[0].upper(), word.lower())
    return re.sub(r"(?:^|-)(?!of-)\w", lambda match: match[0].upper(), word.lower())
