"""Cleaning a query and cutting it into tokens. Pure."""

import re
import unicodedata

MAX_CHARACTERS = 256

# What ends a thought: 'not gold, blue stones' wants the stones.
PAUSE = ","

# Letters after a number that are a word of their own: '30cm', '20quid'. All others belong to it: '1920s', '3d'.
_APART = (
    "mm|cms?|m|km|in|inch|inches|ft|yds?|oz|g|gms?|kg|lbs?|ml|cl|l|litres?|qt|x|ish|k|ct|p|pcs?|pack|piece|quid|pounds?"
    "|dollars?|bucks?|euros?|yen|gbp|usd|eur|aud|cad|nzd|jpy|sek|nok|dkk|chf|days?|weeks?|miles?|mins?|hours?|hrs?"
    "|max|each|pp|yo|yrs?"
)
_BEFORE_NUMBER = "x|gbp|usd|eur|aud|cad|nzd|chf|jpy|sek|nok|dkk|us|uk|eu|size|under|below|over|max|upto"
_TOKEN = re.compile(
    rf"\d{{1,3}}(?:'\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*(?=(?:{_APART})(?![^\W\d_]))|\d+(?=[^\W\d_])\w+|\d+(?:[.,]\d+)*"
    r"|(?<![^\W_])(?:us|c|ca|cdn|a|au|nz|hk|s|sg|r|mx|nt)\$|[£$€¥¢₹₩₽₺₪฿₫₴₦₱₤]"
    rf"|(?!(?:{_BEFORE_NUMBER})\d)[^\W\d_]+\d[^\W_]*|[^\W\d_]+(?:'[^\W\d_]+)*|[<>]=?|[-~+%/]|[,.;:!?()]"
)
_PAUSES = dict.fromkeys(",.;:!?()", PAUSE)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "×": "x", "⁄": "/"}
)
_TIMES = re.compile(r'(?<=\d)("|\s*(?:mm|cm|m|in|inch|inches|ft))?\s*[x*]\s*(?=\d)')
# '20ish pounds' are pounds, roughly.
_ISH = re.compile(r"(?<=\d)\s*-?\s*ish\s+(pounds?|quid|dollars?|bucks?|euros?)\b")
# The mark of '20€ 100% wool' belongs to what it stands against, as does that of 'size 7 $50'.
_MARK_AFTER = re.compile(r"(?<=\d)([£$€¥])(?=\s+\d)")
_ZEROS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?: 000)+(?!\d)")  # no number begins with 000
_BEFORE_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_INCHES = re.compile(r'(?<=\d)"')


def normalise(text: str) -> str:
    """Return the text in composed form, without control characters, on one line, at most 256 characters."""
    # An accent on its own is meant as an apostrophe, and would be cut in two by what follows.
    spaced = _BEFORE_FRACTION.sub(" ", text[: 4 * MAX_CHARACTERS].replace("´", "'"))
    composed = unicodedata.normalize("NFKC", spaced).translate(_QUOTES).replace("′′", '"')
    if not composed.isascii():
        # Characters of no width stand within words, where a space would cut them.
        composed = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())[:MAX_CHARACTERS]


def tokens(text: str) -> list[str]:
    """Return words, numbers, currency marks, comparison signs and pauses, in order, in lower case."""
    text = text.casefold().replace("&", " and ")
    if '"' in text and len(_INCHES.findall(text)) == text.count('"'):
        text = text.replace('"', " inch ")
    text = _ZEROS.sub(lambda number: number[0].replace(" ", ""), text)
    text = _MARK_AFTER.sub(r"\1 , ", _ISH.sub(r" \1 ish", text))
    found = _TOKEN.findall(_TIMES.sub(r"\1 x ", text))
    return [_PAUSES.get(token, token) for token in found]


def is_word(token: str) -> bool:
    """Tell whether the token is a word or a number, rather than a sign."""
    return token[0].isalnum()


def is_number(token: str) -> bool:
    """Tell whether the token is a number in digits: '12', '7.5', not '1920s'."""
    return token[0].isdigit() and token[-1].isdigit() and not any(map(str.isalpha, token))
