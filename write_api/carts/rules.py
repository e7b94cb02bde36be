"""Decisions about a cart, pure: what a change makes of its lines, and why it may not."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from core.cart import MOST_LINES, MOST_OF_ONE, CartChange
from core.errors import Code, MarketError
from core.ids import new_id
from core.money import Money
from write_api.listings.offers import Offer
from write_api.listings.pieces import Piece
from write_api.listings.rules import personalization_text

GONE = "There is no such listing. Search again; it may have been removed."
NAMED_LINES = 5


@dataclass(frozen=True)
class Line:
    """A line as it is kept: how many are wanted, and what the piece was called and cost when it was put in."""

    id: str
    piece: Piece
    personalization: str
    wanted: int
    title: str
    price: Money


@dataclass
class _Change:
    """Lines while they are changed; what cannot be done is noted by the number of its row."""

    lines: dict[str, Line]
    offers: Mapping[Piece, Offer]
    refused: list[dict[str, object]] = field(default_factory=list)

    def like(self, piece: Piece, words: str) -> Line | None:
        """Return the line of the same piece with the same words on it."""
        return next(
            (one for one in self.lines.values() if (one.piece, one.personalization) == (piece, words)), None
        )


def piece_of(change: CartChange, lines: Iterable[Line]) -> Piece | None:
    """Return the piece that a row names; None for a line that is not there."""
    if change.listing_id is not None:
        return Piece(change.listing_id, change.variant_id or "")
    return next((line.piece for line in lines if line.id == change.line_id), None)


def changed(
    lines: Sequence[Line], changes: Sequence[CartChange], offers: Mapping[Piece, Offer]
) -> list[Line]:
    """Return the lines with all changes made, in order; lines that are not named stay as they are.

    Raises:
        MarketError: line_refused, naming each row that cannot be done and why.
    """
    state = _Change({line.id: line for line in lines}, offers)
    for number, change in enumerate(changes, start=1):
        try:
            _apply(state, change)
        except MarketError as error:
            why = error.extra.get("why", "personalization")
            state.refused.append({"line": number, "why": why, "detail": error.message})
    if not state.refused and len(state.lines) > MOST_LINES:
        detail = f"A cart has room for {MOST_LINES} lines. Take something out first."
        state.refused.append({"line": len(changes), "why": "cart_full", "detail": detail})
    if state.refused:
        raise _all_refused(state.refused)
    return list(state.lines.values())


def merged(lines: Sequence[Line], more: Sequence[Line], offers: Mapping[Piece, Offer]) -> list[Line]:
    """Return both carts' lines as one: what is the same adds up, to at most what there is.

    Lines that find no room are left out: the cart it goes into keeps all of its own.
    """
    state = _Change({line.id: line for line in lines}, offers)
    for line in more:
        same = state.like(line.piece, line.personalization)
        if same is not None:
            most = _most(offers.get(line.piece))
            state.lines[same.id] = replace(same, wanted=together(same.wanted, line.wanted, most))
        elif len(state.lines) < MOST_LINES:
            state.lines[line.id] = line
    return list(state.lines.values())


def together(one: int, other: int, most: int) -> int:
    """Return both numbers added up, to at most `most`, and to no less than either of them is."""
    return min(one + other, max(most, one, other), MOST_OF_ONE)


def _most(offer: Offer | None) -> int:
    if offer is None or offer.why_not is not None:
        return 0
    return MOST_OF_ONE if offer.made_to_order else offer.available


def _apply(state: _Change, change: CartChange) -> None:
    current = state.lines.get(change.line_id) if change.line_id else None
    if change.line_id is not None:
        if current is None:
            if change.quantity == 0:  # it is out already
                return
            _refuse("no_such_line", "The cart has no such line. Read it again and name one of its lines.")
        _change_line(state, change, current)
    else:
        _change_piece(state, change, Piece(change.listing_id or "", change.variant_id or ""))


def _change_line(state: _Change, change: CartChange, current: Line) -> None:
    wanted = _number(change, current.wanted)
    if wanted == 0:
        del state.lines[current.id]
        return
    offer = state.offers.get(current.piece)
    words = change.personalization
    if words is None and wanted <= current.wanted and (offer is None or offer.why_not is not None):
        state.lines[current.id] = replace(current, wanted=wanted)  # fewer of what cannot be had now
        return
    offer = _on_offer(offer)
    words = personalization_text(offer.personalization, current.personalization if words is None else words)
    same = state.like(current.piece, words)
    if same is not None and same.id != current.id:
        del state.lines[same.id]
        wanted = min(MOST_OF_ONE, wanted + same.wanted)
    state.lines[current.id] = _line(current.id, offer, words, wanted)


def _change_piece(state: _Change, change: CartChange, piece: Piece) -> None:
    offer = state.offers.get(piece)
    if change.quantity == 0:
        composed = unicodedata.normalize("NFC", change.personalization or "")
        _take_out(state, piece, " ".join(composed.split()))
        return
    offer = _on_offer(offer)
    words = personalization_text(offer.personalization, change.personalization or "")
    same = state.like(piece, words)
    wanted = _number(change, same.wanted if same else 0)
    line_id = same.id if same else new_id("cln")
    state.lines[line_id] = _line(line_id, offer, words, wanted)


def _take_out(state: _Change, piece: Piece, words: str) -> None:
    if same := state.like(piece, words):
        del state.lines[same.id]
        return
    like = [one.id for one in state.lines.values() if one.piece.listing_id == piece.listing_id]
    if like:  # never a guess which of them is meant
        _refuse(
            "which_line",
            f"The cart has this piece in another form. Name the line to take out by `line_id`: "
            f"{', '.join(like[:NAMED_LINES])}.",
        )


def _line(line_id: str, offer: Offer, words: str, wanted: int) -> Line:
    return Line(line_id, offer.piece, words, wanted, offer.title, offer.price)


def _number(change: CartChange, current: int) -> int:
    wanted = change.quantity if change.quantity is not None else current + (change.add or 0)
    if wanted > MOST_OF_ONE:
        _refuse(
            "too_many", f"A line holds at most {MOST_OF_ONE} pieces. Ask for fewer, or write to the maker."
        )
    return wanted


def _on_offer(offer: Offer | None) -> Offer:
    if offer is None:
        _refuse("gone", GONE)
    if offer.why_not is not None:
        _refuse(offer.why_not, offer.reason)
    return offer


def _refuse(why: str, detail: str) -> NoReturn:
    raise MarketError(Code.LINE_REFUSED, detail, why=why)


def _all_refused(refused: list[dict[str, object]]) -> MarketError:
    said = " ".join(f"Row {one['line']}: {one['detail']}" for one in refused)
    return MarketError(Code.LINE_REFUSED, f"The cart stays as it is. {said}", lines=refused)
