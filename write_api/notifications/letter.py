"""What a mail is made of: blocks, each shown as text and as a page."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paragraph:
    """Words."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Button:
    """Something to press, with its address below for those who cannot."""

    kind: ClassVar[str] = "button"
    label: str
    link: str


@dataclass(frozen=True)
class Item:
    """One thing of a list: its name, what there is to know about it, what it comes to."""

    title: str
    details: tuple[str, ...] = ()
    amount: str = ""


@dataclass(frozen=True)
class Items:
    """Things, under a heading."""

    kind: ClassVar[str] = "items"
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sums:
    """Amounts by name; the last one is what they come to."""

    kind: ClassVar[str] = "sums"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lines:
    """A few lines under a heading, such as an address."""

    kind: ClassVar[str] = "lines"
    heading: str
    lines: tuple[str, ...]


Block = Paragraph | Button | Items | Sums | Lines


@dataclass(frozen=True)
class Letter:
    """A mail: its subject, its blocks from top to bottom, and a quiet last word."""

    subject: str
    blocks: tuple[Block, ...]
    closing: str
