"""What can be wrong with a catalogue file: a row, which the others survive, or the file as a whole."""

from dataclasses import dataclass


class ImportFileError(Exception):
    """The file cannot be read as a catalogue; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class RowError:
    """A row that does not go in: its first physical line, its SKU if known, and a sentence that says why."""

    line: int
    sku: str
    reason: str


class FieldError(ValueError):
    """A field that cannot be taken; the message names it and says what to write."""
