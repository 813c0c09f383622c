"""Files as they come: any usual encoding and separator, and files made to do harm."""

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from exchange.reading import UnreadableFile, head, iter_rows


def cells(content: bytes) -> list[dict[str, str]]:
    return [row.cells for row in iter_rows(content)][1:]


def xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(name: str, text: bytes, content: bytes) -> bytes:
    """Return an XLSX file in which one part is replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, text if member.filename == name else old.read(member))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = f'Straße{separator}Größe\r\n"Übung{separator} ""gut"""{separator}"zwei\nZeilen"\r\n'
    assert cells(text.encode(encoding)) == [{"Straße": f'Übung{separator} "gut"', "Größe": "zwei\nZeilen"}]


def test_numbers_are_those_of_a_spreadsheet() -> None:
    rows = list(iter_rows(b'a;b\n"x\ny";1\n\nz;2\n'))
    assert [row.line for row in rows] == [1, 2, 4]


def test_headers_are_named_once() -> None:
    assert head(b"Name;;Name;\n1;2;3;4\n").columns == ["Name", "#2", "Name #3"]


def test_samples_are_three_different_values() -> None:
    found = head(b"a;b\n" + b"".join(b"%d;gleich\n" % number for number in range(9)))
    assert found.samples == {"a": ["0", "1", "2"], "b": ["gleich"]}


def test_xlsx_cells_are_what_people_see() -> None:
    import datetime  # noqa: PLC0415

    content = xlsx(["a", "b", "c", "d"], [1.0, datetime.datetime(2026, 12, 31), True, "'=1"], [None] * 4, ["x", 2.5, None, " y "])  # noqa: DTZ001
    assert cells(content) == [{"a": "1", "b": "2026-12-31", "c": "1", "d": "=1"}, {"a": "x", "b": "2.5", "c": "", "d": "y"}]


def test_huge_and_broken_cells_are_named() -> None:
    rows = list(iter_rows(b'a;b\n1;"' + b"x" * 30_000 + b'"\n2;gut\n3;b;zu viel\n'))[1:]
    assert "länger als 20.000 Zeichen" in rows[0].problems["b"]
    assert rows[1].problems == {}
    assert "mehr Zellen als Überschriften" in rows[2].problems["b"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"), (b"a;b\n", "keine Zeile"), (b"a;b\n\x81\x8d;1\n", "CSV UTF-8"), (b"PK\x03\x04kein Archiv", "lässt sich nicht lesen"),
        (b"a;b\n" + b"1;2\n" * 20_001, "mehr als 20.000 Zeilen"), (b";".join(b"c%d" % number for number in range(301)) + b"\n1\n", "300 Spalten"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x81\x8d", "keine CSV"),
    ],
)  # fmt: skip
def test_unreadable_files_say_why(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        list(iter_rows(content))


def test_zip_bomb_is_refused_in_little_memory() -> None:
    bomb = packed("xl/worksheets/sheet1.xml", b"<row>" * 20_000_000, xlsx(["a"], ["1"]))
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="entpackt zu groß"):
        head(bomb)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_entities_of_an_xlsx_are_refused() -> None:
    sheet = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(UnreadableFile, match="lässt sich nicht lesen"):
        head(packed("xl/worksheets/sheet1.xml", sheet, xlsx(["a"], ["1"])))
