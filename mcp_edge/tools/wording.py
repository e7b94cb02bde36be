"""Sellers' and shoppers' words inside our sentences: flat, short and quoted, so that they stay data."""

from core.listing import ListingSummary

_MARKS = str.maketrans(dict.fromkeys('“”„«»"', "'"))


def flat(text: str, most: int = 80) -> str:
    """Return the text on one line, without control or direction marks, cut to `most` characters."""
    line = " ".join(text.split())
    if not line.isprintable():
        line = " ".join("".join(c if c.isprintable() else " " for c in line).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quoted(text: str, most: int = 80) -> str:
    """Return the flat text in quotation marks that it cannot close."""
    return f"“{flat(text.translate(_MARKS), most)}”"


def priced(listing: ListingSummary) -> str:
    """Return what a piece costs: that of the cheapest in stock where its variants differ."""
    return f"{listing.price} and up" if listing.price_varies else str(listing.price)
