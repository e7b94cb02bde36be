"""Single fields as people and shops write them: prices, counts, lists, yes and no, HTML."""

import html
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from core.money import CURRENCIES, decimal_places, to_minor
from write_api.catalogue.files.problems import FieldError

_MARKS = re.compile(r"^(?:[A-Z]{1,3}\$|[$£€¥]|[A-Z]{3}|kr\.?)\s*|\s*(?:[$£€¥]|[A-Z]{3}|kr\.?)$")
_YES = frozenset({"yes", "true", "1", "y", "allowed"})
_NO = frozenset({"", "no", "false", "0", "n", "none"})
_BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})
MAX_TEXT_CHARS = 5000


def currency_code(text: str) -> str:
    """Return the ISO 4217 code, upper case.

    Raises:
        FieldError: the currency is missing or is none that we carry.
    """
    code = text.strip().upper()
    if not code:
        raise FieldError(
            "currency is missing. Add a currency column, or name one for all rows, for example GBP.",
            "currency",
        )
    if code not in CURRENCIES:
        raise FieldError(
            f"currency {_shown(text)} is not one we carry. Use one of {', '.join(sorted(CURRENCIES))}.",
            "currency",
        )
    return code


def price_minor(text: str, currency: str) -> int:
    """Return a price such as `12.50`, `£1,299.00` or `12,50` in minor units.

    Raises:
        FieldError: it is no number, not above zero, or finer than the currency allows.
    """
    bare = _MARKS.sub("", text.strip())
    if re.fullmatch(r"\d+,\d{1,2}", bare):
        bare = bare.replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", bare):
        bare = bare.replace(",", "")
    if not bare:
        raise FieldError("price is missing. Write it like 12.50.", "price")
    try:
        amount = Decimal(bare)
        minor = to_minor(amount, currency)
    except (InvalidOperation, ValueError) as error:
        raise FieldError(f"price {_shown(text)} is not a price. Write it like 12.50.", "price") from error
    if minor <= 0:
        raise FieldError(f"price {_shown(text)} is not above zero. Write it like 12.50.", "price")
    if amount != Decimal(minor).scaleb(-decimal_places(currency)):
        places = decimal_places(currency)
        raise FieldError(
            f"price {_shown(text)} is finer than {currency} allows. Use {places} decimals at most.", "price"
        )
    return minor


def whole_number(name: str, text: str) -> int:
    """Return a count such as `12` or `1,200`.

    Raises:
        FieldError: it is no whole number.
    """
    bare = re.sub(r"(?<=\d),(?=\d{3}\b)|\.0+$", "", text.strip())
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", bare):
        raise FieldError(f"{name} {_shown(text)} is not a whole number. Write it like 12.", name.lower())
    return int(bare)


def yes_or_no(name: str, text: str) -> bool:
    """Return whether the text says yes.

    Raises:
        FieldError: it says neither yes nor no.
    """
    word = text.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise FieldError(f"{name} {_shown(text)} is neither yes nor no. Write yes or no.", name)


def parts(text: str, separator: str) -> list[str]:
    """Return the parts of a list, without empty ones and without repeats."""
    return list(dict.fromkeys(part for piece in text.split(separator) if (part := " ".join(piece.split()))))


def few_words(words: Sequence[str]) -> list[str]:
    """Return what fits a listing of another marketplace's word list: 20 words of 60 characters at most."""
    return [word for word in words if len(word) <= 60][:20]


def plain(text: str) -> str:
    """Return HTML as plain text: blocks become lines, entities characters; scripts and styles go."""
    if "<" not in text:
        return html.unescape(text)
    reader = _Text()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # the parser's answer to a broken <![ section
        return html.unescape(re.sub(r"<[^>]*>?", " ", text)).strip()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shortened(text: str) -> str:
    """Return a text cut at a word to what a description may hold."""
    if len(text) <= MAX_TEXT_CHARS:
        return text
    return text[: MAX_TEXT_CHARS - 1].rsplit(" ", 1)[0] + "…"


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line[:40]}…'" if len(line) > 40 else f"'{line}'"


class _Text(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - their name
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS - {"br", "li"}:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(" ".join(data.split("\n")))
