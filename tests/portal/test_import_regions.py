"""The whole country comes from one file, all or nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.models import Region

pytestmark = pytest.mark.django_db


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "districts.csv"
    file.write_text("\n".join(["ags,name,kind", *lines]) + "\n", encoding=encoding)
    return file


def test_import_adds_districts_and_keeps_known_names(tmp_path: Path) -> None:
    Region.objects.filter(key="05113").update(name_de="Essen an der Ruhr")
    call_command("import_regions", write(tmp_path, "01001,Flensburg,KS", "01059,Schleswig-Flensburg,LK", "05113,Essen,KS"), verbosity=0)
    assert Region.objects.get(key="01001").kind == Region.Kind.CITY
    assert Region.objects.get(key="01059").kind == Region.Kind.DISTRICT
    assert Region.objects.get(key="05113").name_de == "Essen an der Ruhr"


def test_import_names_the_line_that_lost_its_leading_zero_and_writes_nothing(tmp_path: Path) -> None:
    before = Region.objects.count()
    with pytest.raises(CommandError, match=r"Line 3: the key 1002 has four digits.*01002"):
        call_command("import_regions", write(tmp_path, "01001,Flensburg,KS", "1002,Kiel,KS"), verbosity=0)
    assert Region.objects.count() == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("99001,Nirgends,LK", "Line 2: the key 99001"),
        ("01001,,KS", "Line 2: the name"),
        ("01001,Flensburg,XX", "Line 2: the kind XX"),
        ("0100A,Flensburg,KS", "Line 2: the key 0100A"),
    ],
)
def test_import_names_a_wrong_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("import_regions", write(tmp_path, line), verbosity=0)


def test_import_refuses_a_key_that_stands_twice(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Line 3: the key 01001 stands in the file twice"):
        call_command("import_regions", write(tmp_path, "01001,Flensburg,KS", "01001,Flensburg,KS"), verbosity=0)


def test_import_reads_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    call_command("import_regions", write(tmp_path, "01001,Flensburg,KS", encoding="utf-8-sig"), verbosity=0)
    assert Region.objects.filter(key="01001").exists()


def test_import_refuses_other_columns_and_other_encodings(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("key;name\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Line 1: the columns must be ags,name,kind"):
        call_command("import_regions", wrong, verbosity=0)
    with pytest.raises(CommandError, match="cannot be read as UTF-8"):
        call_command("import_regions", write(tmp_path, "01003,Lübeck,KS", encoding="latin-1"), verbosity=0)
