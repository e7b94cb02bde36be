"""CSV as records by column name, each with the physical line on which it starts."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from write_api.catalogue.files.problems import FieldError, RowError
from write_api.catalogue.files.text import PhysicalLines

MAX_FIELD_CHARS = 1 << 20
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Record:
    """One record of a CSV file: its first physical line, and its cells by lower-case column name."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Return the cell without the spaces around it; empty where the file has no such column."""
        return self.cells.get(column, "").strip()

    def first(self, *columns: str) -> str:
        """Return the first cell among the columns that has anything in it."""
        return next((text for column in columns if (text := self.get(column))), "")


def header_of(lines: PhysicalLines, delimiter: str) -> list[str]:
    """Return the column names of the first line that has any, in lower case."""
    for cells in _reader(lines, delimiter):
        if any(cell.strip() for cell in cells):
            return [" ".join(cell.split()).lower() for cell in cells]
    return []


def records(lines: PhysicalLines, delimiter: str) -> Iterator[Record | RowError]:
    """Yield the records after the header; what cannot be cut into cells is an error row."""
    columns = header_of(lines, delimiter)
    reader = _reader(lines, delimiter)
    while True:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except FieldError as error:
            yield RowError(line, "", str(error))
        except csv.Error:
            yield RowError(line, "", 'The row cannot be cut into fields. Check its quotes (").')
        else:
            if any(cell.strip() for cell in cells):
                yield _record(line, columns, cells)


def _record(line: int, columns: list[str], cells: list[str]) -> Record | RowError:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return RowError(
            line,
            "",
            f"The row has {len(cells)} fields, the header {len(columns)}. Put texts with commas in quotes.",
        )
    named = dict(zip(columns, cells, strict=False))
    return Record(line, named)


def _reader(lines: PhysicalLines, delimiter: str) -> "Iterator[list[str]]":
    csv.field_size_limit(MAX_FIELD_CHARS)
    return iter(csv.reader(lines, delimiter=delimiter))
