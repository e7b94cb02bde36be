"""The product table as it came: which rows are goods for a shop window, and which are left out, and why."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "uci-gifts.csv"

# Bookkeeping lines of the seller's ledger, the seller's own merchandise, and goods a family shop window does
# not carry. The first rule that matches names the reason.
_LEFT_OUT: tuple[tuple[str, str], ...] = (
    (
        "bookkeeping",
        r"NEXT DAY|CHARGE$|^POSTAGE|^MANUAL$|SAMPLE|BAD DEBT|HIGH RESOLUTION|^AMAZON|^ADJUST|DISCOUNT",
    ),
    ("voucher", r"VOUCHER"),
    ("damage note", r"\?|DAMAGE|\bLOST\b|\bMISSING\b|THROWN"),
    ("the seller's own name", r"DOTCOMGIFTSHOP|REX CASH"),
    (
        "not for every shopper",
        r"SPLIFF|CANNABIS|ASHTRAY|SEX BOMB|BOOZE|REVOLVER|OPIUM|CIGAR\b|INDIANS|DROP YOUR PANTS",
    ),
)
_RULES = tuple((reason, re.compile(pattern)) for reason, pattern in _LEFT_OUT)


@dataclass(frozen=True)
class SourceRow:
    """One product of the table: its code, its title as the till had it, and its median price in pounds."""

    code: str
    raw_title: str
    price_gbp: Decimal


def reason_left_out(raw_title: str, price: str) -> str | None:
    """Return why a row is no product for the demo, or None when it is one."""
    title = raw_title.strip().upper()
    if len(title) < 3:
        return "no title"
    try:
        if not Decimal(price) > 0:
            return "no price"
    except InvalidOperation:
        return "no price"
    return next((reason for reason, rule in _RULES if rule.search(title)), None)


def source_rows() -> Iterator[SourceRow]:
    """Yield the rows that are products, in the order of the file."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if reason_left_out(row["title"], row["price_gbp"]) is None:
                yield SourceRow(row["StockCode"], row["title"], Decimal(row["price_gbp"]))


def left_out() -> dict[str, int]:
    """Return how many rows were left out, by reason."""
    counts: dict[str, int] = {}
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reason = reason_left_out(row["title"], row["price_gbp"])
            if reason is not None:
                counts[reason] = counts.get(reason, 0) + 1
    return counts
