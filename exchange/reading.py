"""Read an uploaded CSV or XLSX file row by row, whoever wrote it: encodings, separators, and files made to do harm."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from portal.formulas import storable, unescape

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELL = 20_000
# An XLSX file is a ZIP archive: this much may come out of it, and so many files may be in it.
MAX_UNPACKED, MAX_MEMBERS, MAX_EMPTY_ROWS = 60 * 1024 * 1024, 500, 5_000
SAMPLES = 3
_ZIP = b"PK\x03\x04"
_SEPARATORS = (";", ",", "\t")


class UnreadableFile(Exception):
    """The file cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, cells by header, and sentences about cells that cannot be read."""

    line: int
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The columns of a file and, for each, a few values."""

    columns: list[str]
    samples: dict[str, list[str]]


def head(content: bytes) -> Head:
    """Return the columns with up to three different values each. Raises UnreadableFile."""
    rows = iter_rows(content)
    columns = list(next(rows).cells)
    samples: dict[str, list[str]] = {column: [] for column in columns}
    for row in islice(rows, 25):
        for column, value in row.cells.items():
            short = value if len(value) <= 60 else f"{value[:59]}…"
            if value and len(samples[column]) < SAMPLES and short not in samples[column]:
                samples[column].append(short)
    return Head(columns, samples)


def iter_rows(content: bytes) -> Iterator[Row]:
    """Yield a first row whose keys are the columns, then each row that is not empty. Raises UnreadableFile."""
    records = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
    columns: list[str] = []
    found = 0
    for line, record in records:
        if not any(record):
            continue
        if not columns:
            columns = _columns(record)
            yield Row(line, dict.fromkeys(columns, ""))
            continue
        found += 1
        if found > MAX_ROWS:
            raise UnreadableFile(_("Die Liste hat mehr als 20.000 Zeilen. Bitte teilen Sie sie."))
        yield _row(line, columns, record)
    if not columns:
        raise UnreadableFile(_("Die Datei ist leer."))
    if not found:
        raise UnreadableFile(_("Unter den Überschriften steht keine Zeile."))


def _columns(record: list[str]) -> list[str]:
    """Name every column once: blank headers get their number, repeated ones too."""
    columns: list[str] = []
    while record and not record[-1].strip():
        record = record[:-1]
    if len(record) > MAX_COLUMNS:
        raise UnreadableFile(_("Die Liste hat mehr als 300 Spalten. Bitte löschen Sie die Spalten, die Sie nicht brauchen."))
    for number, text in enumerate(record, start=1):
        name = " ".join(text.split())[:80] or f"#{number}"
        columns.append(name if name not in columns else f"{name} #{number}")
    return columns


def _row(line: int, columns: list[str], record: list[str]) -> Row:
    cells: dict[str, str] = {}
    problems: dict[str, str] = {}
    for column, value in zip(columns, [*record, *[""] * len(columns)], strict=False):
        cells[column] = ""
        if len(value) > MAX_CELL:
            problems[column] = _("Der Text ist länger als 20.000 Zeichen. Oft fehlt weiter oben ein Anführungszeichen.")
        elif "\0" in value or "\ufffd" in value:
            problems[column] = _("Hier stehen Zeichen, die sich nicht lesen lassen. Bitte tippen Sie den Text neu.")
        else:
            cells[column] = unescape(storable(value)).strip()
    if any(value.strip() for value in record[len(columns) :]):
        problems[columns[-1]] = _("Die Zeile hat mehr Zellen als Überschriften. Bitte prüfen Sie die Anführungszeichen.")
    return Row(line, cells, problems)


def _decoded(content: bytes) -> str:
    """Decode by the mark at the beginning, else as UTF-16 where every second byte is zero, else UTF-8, else Windows-1252."""
    start = content[:400]
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if start and start.count(0) > len(start) // 3:
            return content.decode("utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        if b"\0" in content:
            raise UnreadableFile(_("Das ist keine CSV- oder XLSX-Datei."))
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFile(_("Die Zeichen der Datei lassen sich nicht lesen. Bitte speichern Sie sie als „CSV UTF-8“.")) from None


def _separator(text: str) -> str:
    """Return the sign that most often stands between the cells of the first line, outside quotation marks."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    # Cells are cut by `_row` with a sentence; the module's own limit would end the reading without one.
    csv.field_size_limit(MAX_BYTES * 2)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        yield from enumerate(records, start=1)
    except csv.Error:
        raise UnreadableFile(_("Das ist keine CSV- oder XLSX-Datei.")) from None


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _check_archive(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            yield from _sheet(book.worksheets[0])
        finally:
            book.close()
    except UnreadableFile:
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        raise UnreadableFile(_("Diese XLSX-Datei lässt sich nicht lesen. Bitte speichern Sie sie neu, am besten als CSV.")) from None


def _sheet(sheet: object) -> Iterator[tuple[int, list[str]]]:
    empty = 0
    for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), start=1):
        record = [_as_text(value) for value in values]
        empty = 0 if any(record) else empty + 1
        if empty > MAX_EMPTY_ROWS:
            return
        yield line, record


def _as_text(value: object) -> str:
    """Return a cell as people would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_archive(content: bytes) -> None:
    """Refuse an archive that unpacks to far more than it is, or that declares entities of its own. Reads it once, in pieces."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise UnreadableFile(_("Diese XLSX-Datei ist entpackt zu groß. Bitte speichern Sie sie als CSV."))
        for member in members:
            with archive.open(member) as stream:
                tail = b""
                while piece := stream.read(1 << 16):
                    unpacked += len(piece)
                    if unpacked > MAX_UNPACKED:
                        raise UnreadableFile(_("Diese XLSX-Datei ist entpackt zu groß. Bitte speichern Sie sie als CSV."))
                    if b"<!" in (window := (tail + piece).replace(b"\0", b"")) and (b"<!ENTITY" in window or b"<!DOCTYPE" in window):
                        raise UnreadableFile(_("Diese XLSX-Datei lässt sich nicht lesen. Bitte speichern Sie sie neu, am besten als CSV."))
                    tail = piece[-24:]
