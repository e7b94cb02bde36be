"""A till's title made readable: "HOT WATER BOTTLE TEA AND SYMPATHY" → "Tea and Sympathy Hot Water Bottle"."""

import re

from cli.demo.words.colors import COLORS
from cli.demo.words.spelling import HEADS, KEPT_AS_THEY_ARE, PHRASES, SMALL_WORDS, WORDS

_PHRASES = tuple((re.compile(pattern), replacement) for pattern, replacement in PHRASES)
_HEADS = re.compile(r"^(%s)[ ,]+(.+)$" % "|".join(sorted(HEADS, key=len, reverse=True)))
_SIZE_LAST = re.compile(r"^(?!SET OF|PACK OF|BOX OF)(.*\S),? (SMALL|MEDIUM|LARGE|ASSORTED|VINTAGE|ANTIQUE)$")
_COLOR_WORDS = sorted({word.upper() for words in COLORS.values() for word in words}, key=len, reverse=True)
_COLOR_LAST = re.compile(
    r"^(?!\d|SET OF|PACK OF|BOX OF|LETTER|CARD|WRAP)(.*?\S),? ((?:(?:HOT|BABY|LIGHT|DARK|SKY|OLIVE|JET|COAL) )?(?:%s))$"
    % "|".join(_COLOR_WORDS)
)
# "Set of 3 Rose Candle in Jewelled Box": the till had no room for the plural.
_SET_OF_ONE = re.compile(r"^((?:Set|Pack|Box) of \d+ (?:.* )?(?:Candle|Card|Coaster|Note ?book|Decoration))\b(?! Holder| Plate)")
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
        if match and not _JOINED.search(match[1]) and not (ending is _COLOR_LAST and _ends_in_color(match[1])):
            text = match[1].rstrip(",")
            front.insert(0, match[2])
    match = _HEADS.match(text)
    if match and not re.match(r"(WITH|W|IN|FOR|ON|OF|SET|PACK|STAND|HOLDER|AND|GAME|KIT|&|\d)\b", match[2]):
        text = f"{match[2]} {HEADS[match[1]]}"
    front.sort(key=lambda word: word in _COLOR_WORDS)
    return " ".join([*front, text])


def _ends_in_color(text: str) -> bool:
    return text.rsplit(" ", 1)[-1] in _COLOR_WORDS


def _cased(word: str) -> str:
    if word in WORDS:
        return WORDS[word]
    if word in KEPT_AS_THEY_ARE:
        return word
    if word.lower() in SMALL_WORDS or word[0].isdigit():
        return re.sub(r"-[a-z]", lambda match: match[0].upper(), word.lower())
    return re.sub(r"(?:^|-)(?!of-)\w", lambda match: match[0].upper(), word.lower())
