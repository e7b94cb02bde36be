"""What can be wrong with a catalogue file: a row, which the others survive, or the file as a whole."""

from dataclasses import dataclass


class ImportFileError(Exception):
    """The file cannot be read as a catalogue; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class RowError:
    """A row that does not go in: its first physical line, its SKU if known, and a sentence that says why.

    `field` is the key at fault as our own format spells it, empty where it is the row as a whole;
    a remark is about the file and costs no row.
    """

    line: int
    sku: str
    reason: str
    field: str = ""
    is_remark: bool = False


class FieldError(ValueError):
    """A field that cannot be taken; the message names it and says what to write.

    `field` is its key as our own format spells it, empty where the row as a whole is wrong.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
