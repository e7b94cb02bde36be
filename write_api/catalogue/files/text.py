"""A file as physical lines of text, whatever its encoding, in constant memory."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from write_api.catalogue.files.problems import FieldError, ImportFileError

MAX_LINE_CHARS = 2_000_000
_CHUNK_BYTES = 1 << 20
_PIECE_CHARS = 1 << 16
_NOT_TEXT = {
    b"PK\x03\x04": "This is an Excel workbook or a zip file. Save the sheet as CSV (UTF-8) and import that.",
    b"\x1f\x8b": "This file is compressed. Unpack it and import what is inside.",
    b"%PDF": "This is a PDF. Export the catalogue as CSV or JSONL and import that.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook. Save the sheet as CSV (UTF-8) and import that.",
}


def encoding_of(path: Path) -> str:
    """Return the encoding: UTF-8 or UTF-16 by their marks, UTF-8 where every byte fits it, else cp1252.

    Raises:
        ImportFileError: the file cannot be opened, is empty, or is no text at all.
    """
    try:
        with path.open("rb") as file:
            return _encoding(file)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ImportFileError(f"Cannot read {path}: {reason}. Check the path and try again.") from error


def _encoding(file: IO[bytes]) -> str:
    start = file.read(4096)
    if not start.strip():
        raise ImportFileError("The file is empty. Export the catalogue again and import that.")
    for mark, sentence in _NOT_TEXT.items():
        if start.startswith(mark):
            raise ImportFileError(sentence)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    nulls_even, nulls_odd = start[::2].count(0), start[1::2].count(0)
    if max(nulls_even, nulls_odd) > 0.4 * (len(start) / 2):
        return "utf-16-be" if nulls_even > nulls_odd else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        decoder.decode(start)
        while chunk := file.read(_CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


class PhysicalLines:
    """The lines of a text file, counted from 1, NULs removed; an endless line is skipped and reported."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line with its end.

        Raises:
            FieldError: the line is longer than any row; the lines after it can still be read.
        """
        line = self._file.readline(MAX_LINE_CHARS)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == MAX_LINE_CHARS and line[-1] not in "\r\n":
            while (rest := self._file.readline(MAX_LINE_CHARS)) and rest[-1] not in "\r\n":
                pass
            raise FieldError(f"The line is longer than {MAX_LINE_CHARS:,} characters. Shorten its texts.")
        return line.replace("\x00", "")

    def pieces(self) -> Iterator[str]:
        """Yield what is left line by line, long lines in pieces, the lines counted on the way."""
        while piece := self._file.readline(_PIECE_CHARS):
            yield piece.replace("\x00", "")
            self.number += piece[-1] in "\r\n"
