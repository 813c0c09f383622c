"""Tables for spreadsheet programs: CSV line by line, XLSX with text in every cell. What could be a formula is `portal.formulas`' task."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell


class Lines:
    """What the csv module writes to: it hands each line on."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield the lines of a CSV file as German spreadsheet programs open it: UTF-8 with a mark, semicolons."""
    writer = csv.writer(Lines(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)


def as_xlsx(rows: Iterable[list[str]], title: str) -> IO[bytes]:
    """Return an XLSX file on disk, at its beginning. Every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
