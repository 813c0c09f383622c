"""Our lists as CSV and XLSX: row by row, so that a long one needs no more memory than a short one."""

import csv
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from exchange.base import ListResource
from exchange.formulas import escape, storable

AT_ONCE = 200


def table(resource: ListResource, queryset: QuerySet) -> Iterator[list[str]]:
    """Yield the names of our columns, then each row; nothing in it is a formula."""
    columns = list(resource.fields.values())
    yield [column.name for column in columns]
    for instance in resource.prepared(queryset).iterator(chunk_size=AT_ONCE):
        yield [escape(storable(column.export(instance))) for column in columns]


class Lines:
    """What the csv module writes to: it hands each line on."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterator[list[str]]) -> Iterator[str]:
    """Yield the lines of a CSV file as German spreadsheet programs open it: UTF-8 with a mark, semicolons."""
    writer = csv.writer(Lines(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)


def as_xlsx(rows: Iterator[list[str]], title: str) -> IO[bytes]:
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
