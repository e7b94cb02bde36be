"""A JSON array cut into the texts of its elements, in constant memory."""

import re
from collections.abc import Iterator

from write_api.catalogue.files.problems import FieldError
from write_api.catalogue.files.text import MAX_LINE_CHARS, PhysicalLines

_MARK = re.compile(r'\\.?|["{}\[\],]', re.DOTALL)
_BROKEN = "The array ends in the middle. Close it with ] and send the file again; the rows before are in."
_AFTER = "There is text behind the end of the array. Write one array, and nothing after it."
_TOO_LONG = f"The row is longer than {MAX_LINE_CHARS:,} characters. Shorten its texts."

Element = tuple[int, str | FieldError]


def elements(lines: PhysicalLines) -> Iterator[Element]:
    """Yield each element of the array with the line on which it starts; not whether it is JSON.

    An element that is too long is an error of its own; an array that does not end, or does not end the file,
    is the last thing there is.
    """
    cutter = _Cutter()
    for piece in lines.pieces():
        yield from cutter.feed(piece, lines.number + 1)
    if not cutter.is_done:
        yield lines.number + 1, FieldError(_BROKEN)
    elif cutter.is_followed:
        yield lines.number + 1, FieldError(_AFTER)


class _Cutter:
    """Knows how deep it is, and whether it is inside a string."""

    def __init__(self) -> None:
        self.is_done = False
        self.is_followed = False
        self._depth = 0
        self._in_string = False
        self._is_escaped = False
        self._line = 0
        self._length = 0
        self._pieces: list[str] = []

    def feed(self, text: str, line: int) -> Iterator[Element]:
        """Yield the elements that end in this piece of a line."""
        start = 0
        for match in _MARK.finditer(text, int(self._is_escaped)):
            if self.is_done:
                break
            was_outside = self._depth == 0
            self._read(match[0])
            if self.is_done or (match[0] == "," and self._depth == 1 and not self._in_string):
                self._keep(text[start : match.start()], line)
                yield from self._taken(line)
                start = match.end()
            elif was_outside:
                start = match.end()
        # The letter that an escape at the very end waits for is the first of the next piece.
        self._is_escaped = _ends_in_escape(text[int(self._is_escaped) :])
        if not self.is_done:
            self._keep(text[start:], line)
        elif text[start:].strip():
            self.is_followed = True

    def _read(self, mark: str) -> None:
        if mark == '"':
            self._in_string = not self._in_string
        elif not self._in_string and mark in "{[":
            self._depth += 1
        elif not self._in_string and mark in "}]":
            self._depth -= 1
            self.is_done = self._depth == 0

    def _keep(self, piece: str, line: int) -> None:
        if not self._pieces and not piece.strip():
            return
        self._line = self._line or line
        self._length += len(piece)
        if self._length <= MAX_LINE_CHARS:
            self._pieces.append(piece)

    def _taken(self, line: int) -> Iterator[Element]:
        if self._length > MAX_LINE_CHARS:
            yield self._line, FieldError(_TOO_LONG)
        elif self._pieces or not self.is_done:
            yield self._line or line, "".join(self._pieces)
        self._line, self._length, self._pieces = 0, 0, []


def _ends_in_escape(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
